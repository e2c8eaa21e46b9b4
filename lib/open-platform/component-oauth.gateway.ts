import { readGrant, readLogin, type MiniProgramLogin, type OAuthGrant } from '../oauth/oauth-answers.js';
import type { OAuthGateway } from '../oauth/oauth-gateway.js';
import type { ComponentApi } from './component-api.js';

/**
 * Asks WeChat about people on behalf of an account that authorized a platform. Official documents: 代公众号发起网页授权,
 * 小程序登录 (第三方平台).
 */
export class ComponentOAuthGateway implements OAuthGateway {
  readonly urlParameters: Readonly<Record<string, string>>;

  constructor(
    private readonly api: ComponentApi,
    private readonly componentAppId: string,
    private readonly appId: string,
  ) {
    this.urlParameters = { component_appid: componentAppId };
  }

  async exchange(code: string): Promise<OAuthGrant> {
    const path = '/sns/oauth2/component/access_token';
    return readGrant(await this.get(path, { code, grant_type: 'authorization_code' }), this.source(path));
  }

  async refresh(refreshToken: string): Promise<OAuthGrant> {
    const path = '/sns/oauth2/component/refresh_token';
    const query = { grant_type: 'refresh_token', refresh_token: refreshToken };
    return readGrant(await this.get(path, query), this.source(path));
  }

  async code2Session(code: string): Promise<MiniProgramLogin> {
    const path = '/sns/component/jscode2session';
    return readLogin(await this.get(path, { js_code: code, grant_type: 'authorization_code' }), this.source(path));
  }

  private get(path: string, query: Readonly<Record<string, string>>): Promise<Readonly<Record<string, unknown>>> {
    const { appId: appid, componentAppId: component_appid } = this;
    // A code may be spent when the answer is lost.
    return this.api.get(path, { appid, component_appid, ...query }, { repeatable: false });
  }

  private source(path: string): { readonly path: string; readonly appId: string } {
    return { path, appId: this.appId };
  }
}
