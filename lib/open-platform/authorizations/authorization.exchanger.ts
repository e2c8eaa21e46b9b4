import { hash } from 'node:crypto';
import type { ClusterOnce, Outcome } from '../../oauth/cluster-once.js';
import { WechatApiError, WechatOAuthError } from '../../wechat.errors.js';
import type { ComponentApi } from '../component-api.js';
import { WechatAuthorizerError } from '../open-platform.errors.js';
import type { Authorizers } from './authorizers.js';
import { functionsOf } from './functions.js';

/** As long as WeChat knows a code; what came of it is kept. */
const CODE_LIFE_MS = 3_600_000;
/** WeChat's have about a hundred characters. What nobody can have got from WeChat is not worth a request. */
const CODE = /^[\x21-\x7e]{1,512}$/;
/** How much earlier an authorization is said to be that tells no time of WeChat's: early enough for every clock. */
const CLOCKS_SECONDS = 60;
/** The code is wrong, or used or too old. */
const BAD_CODE: ReadonlySet<number> = new Set([61009, 61010]);

/** What an authorization exchanger is made of. */
export interface AuthorizationExchangerParts {
  readonly authorizers: Authorizers;
  readonly api: ComponentApi;
  readonly once: ClusterOnce;
}

/**
 * Exchanges authorization codes. Each comes twice, by the browser and by a push, and can be used once: one process exchanges
 * it, and whoever comes with it within the hour gets the same answer. Official document: 使用授权码获取授权信息.
 */
export class AuthorizationExchanger {
  constructor(private readonly parts: AuthorizationExchangerParts) {}

  /**
   * Exchanges a code and keeps the authorization.
   *
   * @param authorizedAt in seconds since 1970, where WeChat told it
   * @returns the AppID of the account
   * @throws WechatAuthorizerError where the code is of no use. After other errors it may be tried again
   */
  async exchange(code: unknown, authorizedAt: number = earlier()): Promise<string> {
    const { componentAppId } = this.parts.authorizers;
    if (typeof code !== 'string' || !CODE.test(code)) throw this.failure('is missing, or cannot be one');
    const key = `{${componentAppId}:${hash('sha256', code)}}:authorization`;
    try {
      return await this.parts.once.run(key, CODE_LIFE_MS, () => this.redeem(code, authorizedAt));
    } catch (error) {
      if (error instanceof WechatOAuthError) throw this.failure(error.message, error.errcode);
      throw error;
    }
  }

  private async redeem(code: string, authorizedAt: number): Promise<Outcome<string>> {
    const { api, authorizers } = this.parts;
    try {
      const { authorization_info: info } = await api.component.queryAuth({
        component_appid: authorizers.componentAppId,
        authorization_code: code,
      });
      const { authorizer_appid: appId, authorizer_refresh_token: refreshToken } = info;
      await authorizers.authorize({ appId, authorizedAt, functions: functionsOf(info), refreshToken });
      return { value: appId };
    } catch (error) {
      if (!(error instanceof WechatApiError && BAD_CODE.has(error.errcode))) throw error;
      const message = 'is unknown, used or more than an hour old';
      return { failure: { remedy: 'authorize-again', message, errcode: error.errcode } };
    }
  }

  private failure(why: string, errcode?: number): WechatAuthorizerError {
    const { componentAppId } = this.parts.authorizers;
    const message = `An authorization code for the platform ${componentAppId} ${why}. Have the account authorized again.`;
    return new WechatAuthorizerError(message, componentAppId, undefined, errcode);
  }
}

function earlier(): number {
  return Math.floor(Date.now() / 1000) - CLOCKS_SECONDS;
}
