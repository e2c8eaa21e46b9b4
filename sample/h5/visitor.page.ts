import type { OAuthIdentity } from 'nestjs-wechat';
import { html } from '../site/html.js';
import type { PageContent } from '../site/layout.js';
import { row } from '../site/row.js';
import { signOutForm } from './sign-out.form.js';

/** Who somebody is, as far as WeChat tells without asking. */
export function visitorPage({ openId, unionId, scope, isSnapshotUser }: OAuthIdentity): PageContent {
  return {
    title: '网页授权',
    body: html`<section class="card">
      <i class="weui-icon-success weui-icon_msg" role="img" aria-label="已登录"></i>
      <h1 class="card__title">已在微信内登录</h1>
      <p class="card__hint">
        ${isSnapshotUser ? '这是快照页，下面的身份是微信虚构的' : '静默授权，没有弹窗，网站只知道您的 OpenID'}
      </p>
      <dl class="rows">
        ${row('OpenID', html`<code>${openId}</code>`)} ${unionId && row('UnionID', html`<code>${unionId}</code>`)}
        ${row('授权范围', html`<span class="tag">${scope.join('、')}</span>`)}
      </dl>
      <a class="weui-btn weui-btn_primary" href="/h5/profile">查看头像和昵称</a>
      ${signOutForm()}
    </section>`,
  };
}
