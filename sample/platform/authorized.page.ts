import { html } from '../site/html.js';
import type { PageContent } from '../site/layout.js';

/** The end of an authorization. @param name what the account is called */
export function authorizedPage(name: string): PageContent {
  return {
    title: '授权成功',
    body: html`<section class="card">
      <i class="weui-icon-success weui-icon_msg" role="img" aria-label="已授权"></i>
      <h1 class="card__title">授权成功</h1>
      <p class="card__hint">「${name}」的消息现在由本平台答复</p>
      <a class="weui-btn weui-btn_primary" href="/platform">进入平台</a>
    </section>`,
  };
}
