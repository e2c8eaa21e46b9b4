import type { WechatHttp } from '../http/wechat-http.js';
import type { ResolvedWechatOptions } from '../wechat.options.js';
import { CookieOAuthSessions } from './guard/cookie-oauth-sessions.js';
import type { OAuthSessions } from './guard/oauth-sessions.js';
import { cookieSigning } from './guard/signed-cookies.js';
import type { OAuthExchangeStore } from './oauth-exchange.store.js';
import type {
  AuthorizeUrlOptions,
  OAuthIdentity,
  OAuthLanguage,
  OAuthProfile,
  WebsiteAuthorizeUrlOptions,
} from './oauth.types.js';
import type { UserTokenStore } from './user-token.store.js';

/** What the service is made of. */
export interface OAuthParts {
  readonly account: string;
  readonly options: Pick<ResolvedWechatOptions, 'appId' | 'appSecret' | 'hosts' | 'oauth' | 'publicUrl' | 'timeoutMs'>;
  readonly http: WechatHttp;
  readonly userTokens: UserTokenStore;
  readonly exchanges: OAuthExchangeStore;
}

/** Finds out who people are, with their browser: web OAuth inside WeChat, login at websites, login of mini programs. */
export class OAuthService {
  /** Who is logged in, as `OAuthGuard` has it: to log somebody out, or in by other means. */
  readonly sessions: OAuthSessions;

  constructor(
    /** @internal `OAuthGuard` goes by it as well. */
    readonly parts: OAuthParts,
  ) {
    const { account, options } = parts;
    this.sessions = options.oauth.sessions ?? new CookieOAuthSessions(options.oauth, cookieSigning(account, options));
  }

  authorizeUrl(_options: AuthorizeUrlOptions): string {
    throw new Error('to be written');
  }

  websiteAuthorizeUrl(_options: WebsiteAuthorizeUrlOptions): string {
    throw new Error('to be written');
  }

  exchange(_code: string): Promise<OAuthIdentity> {
    throw new Error('to be written');
  }

  getUser(_openId: string, _language?: OAuthLanguage): Promise<OAuthProfile> {
    throw new Error('to be written');
  }
}
