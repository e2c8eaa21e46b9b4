import type { TokenHealth } from 'nestjs-wechat';
import { html, type Html } from '../site/html.js';
import { row } from '../site/row.js';
import { time } from '../site/time.js';
import type { Customer } from './customers.js';

/** What can be done with an account, and was. */
export interface CustomerState {
  /** Whether a message was just sent for it. */
  readonly isSent: boolean;
  readonly canRevoke: boolean;
}

const TOKENS: Readonly<Record<TokenHealth['token'], Html>> = {
  alive: html`<span class="tag">有效</span>`,
  dead: html`<span class="tag tag_bad">已失效</span>`,
  unused: html`<span class="tag tag_off">还没有用到</span>`,
};

/** An account that authorized the platform, or has taken that back. */
export function customerCard(customer: Customer, { isSent, canRevoke }: CustomerState): Html {
  const { appId, name = appId, state, functions, authorizedAt, token } = customer;
  const isAuthorized = state === 'authorized';
  return html`<section class="card card_wide customer" aria-label="${name}">
    <header class="customer__head">
      ${picture(customer)}
      <div class="customer__name">
        <h2>${name}</h2>
        <p class="card__hint">${isAuthorized ? describe(customer) : '已经不能代它收发消息'}</p>
      </div>
      ${isAuthorized ? html`<span class="tag">已授权</span>` : html`<span class="tag tag_off">已取消</span>`}
    </header>
    <dl class="rows">
      ${row('授权时间', time(authorizedAt))}
      ${isAuthorized ? [row('权限集', `${functions.length} 项`), ...tokenRows(token)] : row('令牌', '已删除')}
    </dl>
    ${isAuthorized ? messageForm(customer) : undefined} ${isAuthorized && isSent ? sent() : undefined}
    ${isAuthorized && canRevoke ? revokeForm(appId) : undefined}
  </section>`;
}

function describe({ appId, isMiniProgram }: Customer): Html {
  return html`${isMiniProgram ? '小程序' : '公众号'} <code>${appId}</code>`;
}

/** Some accounts have no picture. */
function picture({ picture: address, name, appId }: Customer): Html {
  if (address === undefined)
    return html`<span class="customer__picture" aria-hidden="true">${/./u.exec(name ?? appId.slice(2))?.[0]}</span>`;
  return html`<img class="customer__picture" src="${address}" alt="" width="48" height="48" />`;
}

function tokenRows({ token, expiresAt }: TokenHealth): Html[] {
  const state = row('接口令牌', TOKENS[token]);
  return expiresAt === undefined ? [state] : [state, row('令牌到期', time(expiresAt))];
}

function messageForm({ appId, isMiniProgram, followers }: Customer): Html {
  if (followers.length === 0)
    return html`<p class="customer__none card__hint">${isMiniProgram ? '小程序没有关注者' : '还没有人关注'}</p>`;
  return html`<form class="customer__form" method="post" action="/platform/${appId}/messages">
    <label>
      <span>发给</span>
      <select name="openId">
        ${followers.map(openId => html`<option>${openId}</option>`)}
      </select>
    </label>
    <label>
      <span>内容</span>
      <input name="content" required maxlength="600" autocomplete="off" placeholder="以公众号的名义发送" />
    </label>
    <button class="weui-btn weui-btn_primary">发送</button>
  </form>`;
}

function sent(): Html {
  return html`<p class="customer__sent" role="status">
    <i class="weui-icon-success" aria-hidden="true"></i>消息已发送
  </p>`;
}

/** What its administrator does at WeChat. */
function revokeForm(appId: string): Html {
  return html`<form method="post" action="/platform/${appId}/revocation">
    <button class="customer__revoke" title="在沙箱里，由账号的管理员取消">取消授权</button>
  </form>`;
}
