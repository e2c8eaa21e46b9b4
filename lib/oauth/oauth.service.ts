import type { ApiCalls } from '../http/api-calls.js';
import type { ResolvedWechatOptions } from '../wechat.options.js';
import { createAuthorizeUrl, createWebsiteAuthorizeUrl, type AuthorizeTarget } from './authorize-urls.js';
import { ClusterOnce } from './cluster-once.js';
import { CodeExchanger } from './code.exchanger.js';
import { CookieOAuthSessions } from './guard/cookie-oauth-sessions.js';
import type { OAuthSessions } from './guard/oauth-sessions.js';
import { cookieSigning } from './guard/signed-cookies.js';
import { MiniProgramSession } from './mini-program-session.js';
import type { OAuthExchangeStore } from './oauth-exchange.store.js';
import type { OAuthGateway } from './oauth-gateway.js';
import type {
  AuthorizeUrlOptions,
  OAuthIdentity,
  OAuthLanguage,
  OAuthProfile,
  WebsiteAuthorizeUrlOptions,
} from './oauth.types.js';
import { UserApi } from './user.api.js';
import { UserTokenKeeper } from './user-token.keeper.js';
import { UserTokenRefresher } from './user-token.refresher.js';
import type { UserTokenStore } from './user-token.store.js';
import { createUserTokens } from './user-tokens.js';

/** What the service is made of. */
export interface OAuthParts {
  readonly account: string;
  readonly options: Pick<ResolvedWechatOptions, 'appId' | 'appSecret' | 'hosts' | 'oauth' | 'publicUrl' | 'timeoutMs'>;
  readonly http: ApiCalls;
  readonly gateway: OAuthGateway;
  readonly userTokens: UserTokenStore;
  readonly exchanges: OAuthExchangeStore;
}

/**
 * Finds out who people are, with their browser: web OAuth inside WeChat, login at websites, login of mini programs. For a
 * website or a mini program, register an account with its AppID and no `token`.
 *
 * Beside what they name, methods reject with `WechatStoreError` where a store does not answer, and with `WechatApiError`
 * where WeChat refuses the account itself: its AppID, AppSecret, address, permissions or quota.
 */
export class OAuthService {
  /** Who is logged in, as `OAuthGuard` has it: to log somebody out, or in by other means. */
  readonly sessions: OAuthSessions;

  private readonly target: AuthorizeTarget;
  private readonly codes: CodeExchanger;
  private readonly keeper: UserTokenKeeper;
  private readonly refresher: UserTokenRefresher;
  private readonly users: UserApi;

  constructor(
    /** @internal `OAuthGuard` goes by it as well. */
    readonly parts: OAuthParts,
  ) {
    const { account, http, gateway, options, userTokens, exchanges } = parts;
    const { appId, hosts, timeoutMs } = options;
    const once = new ClusterOnce({ appId, store: exchanges, timeoutMs });
    this.target = { host: hosts.open, appId, more: gateway.urlParameters };
    this.codes = new CodeExchanger(appId, once);
    this.keeper = new UserTokenKeeper(appId, userTokens);
    this.refresher = new UserTokenRefresher({ appId, gateway, keeper: this.keeper, once });
    this.users = new UserApi({ appId, http, keeper: this.keeper, refresher: this.refresher });
    this.sessions = options.oauth.sessions ?? new CookieOAuthSessions(options.oauth, cookieSigning(account, options));
  }

  /**
   * Address of the page inside WeChat that asks a person, or lets them pass silently, and comes back with a code. Official
   * document: 网页授权.
   *
   * @throws WechatArgumentError where `redirectUri` is no absolute http URL, or `state` is too long
   */
  authorizeUrl(options: AuthorizeUrlOptions): string {
    return createAuthorizeUrl(this.target, options);
  }

  /**
   * Address of the page with the QR code that logs people in at a website. Official document: 网站应用微信登录.
   *
   * @throws WechatArgumentError where `redirectUri` is no absolute http URL, or `state` is too long
   */
  websiteAuthorizeUrl(options: WebsiteAuthorizeUrlOptions): string {
    return createWebsiteAuthorizeUrl(this.target, options);
  }

  /**
   * Tells whom a code stands for, and keeps their tokens. A code works once, so it is exchanged once for all processes; who
   * comes with it again within five minutes, by a double click or a reload, gets the same answer. A silent login leaves
   * tokens alone that give more.
   *
   * @throws WechatOAuthError where the code is unknown, used, expired or missing, or may be spent because WeChat gave no
   *   answer: the same for everybody who comes with it
   */
  exchange(code: string): Promise<OAuthIdentity> {
    return this.codes.exchange('code', code, async present => {
      const askedAt = Date.now();
      const grant = await this.parts.gateway.exchange(present);
      await this.keeper.keep(createUserTokens(grant, askedAt));
      const { openId, unionId, scope, isSnapshotUser } = grant;
      return { openId, unionId, scope, isSnapshotUser };
    });
  }

  /**
   * Renews a person's access token, though it may live on, and returns it. Calls at the same time, in all processes, share
   * one refresh. The other methods renew by themselves.
   *
   * @throws WechatOAuthError where there are no tokens or they are dead (`authorize-again`), or WeChat does not answer
   *   (`try-later`)
   */
  async refresh(openId: string): Promise<string> {
    const { accessToken } = await this.refresher.refresh(await this.refresher.require(openId));
    return accessToken;
  }

  /**
   * A person's access token, for calls of your own, renewed where it ends within five minutes. It is the person's, not the
   * account's; it must not get to a browser.
   *
   * @throws WechatOAuthError as `refresh()` does
   */
  async getAccessToken(openId: string): Promise<string> {
    const { accessToken } = await this.refresher.getCurrent(openId);
    return accessToken;
  }

  /**
   * The profile of a person who agreed to `snsapi_userinfo` or `snsapi_login`.
   *
   * @throws WechatOAuthError as `refresh()` does, and where the person agreed to `snsapi_base` only (48001)
   */
  getUser(openId: string, language: OAuthLanguage = 'zh_CN'): Promise<OAuthProfile> {
    return this.users.getUser(openId, language);
  }

  /**
   * Whether what a person allowed still holds; asks WeChat.
   *
   * @throws WechatOAuthError where WeChat does not answer (`try-later`)
   */
  verify(openId: string): Promise<boolean> {
    return this.users.verify(openId);
  }

  /** Forgets a person's tokens, for example at `event.user_authorization_revoke`. At WeChat nothing changes. */
  forget(openId: string): Promise<void> {
    return this.keeper.forget(openId);
  }

  /**
   * Logs somebody in to a mini program, with the code of `wx.login()`. As with `exchange()`, a code is exchanged once for all
   * processes, and its session can be had for five minutes. Official document: 小程序登录 code2Session.
   *
   * @throws WechatOAuthError as `exchange()` does, and where the person logs in too often (`try-later`, 45011) or WeChat
   *   takes them for a risk (`refuse`, 40226)
   */
  async code2Session(code: string): Promise<MiniProgramSession> {
    const login = await this.codes.exchange('session', code, present => this.parts.gateway.code2Session(present));
    return new MiniProgramSession({ appId: this.parts.options.appId, ...login });
  }
}
