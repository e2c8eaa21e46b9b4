import type { CallbackService } from '../callback/callback.service.js';
import type { AuthorizationExchanger } from './authorizations/authorization.exchanger.js';
import type { AuthorizationPageService } from './authorizations/authorization-page.service.js';
import type { Authorizers } from './authorizations/authorizers.js';
import type { AuthorizerAccounts } from './authorizer-accounts.js';
import type { ComponentApi } from './component-api.js';
import type { TicketWatchdog } from './ticket-watchdog.js';
import type { VerifyTickets } from './tokens/verify-tickets.js';
import type { WechatAccount } from '../account/wechat-account.js';

/** One platform and everything that belongs to it. */
export interface Component {
  readonly componentAppId: string;
  /** Outside address of the application. */
  readonly publicUrl: string | undefined;
  /** The platform as an account: the context of what WeChat tells it. Its access token is the platform's. */
  readonly account: WechatAccount;
  readonly api: ComponentApi;
  readonly tickets: VerifyTickets;
  readonly watchdog: TicketWatchdog;
  readonly authorizers: Authorizers;
  readonly exchanger: AuthorizationExchanger;
  readonly accounts: AuthorizerAccounts;
  readonly pages: AuthorizationPageService;
  /** What answers its events URL. */
  readonly events: CallbackService;
}
