import { Injectable } from '@nestjs/common';
import { Addresses } from './addresses.js';
import { html, type Html } from './html.js';

/** A page of the site. */
export interface PageContent {
  readonly title: string;
  readonly body: Html;
  /** What goes into the head. */
  readonly head?: Html;
}

/** What all pages have in common. */
@Injectable()
export class Layout {
  constructor(private readonly addresses: Addresses) {}

  render({ title, body, head }: PageContent): string {
    const { console, platform } = this.addresses;
    const page = html`<!doctype html>
      <html lang="zh-CN">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
          <title>${title} · nestjs-wechat 示例</title>
          <link rel="icon" href="/assets/icon.svg" />
          <link rel="stylesheet" href="/assets/weui.css" />
          <link rel="stylesheet" href="/assets/site.css" />
          ${head}
        </head>
        <body>
          <header class="top">
            <a class="top__brand" href="/"><img src="/assets/icon.svg" alt="" /><span>nestjs-wechat</span></a>
            <nav class="top__links">
              <a href="/me">我的账号</a><a href="/h5">网页授权</a><a href="/share">分享</a><a href="/pool">二维码池</a>
              ${platform && html`<a href="${platform}">平台</a>`}
            </nav>
          </header>
          <main>${body}</main>
          <footer class="bottom">
            ${console && html`<a href="${console}" target="_blank">没有公众号？在本地微信里扫一扫 ↗</a>`}
          </footer>
        </body>
      </html>`;
    return String(page);
  }
}
