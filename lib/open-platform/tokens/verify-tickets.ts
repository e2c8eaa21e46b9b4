import type { RequestSender } from '../../http/wechat-http.js';
import type { StoredVerifyTicket, VerifyTicketStore } from '../stores/verify-ticket.store.js';
import type { ComponentAccess } from './component-access.js';

const START_PATH = '/cgi-bin/component/api_start_push_ticket';

/** The tickets of one platform. WeChat pushes one every ten minutes; each is valid for twelve hours. */
export class VerifyTickets {
  constructor(
    private readonly http: RequestSender,
    private readonly component: ComponentAccess,
    private readonly store: VerifyTicketStore,
  ) {}

  /** The newest one that came. */
  newest(): Promise<StoredVerifyTicket | undefined> {
    return this.store.find(this.component.componentAppId);
  }

  /**
   * Keeps a ticket, unless a newer one is kept.
   *
   * @param createTime in seconds since 1970, by WeChat's clock
   */
  save(ticket: string, createTime: number): Promise<boolean> {
    return this.store.save(this.component.componentAppId, { ticket, createTime });
  }

  /** Asks WeChat to push tickets, which it stops where the events URL keeps failing. Official document: 启动票据推送服务. */
  async startPushing(): Promise<void> {
    const { componentAppId, componentAppSecret } = this.component;
    const json = { component_appid: componentAppId, component_secret: componentAppSecret };
    await this.http.json({ method: 'POST', path: START_PATH, json });
  }
}
