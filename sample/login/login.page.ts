import type { LoginState, ScanLogin } from 'nestjs-wechat';
import { html, type Html } from '../site/html.js';
import type { PageContent } from '../site/layout.js';

const RETRY = '/login';
const REFRESH_ICON = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <path d="M20 11a8 8 0 1 0-2.3 6.3M20 4v7h-7" />
</svg>`;

/** The QR code and what becomes of it: one panel per state, of which one is shown. */
export function loginPage({ imageUrl }: Pick<ScanLogin, 'imageUrl'>, state: LoginState): PageContent {
  const panel = (name: LoginState, content: Html): Html =>
    name === state
      ? html`<div data-panel="${name}">${content}</div>`
      : html`<div data-panel="${name}" hidden>${content}</div>`;
  return {
    title: '微信登录',
    head: html`<link rel="stylesheet" href="/assets/login.css" />
      <script type="module" src="/assets/login.js"></script>
      <noscript><meta http-equiv="refresh" content="3" /></noscript>`,
    body: html`<section class="card login" data-state="${state}">
      <h1 class="card__title">微信登录</h1>
      <div class="login__code">
        <img src="${imageUrl}" alt="登录二维码" width="430" height="430" />
        <a class="login__refresh" href="${RETRY}" aria-label="刷新二维码">${REFRESH_ICON}</a>
        <i class="login__mark weui-icon-success weui-icon_msg"></i>
        <i class="login__mark weui-icon-cancel weui-icon_msg"></i>
      </div>
      <div class="login__status" role="status">
        ${panel('waiting', told('请使用微信扫描二维码', '首次登录会先关注公众号'))}
        ${panel('scanned', told('扫描成功', '请在手机上确认登录'))}
        ${panel(
          'confirmed',
          html`${told('登录成功', '正在进入网站…')}
            <form method="post" action="/login/complete">
              <button class="weui-btn weui-btn_primary">进入网站</button>
            </form>`,
        )}
        ${panel('rejected', html`${told('登录已取消', '您可以重新扫码，或关闭此页面')}${retry('重新扫码')}`)}
        ${panel('expired', html`${told('二维码已失效', '为了您的账号安全，二维码只在短时间内有效')}${retry('刷新二维码')}`)}
      </div>
    </section>`,
  };
}

function told(what: string, hint: string): Html {
  return html`<p class="login__what">${what}</p>
    <p class="card__hint">${hint}</p>`;
}

function retry(label: string): Html {
  return html`<a class="weui-btn weui-btn_primary" href="${RETRY}">${label}</a>`;
}
