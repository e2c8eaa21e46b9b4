import { hash } from 'node:crypto';
import { WechatOAuthError } from '../wechat.errors.js';
import type { ClusterOnce, Outcome } from './cluster-once.js';
import type { OAuthGateway } from './oauth-gateway.js';
import type { UserTokenKeeper } from './user-token.keeper.js';
import type { UserTokens } from './user-token.store.js';
import { isSame, renewUserTokens } from './user-tokens.js';
import { explainUserError, noTokensError, saysDead, strangerError } from './user.errors.js';

/** What a refresher is made of. */
export interface UserTokenRefresherParts {
  readonly appId: string;
  readonly gateway: OAuthGateway;
  readonly keeper: UserTokenKeeper;
  readonly once: ClusterOnce;
}

/** So long ahead of its end an access token is renewed. */
const LEAD_MS = 300_000;
/** So long those who have seen the tokens from before are told that they are renewed. */
const OUTCOME_LIFE_MS = 60_000;
const DONE = { value: true } as const;

/** Renews the access tokens of people: one process does, and the others wait for it. */
export class UserTokenRefresher {
  constructor(private readonly parts: UserTokenRefresherParts) {}

  /**
   * The tokens of a person, with an access token that lives on for a while.
   *
   * @throws WechatOAuthError where there are none, or they cannot be renewed
   */
  async getCurrent(openId: string): Promise<UserTokens> {
    const tokens = await this.require(openId);
    const leftMs = tokens.accessTokenExpiresAt - Date.now();
    if (leftMs > LEAD_MS) return tokens;
    try {
      return await this.refresh(tokens);
    } catch (error) {
      // It was ahead of time, and may succeed the next time.
      if (leftMs > 0 && error instanceof WechatOAuthError && error.remedy === 'try-later') return tokens;
      throw error;
    }
  }

  /** @throws WechatOAuthError where there are none */
  async require(openId: string): Promise<UserTokens> {
    const tokens = await this.parts.keeper.find(openId);
    if (tokens === undefined) throw noTokensError(this.parts.appId);
    return tokens;
  }

  /**
   * Renews tokens that a caller has seen, unless others did.
   *
   * @throws WechatOAuthError where they are dead, or WeChat does not answer
   */
  async refresh(seen: UserTokens): Promise<UserTokens> {
    const { appId, once } = this.parts;
    const key = `{${appId}:${hash('sha256', `${seen.accessToken} ${seen.accessTokenExpiresAt}`)}}:oauth:refresh`;
    await once.run(key, OUTCOME_LIFE_MS, () => this.renew(seen));
    return this.require(seen.openId);
  }

  private async renew(seen: UserTokens): Promise<Outcome<true>> {
    const { appId, keeper } = this.parts;
    // A process that held the claim before may have renewed them, and died before it said so.
    if (!isSame(seen, await keeper.find(seen.openId))) return DONE;
    try {
      await keeper.replace(seen, await this.ask(seen));
      return DONE;
    } catch (error) {
      const failure = explainUserError(appId, error);
      if (!saysDead(error) || !(failure instanceof WechatOAuthError)) throw failure;
      await keeper.drop(seen);
      const { remedy, message, errcode } = failure;
      return { failure: { remedy, message, errcode } };
    }
  }

  private async ask(seen: UserTokens): Promise<UserTokens> {
    const askedAt = Date.now();
    const grant = await this.parts.gateway.refresh(seen.refreshToken);
    if (grant.openId === seen.openId) return renewUserTokens(seen, grant, askedAt);
    throw strangerError(this.parts.appId);
  }
}
