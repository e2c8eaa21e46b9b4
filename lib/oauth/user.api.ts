import type { ApiCalls } from '../http/api-calls.js';
import { isTokenRefused, repeat } from '../http/retry.js';
import type { RequestSender } from '../http/wechat-http.js';
import { WechatApiError, WechatOAuthError } from '../wechat.errors.js';
import { readProfile } from './oauth-answers.js';
import type { OAuthLanguage, OAuthProfile } from './oauth.types.js';
import type { UserTokenKeeper } from './user-token.keeper.js';
import type { UserTokenRefresher } from './user-token.refresher.js';
import type { UserTokens } from './user-token.store.js';
import { explainUserError, saysDead, strangerError } from './user.errors.js';

/** What calls are made with. */
export interface UserApiParts {
  readonly appId: string;
  readonly http: ApiCalls;
  readonly keeper: UserTokenKeeper;
  readonly refresher: UserTokenRefresher;
}

/** Makes something of an answer, and the tokens that it was given for. */
type Read<T> = (answer: Readonly<Record<string, unknown>>, tokens: UserTokens) => T;

const PROFILE = '/sns/userinfo';
const VERIFY = '/sns/auth';
const WRONG_OPENID = 40003;

/** Calls with the access tokens of people. They only read, so they are repeated after -1 and network failures. */
export class UserApi {
  constructor(private readonly parts: UserApiParts) {}

  /** Official document: 网页授权, 拉取用户信息. */
  getUser(openId: string, lang: OAuthLanguage): Promise<OAuthProfile> {
    const { appId } = this.parts;
    return this.call(openId, PROFILE, { lang }, (answer, tokens) => {
      const profile = readProfile(answer, { path: PROFILE, appId });
      if (profile.openId !== openId) throw strangerError(appId);
      return { ...profile, unionId: profile.unionId ?? tokens.unionId, isSnapshotUser: tokens.isSnapshotUser };
    });
  }

  /** Official document: 网页授权, 检验授权凭证. */
  async verify(openId: string): Promise<boolean> {
    try {
      return await this.call(openId, VERIFY, {}, () => true);
    } catch (error) {
      if (error instanceof WechatOAuthError && error.remedy === 'authorize-again') return false;
      if (error instanceof WechatApiError && error.errcode === WRONG_OPENID) return false;
      throw error;
    }
  }

  /** Makes a call, and once more with a new token where WeChat refuses the one that there was. */
  private async call<T>(
    openId: string,
    path: string,
    more: Readonly<Record<string, string>>,
    read: Read<T>,
  ): Promise<T> {
    const { appId, http, keeper, refresher } = this.parts;
    const send = (sender: RequestSender, tokens: UserTokens): Promise<T> => {
      const query = { access_token: tokens.accessToken, openid: openId, ...more };
      return repeat(true, async () => read(await sender.json({ method: 'GET', path, query }), tokens));
    };
    let tokens = await refresher.getCurrent(openId);
    try {
      return await http.call({ method: 'GET', path }, async sender => {
        try {
          return await send(sender, tokens);
        } catch (error) {
          if (!isTokenRefused(error)) throw error;
          const { accessToken } = tokens;
          tokens = await refresher.refresh(tokens);
          if (tokens.accessToken === accessToken) throw error;
          return send(sender, tokens);
        }
      });
    } catch (error) {
      if (saysDead(error)) await keeper.drop(tokens);
      throw explainUserError(appId, error);
    }
  }
}
