import type { CredentialSource, FetchedCredential } from '../../credentials/credential.source.js';
import { toCredential } from '../../token/token.sources.js';
import { WechatStoreError } from '../../wechat.errors.js';
import type { Authorizers } from '../authorizations/authorizers.js';
import type { ComponentApi } from '../component-api.js';
import { isUnauthorized } from '../unauthorized.js';

/** The second is for a refresh token that was lost on its way here, the third for an account that authorizes anew meanwhile. */
const ATTEMPTS = 3;
const PATH = '/cgi-bin/component/api_authorizer_token';

/**
 * Access tokens of one account that authorized a platform. Each one ends the one before, so one process fetches. The refresh
 * token that comes with it is kept before the access token is handed out. Official document: 获取/刷新接口调用令牌.
 */
export class AuthorizerTokenSource implements CredentialSource {
  readonly name = 'authorizer access token';
  readonly concurrent = false;

  constructor(
    private readonly api: ComponentApi,
    private readonly authorizers: Authorizers,
    private readonly appId: string,
  ) {}

  async fetch(): Promise<FetchedCredential> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const fetched = await this.attempt();
      if (fetched !== undefined) return fetched;
    }
    throw new WechatStoreError(
      `The authorization of ${this.appId} changed ${ATTEMPTS} times while its access token was refreshed. Try again.`,
    );
  }

  /** `undefined` where there is another refresh token to try. */
  private async attempt(): Promise<FetchedCredential | undefined> {
    const refreshToken = await this.authorizers.requireRefreshToken(this.appId);
    try {
      return await this.request(refreshToken);
    } catch (error) {
      if (!isUnauthorized(error)) throw error;
      // Authorized anew, and the message of it is under way or was lost: WeChat tells the token that holds.
      await this.authorizers.replaceRefused(this.appId, refreshToken, error);
      return undefined;
    }
  }

  private async request(refreshToken: string): Promise<FetchedCredential | undefined> {
    const { componentAppId } = this.authorizers;
    const answer = await this.api.component.authorizerToken({
      component_appid: componentAppId,
      authorizer_appid: this.appId,
      authorizer_refresh_token: refreshToken,
    });
    const { authorizer_access_token: token, authorizer_refresh_token: next, expires_in } = answer;
    const credential = toCredential({ access_token: token, expires_in }, PATH, this.appId);
    // Also where it is the same: if the account has authorized anew since, or taken it back, what came is of no use.
    const isKept = await this.authorizers.replaceRefreshToken(this.appId, refreshToken, next || refreshToken);
    return isKept ? credential : undefined;
  }
}
