import { html } from '../site/html.js';
import type { PageContent } from '../site/layout.js';
import { row } from '../site/row.js';
import { time } from '../site/time.js';
import type { Session } from './sessions.js';

/** Who is logged in. */
export function mePage({ openId, newFollower, scannedAt }: Session, followedAt: Date | undefined): PageContent {
  return {
    title: '我的账号',
    body: html`<section class="card">
      <i class="weui-icon-success weui-icon_msg" role="img" aria-label="已登录"></i>
      <h1 class="card__title">${newFollower ? '欢迎加入' : '欢迎回来'}</h1>
      <p class="card__hint">您已通过微信扫码登录</p>
      <dl class="rows">
        ${row('身份', html`<span class="tag">${newFollower ? '新关注' : '老朋友'}</span>`)}
        ${row('OpenID', html`<code>${openId}</code>`)} ${row('登录时间', time(scannedAt))}
        ${row('关注时间', followedAt ? time(followedAt) : '未知')}
      </dl>
      <form method="post" action="/sign-out"><button class="weui-btn weui-btn_default">退出登录</button></form>
    </section>`,
  };
}
