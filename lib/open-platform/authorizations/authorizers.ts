import { Logger } from '@nestjs/common';
import type { WechatApiError } from '../../wechat.errors.js';
import type { ComponentApi } from '../component-api.js';
import { WechatAuthorizerError } from '../open-platform.errors.js';
import type { Authorization, Authorizer, AuthorizerPage, AuthorizerStore } from '../stores/authorizer.store.js';
import { isUnauthorized } from '../unauthorized.js';
import { functionsOf } from './functions.js';
import type { ImportedAuthorizer } from './imported-authorizers.js';

/** What authorizers of a platform are kept with. */
export interface AuthorizersParts {
  readonly componentAppId: string;
  readonly store: AuthorizerStore;
  readonly api: ComponentApi;
  /** Forgets the tokens and tickets of an account. */
  readonly purge: (appId: string) => Promise<void>;
}

/** The accounts that authorized one platform, as far as it knows, and WeChat where it does not. */
export class Authorizers {
  private readonly logger = new Logger('OpenPlatform');

  constructor(private readonly parts: AuthorizersParts) {}

  get componentAppId(): string {
    return this.parts.componentAppId;
  }

  find(appId: string): Promise<Authorizer | undefined> {
    return this.parts.store.find(this.componentAppId, appId);
  }

  list(cursor: string | undefined, limit: number): Promise<AuthorizerPage> {
    return this.parts.store.list(this.componentAppId, cursor, limit);
  }

  /** Keeps an authorization, unless it was overtaken; whether it is the one that holds. What it replaces is forgotten. */
  async authorize(authorization: Authorization): Promise<boolean> {
    const holds = await this.parts.store.authorize(this.componentAppId, authorization);
    if (holds) await this.parts.purge(authorization.appId);
    return holds;
  }

  /**
   * Takes over an authorization as another system or WeChat's list has it; whether it is one that was not known. Tokens of one
   * that was known go on.
   */
  async import({ appId, refreshToken, authorizedAt = 0, functions }: ImportedAuthorizer): Promise<boolean> {
    const found = await this.find(appId);
    if (found?.refreshToken === refreshToken && functions === undefined) {
      await this.confirm(appId, authorizedAt);
      return false;
    }
    return this.authorize({ appId, refreshToken, authorizedAt, functions: functions ?? found?.functions ?? [] });
  }

  /**
   * Takes an authorization back and forgets all tokens, unless a newer one is kept. May be done twice: the first time may have
   * ended half-way, or a call was refused before WeChat told why.
   *
   * @param at in seconds since 1970, by WeChat's clock
   * @returns whether none is kept now
   */
  async unauthorize(appId: string, at: number): Promise<boolean> {
    const isTakenBack = await this.parts.store.unauthorize(this.componentAppId, appId, at);
    if (!isTakenBack && (await this.find(appId))?.state === 'authorized') return false;
    await this.parts.purge(appId);
    return true;
  }

  /** Learns by another way that an authorization was made at a time: only what is older than that may take it back now. */
  async confirm(appId: string, at: number): Promise<boolean> {
    const found = await this.find(appId);
    if (found?.refreshToken === undefined) return false;
    const { functions, refreshToken, authorizedAt } = found;
    if (authorizedAt >= at) return true;
    return this.parts.store.authorize(this.componentAppId, { appId, functions, refreshToken, authorizedAt: at });
  }

  /**
   * What access tokens of an account come from.
   *
   * @throws WechatAuthorizerError where it did not authorize the platform, or took it back
   */
  async requireRefreshToken(appId: string): Promise<string> {
    const found = await this.find(appId);
    if (found?.refreshToken !== undefined) return found.refreshToken;
    const looked = await this.lookUp(appId, found?.authorizedAt ?? 0);
    if (looked?.refreshToken !== undefined) return looked.refreshToken;
    throw this.failure(appId, found === undefined ? 'has not authorized' : 'took back the authorization of');
  }

  /**
   * Asks WeChat for the refresh token that holds, in place of one that it has refused.
   *
   * @throws WechatAuthorizerError where there is no other; the account counts as unauthorized then
   */
  async replaceRefused(appId: string, refused: string, cause: WechatApiError): Promise<void> {
    const found = await this.find(appId);
    if (found?.refreshToken !== refused) return;
    const current = (await this.ask(appId))?.refreshToken;
    if (current !== undefined && current !== refused) {
      await this.replaceRefreshToken(appId, refused, current);
      return;
    }
    await this.unauthorize(appId, found.authorizedAt);
    throw this.failure(appId, 'does not authorize', cause);
  }

  /** Puts a refresh token in place of the one that it came from; whether it is of use. */
  replaceRefreshToken(appId: string, before: string, after: string): Promise<boolean> {
    return this.parts.store.replaceRefreshToken(this.componentAppId, appId, before, after);
  }

  /** The original id of an account, to which messages are addressed; `undefined` where it has not authorized the platform. */
  async userNameOf(appId: string): Promise<string | undefined> {
    const found = await this.find(appId);
    if (found?.state !== 'authorized') return (await this.lookUp(appId, found?.authorizedAt ?? 0))?.userName;
    if (found.userName !== undefined) return found.userName;
    const info = await this.ask(appId);
    if (info !== undefined) await this.parts.store.setUserName(this.componentAppId, appId, info.userName);
    return info?.userName;
  }

  /**
   * Learns from WeChat of an account that nothing is known of, or whose authorization was lost on its way here.
   *
   * @param authorizedAt in seconds since 1970, as far as it is known
   * @returns `undefined` where it has not authorized the platform
   */
  async lookUp(appId: string, authorizedAt: number): Promise<Authorizer | undefined> {
    const info = await this.ask(appId);
    if (info === undefined) return undefined;
    const { refreshToken, functions, userName } = info;
    await this.authorize({ appId, authorizedAt, functions, refreshToken });
    await this.parts.store.setUserName(this.componentAppId, appId, userName);
    this.logger.log(`Learned from WeChat that ${appId} authorized the platform ${this.componentAppId}.`);
    return this.find(appId);
  }

  private async ask(
    appId: string,
  ): Promise<{ refreshToken: string; functions: number[]; userName: string } | undefined> {
    const { componentAppId } = this;
    try {
      const { authorizer_info: info, authorization_info: authorization } =
        await this.parts.api.component.getAuthorizerInfo({ component_appid: componentAppId, authorizer_appid: appId });
      const { authorizer_refresh_token: refreshToken } = authorization;
      if (typeof refreshToken !== 'string' || refreshToken === '') return undefined;
      return { refreshToken, functions: functionsOf(authorization), userName: info.user_name };
    } catch (error) {
      if (isUnauthorized(error)) return undefined;
      throw error;
    }
  }

  private failure(appId: string, what: string, cause?: WechatApiError): WechatAuthorizerError {
    const { componentAppId } = this;
    const message = `${appId} ${what} the platform ${componentAppId}. Have its administrator open the authorization page.`;
    return new WechatAuthorizerError(message, componentAppId, appId, cause?.errcode, cause);
  }
}
