import type { TicketPushes } from 'nestjs-wechat/open-platform';
import { html, type Html } from '../site/html.js';
import type { PageContent } from '../site/layout.js';
import { row } from '../site/row.js';
import { customerCard } from './customer.card.js';
import type { Customer } from './customers.js';

/** What the page shows. */
export interface PlatformView {
  readonly componentAppId: string;
  readonly tickets: TicketPushes;
  readonly customers: readonly Customer[];
  /** Where an administrator authorizes: with a phone beside the browser, and on the phone. */
  readonly links: Readonly<Record<'pc' | 'mobile', string>>;
  /** AppID of the account that a message was just sent for. */
  readonly sentTo: string | undefined;
  readonly canRevoke: boolean;
}

const TICKETS: Readonly<Record<TicketPushes, Html>> = {
  'on time': html`<span class="tag">按时推送</span>`,
  late: html`<span class="tag tag_bad">超过 30 分钟没有推送</span>`,
  'none yet': html`<span class="tag tag_off">等待第一次推送</span>`,
};

/** The platform itself, and the accounts that authorized it. */
export function platformPage({
  componentAppId,
  tickets,
  customers,
  links,
  sentTo,
  canRevoke,
}: PlatformView): PageContent {
  return {
    title: '第三方平台',
    head: html`<link rel="stylesheet" href="/assets/platform.css" />`,
    body: html`<div class="platform">
      <section class="card card_wide">
        <h1 class="card__title">第三方平台</h1>
        <p class="card__hint">公众号和小程序的管理员授权后，本站代他们答复和发送消息</p>
        <dl class="rows">
          ${row('平台 AppID', html`<code>${componentAppId}</code>`)} ${row('验证票据', TICKETS[tickets])}
          ${row('已授权', `${customers.filter(({ state }) => state === 'authorized').length} 个账号`)}
        </dl>
        <div class="platform__links">
          <a class="weui-btn weui-btn_primary" href="${links.pc}">扫码授权</a>
          <a class="weui-btn weui-btn_default" href="${links.mobile}">在手机上授权</a>
        </div>
      </section>
      ${customers.map(customer => customerCard(customer, { isSent: customer.appId === sentTo, canRevoke }))}
    </div>`,
  };
}
