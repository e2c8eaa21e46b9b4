import { html } from '../site/html.js';
import type { PageContent } from '../site/layout.js';

const REASONS: Readonly<Record<number, readonly [title: string, hint: string]>> = {
  401: ['无法确认您的身份', '授权已失效，或链接来自别的浏览器，请重新打开'],
  403: ['没有得到授权', '同意之后才能看到这个页面'],
};

/** Why somebody does not see what was asked for, and the way to try again. */
export function troublePage(status: number): PageContent {
  const [title, hint] = REASONS[status] ?? ['微信暂时没有应答', '请稍后再试'];
  return {
    title,
    body: html`<section class="card">
      <i class="weui-icon-warn weui-icon_msg-primary weui-icon_msg"></i>
      <h1 class="card__title">${title}</h1>
      <p class="card__hint">${hint}</p>
      <a class="weui-btn weui-btn_primary" href="/h5">重新打开</a>
    </section>`,
  };
}
