import type { RequestSender, WechatRequest } from '../http/wechat-http.js';
import { WechatConfigError } from '../wechat.errors.js';
import { readGrant, readLogin, type MiniProgramLogin, type OAuthGrant } from './oauth-answers.js';

/**
 * How WeChat is asked about people on behalf of an account: what differs between an account with a secret of its own and
 * one that a third-party platform acts for. Methods reject with `WechatApiError` and `WechatNetworkError`.
 */
export interface OAuthGateway {
  /** What authorize URLs have in the end. */
  readonly urlParameters: Readonly<Record<string, string>>;
  /** Exchanges the code of an authorize page. */
  exchange(code: string): Promise<OAuthGrant>;
  /** Renews an access token. */
  refresh(refreshToken: string): Promise<OAuthGrant>;
  /** Exchanges the code of `wx.login()`. */
  code2Session(code: string): Promise<MiniProgramLogin>;
}

/** The account itself, and its AppSecret. Official documents: 网页授权, 小程序登录 code2Session. */
export class AccountOAuthGateway implements OAuthGateway {
  readonly urlParameters = {};

  constructor(
    private readonly http: RequestSender,
    private readonly account: { readonly appId: string; readonly appSecret: string | undefined },
  ) {}

  exchange(code: string): Promise<OAuthGrant> {
    const query = { ...this.identify(), code, grant_type: 'authorization_code' };
    return this.get('/sns/oauth2/access_token', query, readGrant);
  }

  refresh(refreshToken: string): Promise<OAuthGrant> {
    const query = { appid: this.account.appId, grant_type: 'refresh_token', refresh_token: refreshToken };
    return this.get('/sns/oauth2/refresh_token', query, readGrant);
  }

  code2Session(code: string): Promise<MiniProgramLogin> {
    const query = { ...this.identify(), js_code: code, grant_type: 'authorization_code' };
    return this.get('/sns/jscode2session', query, readLogin);
  }

  private identify(): { readonly appid: string; readonly secret: string } {
    const { appId, appSecret } = this.account;
    if (appSecret !== undefined) return { appid: appId, secret: appSecret };
    throw new WechatConfigError(`Option appSecret of ${appId} is missing: codes of people are exchanged with it.`);
  }

  private async get<T>(
    path: string,
    query: WechatRequest['query'],
    read: (answer: Readonly<Record<string, unknown>>, source: { path: string; appId: string }) => T,
  ): Promise<T> {
    const { appId } = this.account;
    return read(await this.http.json({ method: 'GET', path, query }), { path, appId });
  }
}
