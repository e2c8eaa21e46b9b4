import { html, type Html } from '../site/html.js';

/** Ends the session. */
export function signOutForm(): Html {
  return html`<form method="post" action="/h5/sign-out">
    <button class="weui-btn weui-btn_default">退出登录</button>
  </form>`;
}
