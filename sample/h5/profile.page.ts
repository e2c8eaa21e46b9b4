import type { OAuthProfile } from 'nestjs-wechat';
import { html, type Html } from '../site/html.js';
import type { PageContent } from '../site/layout.js';
import { row } from '../site/row.js';
import { signOutForm } from './sign-out.form.js';

/** What somebody agreed to show. */
export function profilePage(profile: OAuthProfile): PageContent {
  const { openId, unionId, nickname, isSnapshotUser } = profile;
  return {
    title: '个人资料',
    head: html`<link rel="stylesheet" href="/assets/profile.css" />`,
    body: html`<section class="card">
      ${portrait(profile)}
      <h1 class="card__title">${nickname}</h1>
      <p class="card__hint">
        ${isSnapshotUser ? '这是快照页，头像和昵称是微信虚构的' : '您同意过向网站提供头像和昵称'}
      </p>
      <dl class="rows">
        ${row('OpenID', html`<code>${openId}</code>`)} ${unionId && row('UnionID', html`<code>${unionId}</code>`)}
      </dl>
      <a class="weui-btn weui-btn_primary" href="/h5">返回</a>
      ${signOutForm()}
    </section>`,
  };
}

/** Some people have no picture. */
function portrait({ headImgUrl, nickname }: OAuthProfile): Html {
  if (headImgUrl === '') return html`<span class="portrait" aria-hidden="true">${/./u.exec(nickname)?.[0]}</span>`;
  return html`<img class="portrait" src="${headImgUrl}" alt="头像" width="96" height="96" />`;
}
