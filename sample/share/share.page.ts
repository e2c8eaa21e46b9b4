import { html, type Html } from '../site/html.js';
import type { PageContent } from '../site/layout.js';
import { row } from '../site/row.js';

const PHONE_ICON = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <rect x="6.500" y="2.500" width="11" height="19" rx="2.500" />
  <path d="M11 18.500h2" />
</svg>`;

/**
 * A page that shows whether the phone took its signature, and is shared.
 *
 * @param jweixin address of WeChat's script
 * @param signer address of the route that signs
 */
export function sharePage(jweixin: string, signer: string): PageContent {
  return {
    title: '分享',
    head: html`<link rel="stylesheet" href="/assets/share.css" />
      <script src="${jweixin}" defer></script>
      <script type="module" src="/assets/share.js"></script>`,
    body: html`<section class="card share" data-state="checking" data-signer="${signer}">
      <div class="share__mark">
        <span class="share__phone">${PHONE_ICON}</span>
        <i class="weui-icon-success weui-icon_msg"></i>
        <i class="weui-icon-warn weui-icon_msg"></i>
      </div>
      <div role="status">
        ${panel('checking', '正在验证签名', '等待微信客户端应答…')}
        ${panel('accepted', '签名通过', '微信客户端接受了这个页面，可以调用 JS-SDK')}
        ${panel('refused', '签名被拒绝', '微信客户端说明的原因如下')}
        ${panel('outside', '不在微信里', '没有微信客户端应答，请在微信里打开此页面')}
      </div>
      <dl class="rows">
        ${row('页面地址', html`<code data-field="url">—</code>`)}
        ${row('签名', html`<code data-field="signature">—</code>`)}
        ${row('客户端应答', html`<code data-field="answer">—</code>`)}
      </dl>
      <figure class="preview">
        <figcaption class="card__hint">朋友将会看到</figcaption>
        <div class="preview__card">
          <div>
            <strong data-title>nestjs-wechat 示例</strong>
            <p data-description>用 NestJS 写公众号：网页授权、扫码登录、分享</p>
          </div>
          <img src="/assets/share.png" alt="" width="48" height="48" />
        </div>
      </figure>
      <button class="weui-btn weui-btn_primary" data-share disabled>分享给朋友</button>
      <p class="share__tip" data-tip hidden>分享的内容已交给微信，请点右上角的「···」，选择「发送给朋友」</p>
    </section>`,
  };
}

function panel(state: string, what: string, hint: string): Html {
  return html`<div data-panel="${state}">
    <h1 class="card__title">${what}</h1>
    <p class="card__hint">${hint}</p>
  </div>`;
}
