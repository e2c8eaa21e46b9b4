import { AuthorizedApi } from './authorized-api.js';
import { callbackEndpoints } from './endpoints/callback.endpoints.js';
import { kefuEndpoints } from './endpoints/kefu.endpoints.js';
import { mediaEndpoints } from './endpoints/media.endpoints.js';
import { menuEndpoints } from './endpoints/menu.endpoints.js';
import { openAccountEndpoints } from './endpoints/open-account.endpoints.js';
import { qrcodeEndpoints } from './endpoints/qrcode.endpoints.js';
import { quotaEndpoints } from './endpoints/quota.endpoints.js';
import { ticketEndpoints } from './endpoints/ticket.endpoints.js';
import { userEndpoints } from './endpoints/user.endpoints.js';
import { MiniProgramApi } from './mini-program-api.js';

/**
 * Calls of WeChat's server API with the account's access token. A token that WeChat refuses is replaced, and the call made
 * once more. After -1 and network failures only calls that are safe to repeat are repeated.
 *
 * All methods reject with `WechatApiError` (`WechatQuotaError` where a quota is used up), `WechatNetworkError` or, where no
 * token can be had, `WechatStoreError`.
 */
export class WechatApi extends AuthorizedApi {
  /** QR codes. */
  readonly qrcode = this.area(qrcodeEndpoints);
  /** Customer-service messages. */
  readonly kefu = this.area(kefuEndpoints);
  /** The menu, for everybody and for some. */
  readonly menu = this.area(menuEndpoints);
  /** Followers, remarks, the blacklist. */
  readonly user = this.area(userEndpoints);
  /** Temporary media. */
  readonly media = this.area(mediaEndpoints);
  /** Tickets of pages and cards. `TokenService.getTicket` keeps them. */
  readonly ticket = this.area(ticketEndpoints);
  /** Quotas and the diagnosis of a request. */
  readonly quota = this.area(quotaEndpoints);
  /** Network checks and addresses. */
  readonly callback = this.area(callbackEndpoints);
  /** Open platform accounts, for which the token has to be that of an authorizer. */
  readonly openAccount = this.area(openAccountEndpoints);

  private managed: MiniProgramApi | undefined;

  /** A mini program that a third-party platform looks after, if the account is one. */
  get miniProgram(): MiniProgramApi {
    this.managed ??= new MiniProgramApi(this.http, this.tokens);
    return this.managed;
  }
}
