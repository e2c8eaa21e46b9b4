import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { html, raw } from 'hono/html';
import { renderAvatar } from '../../people/avatar.js';
import { PAGE_STYLE } from './page-style.js';

/** A piece of HTML. Everything that `html` is given is escaped. */
export type Markup = ReturnType<typeof html>;

/** One of two texts, in the language of the reader. */
export type Say = (zh: string, en: string) => string;

/** Parts of a page. */
export interface PageParts {
  readonly say: Say;
  readonly title: string;
  readonly body: Markup;
  /** CSS besides that of all pages. */
  readonly style?: string;
  readonly script?: string;
}

/** Speaks Chinese to those whose browser does, or who come with `lang=cn`; otherwise English. */
export function sayTo({ req }: Context): Say {
  const lang = req.query('lang');
  const isChinese = lang === undefined ? /^\s*zh/i.test(req.header('accept-language') ?? '') : lang === 'cn';
  return (zh, en) => (isChinese ? zh : en);
}

/** Answers with a page, which nobody keeps and which runs no script but its own. */
export function sendPage(
  context: Context,
  { say, title, body, style = '', script }: PageParts,
): Response | Promise<Response> {
  const nonce = randomBytes(16).toString('base64');
  context.header('Cache-Control', 'no-store');
  context.header('Referrer-Policy', 'same-origin');
  context.header(
    'Content-Security-Policy',
    "default-src 'none'; base-uri 'none'; connect-src 'self'; frame-src 'self'; font-src data:; " +
      `img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'nonce-${nonce}'`,
  );
  return context.html(
    html`<!doctype html>
      <html lang="${say('zh-CN', 'en')}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
          <title>${title}</title>
          <link rel="icon" href="data:," />
          <link rel="stylesheet" href="/sandbox/assets/weui.css" />
          <style>
            ${raw(PAGE_STYLE + style)}
          </style>
        </head>
        <body>
          ${body}
          ${
            script === undefined
              ? ''
              : html`<script nonce="${nonce}">
                  ${raw(script)};
                </script>`
          }
        </body>
      </html>`,
  );
}

/** The picture of a person or an account, beside which its name stands. */
export function avatarOf(name: string): Markup {
  const source = `data:image/svg+xml;base64,${Buffer.from(renderAvatar(name)).toString('base64')}`;
  return html`<img class="avatar" src="${source}" alt="" />`;
}

/** An icon, and what there is to say. */
export function messageMarkup(icon: string, heading: string, text: string, other?: string): Markup {
  return html`<main class="centre">
    <i class="${icon} weui-icon_msg" role="img" aria-hidden="true"></i>
    <h1>${heading}</h1>
    <p>${text}</p>
    ${other === undefined ? '' : html`<p class="small">${other}</p>`}
  </main>`;
}
