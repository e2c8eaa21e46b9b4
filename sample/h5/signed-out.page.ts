import { html } from '../site/html.js';
import type { PageContent } from '../site/layout.js';

/** The session is over; whoever goes on begins another. */
export function signedOutPage(): PageContent {
  return {
    title: '已退出',
    body: html`<section class="card">
      <i class="weui-icon-info weui-icon_msg" role="img" aria-label="已退出"></i>
      <h1 class="card__title">已退出登录</h1>
      <p class="card__hint">再次进入时，微信会告诉网站您是谁</p>
      <a class="weui-btn weui-btn_primary" href="/h5">再次进入</a>
    </section>`,
  };
}
