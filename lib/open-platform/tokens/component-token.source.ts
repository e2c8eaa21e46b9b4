import type { CredentialSource, FetchedCredential } from '../../credentials/credential.source.js';
import type { RequestSender } from '../../http/wechat-http.js';
import { toCredential } from '../../token/token.sources.js';
import { WechatApiError, WechatNetworkError } from '../../wechat.errors.js';
import type { ComponentAccess } from './component-access.js';
import type { VerifyTickets } from './verify-tickets.js';

const PATH = '/cgi-bin/component/api_component_token';
/** The ticket is wrong, or too old. */
const BAD_TICKET: ReadonlySet<number> = new Set([61005, 61006]);

/**
 * A platform's own token (component_access_token), which is made from the newest ticket. Each one ends the one before, so one
 * process fetches. Official document: 获取令牌.
 */
export class ComponentTokenSource implements CredentialSource {
  readonly name = 'component access token';
  readonly concurrent = false;

  constructor(
    private readonly http: RequestSender,
    private readonly component: ComponentAccess,
    private readonly tickets: VerifyTickets,
  ) {}

  async fetch(): Promise<FetchedCredential> {
    const { componentAppId } = this.component;
    const stored = await this.tickets.newest();
    if (stored === undefined) {
      await this.tickets.startPushing();
      throw new WechatNetworkError(
        `WeChat has not pushed a component_verify_ticket to ${componentAppId} yet, and was asked for one: it comes within ` +
          "ten minutes to the platform's events URL. Compare that URL with WeChat's console.",
        PATH,
      );
    }
    try {
      return await this.request(stored.ticket);
    } catch (error) {
      if (!(error instanceof WechatApiError && BAD_TICKET.has(error.errcode))) throw error;
      // A newer one may have come meanwhile.
      const newer = await this.tickets.newest();
      if (newer !== undefined && newer.ticket !== stored.ticket) return this.request(newer.ticket);
      await this.tickets.startPushing();
      throw error;
    }
  }

  private async request(ticket: string): Promise<FetchedCredential> {
    const { componentAppId, componentAppSecret } = this.component;
    const json = {
      component_appid: componentAppId,
      component_appsecret: componentAppSecret,
      component_verify_ticket: ticket,
    };
    const answer = await this.http.json<Readonly<Record<string, unknown>>>({ method: 'POST', path: PATH, json });
    return toCredential({ ...answer, access_token: answer['component_access_token'] }, PATH, componentAppId);
  }
}
