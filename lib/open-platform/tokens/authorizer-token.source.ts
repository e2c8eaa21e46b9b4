import type { CredentialSource, FetchedCredential } from '../../credentials/credential.source.js';
import { toCredential } from '../../token/token.sources.js';
import { WechatStoreError } from '../../wechat.errors.js';
import type { Authorizers } from '../authorizations/authorizers.js';
import type { ComponentApi } from '../component-api.js';
import { isUnauthorized } from '../unauthorized.js';

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
    const refreshToken = await this.authorizers.requireRefreshToken(this.appId);
    try {
      return await this.request(refreshToken);
    } catch (error) {
      if (!isUnauthorized(error)) throw error;
      // Authorized anew, and the message of it is under way or was lost: WeChat tells the token that holds.
      const current = await this.authorizers.rereadRefreshToken(this.appId, refreshToken, error);
      return this.request(current);
    }
  }

  private async request(refreshToken: string): Promise<FetchedCredential> {
    const { componentAppId } = this.authorizers;
    const answer = await this.api.component.authorizerToken({
      component_appid: componentAppId,
      authorizer_appid: this.appId,
      authorizer_refresh_token: refreshToken,
    });
    const { authorizer_access_token: token, authorizer_refresh_token: next, expires_in } = answer;
    const credential = toCredential({ access_token: token, expires_in }, PATH, this.appId);
    if (next === '' || next === refreshToken) return credential;
    if (await this.authorizers.replaceRefreshToken(this.appId, refreshToken, next)) return credential;
    throw new WechatStoreError(
      `The authorization of ${this.appId} changed while its access token was refreshed. Try again.`,
    );
  }
}
