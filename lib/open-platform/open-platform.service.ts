import type { WechatAccount } from '../account/wechat-account.js';
import { WechatArgumentError } from '../wechat.errors.js';
import { isAppId } from './app-id.js';
import { listAtWechat, type ImportedAuthorizer } from './authorizations/imported-authorizers.js';
import type { AuthorizeOptions, FinishedAuthorization } from './authorizations/authorization-page.service.js';
import type { Component } from './component.js';
import type { ComponentApi } from './component-api.js';
import type { AuthorizerDetails } from './endpoints/authorizer-info.js';
import type { AuthorizerOptionName, LocationReportOption, SwitchOption } from './endpoints/component.endpoints.js';
import type { Authorizer } from './stores/authorizer.store.js';
import type { TicketPushes } from './ticket-watchdog.js';

/** What the service is made of. */
export interface OpenPlatformParts {
  readonly components: readonly Component[];
  readonly component: Component;
  /** Address of the authorization page, without its query. */
  readonly pageUrl: (componentAppId: string) => string;
}

/** An account that authorized the platform, without its secrets. */
export type AuthorizerRecord = Omit<Authorizer, 'refreshToken'>;

/** What a setting can be: `location_report` 0 never, 1 when the chat is opened, 2 every 5 seconds; the others 0 off, 1 on. */
export type AuthorizerOptionValue<Name extends AuthorizerOptionName> = Name extends 'location_report'
  ? LocationReportOption['option_value']
  : SwitchOption['option_value'];

const PAGE = 100;

/**
 * A third-party platform (第三方平台): who authorized it, and their accounts with the same services as accounts of one's own.
 * Of several platforms it is the first; `component()` gives the others.
 *
 * Beside what they name, methods reject with `WechatApiError` where WeChat refuses, `WechatNetworkError` where it does not
 * answer, and `WechatStoreError` where a store does not.
 */
export class OpenPlatformService {
  constructor(private readonly parts: OpenPlatformParts) {}

  /** AppID of the platform. */
  get componentAppId(): string {
    return this.parts.component.componentAppId;
  }

  /** Calls of WeChat with the platform's own token (component_access_token). */
  get api(): ComponentApi {
    return this.parts.component.api;
  }

  /**
   * The service of another platform of the application.
   *
   * @throws WechatArgumentError where there is no such platform
   */
  component(componentAppId: string): OpenPlatformService {
    const component = this.parts.components.find(each => each.componentAppId === componentAppId);
    if (component !== undefined) return new OpenPlatformService({ ...this.parts, component });
    throw new WechatArgumentError(`There is no platform '${componentAppId}' among the option components.`);
  }

  /**
   * An account that authorized the platform, with its services. Nothing is asked: calls for an account that did not authorize it
   * reject with `WechatAuthorizerError`.
   *
   * @throws WechatArgumentError for what is no AppID
   */
  account(appId: string): WechatAccount {
    checkAppId(appId);
    return this.parts.component.accounts.account(appId);
  }

  /**
   * Address of this application's page that sends an administrator to WeChat to authorize the platform. Link to it from a page
   * of the domain that WeChat's console has. With a `subject` it is good for an hour.
   */
  authorizePageUrl(options: AuthorizeOptions = {}): string {
    const { component, pageUrl } = this.parts;
    return pageUrl(component.componentAppId) + component.pages.queryOf(options);
  }

  /**
   * Reads the parameter `authorization` with which a browser comes to `authorizedUrl`: which account was authorized, and for
   * whom.
   *
   * @throws WechatArgumentError where it is not ours, or older than five minutes
   */
  readAuthorization(authorization: string): FinishedAuthorization {
    return this.parts.component.pages.read(authorization);
  }

  /**
   * Exchanges an authorization code that came by a route of your own. Both that and the push may come first, and any number of
   * times.
   *
   * @returns AppID of the account
   * @throws WechatAuthorizerError where the code is of no use
   */
  exchangeAuthorizationCode(code: string): Promise<string> {
    return this.parts.component.exchanger.exchange(code);
  }

  /** What is kept of an account, without asking WeChat; `undefined` where nothing is. */
  async findAuthorizer(appId: string): Promise<AuthorizerRecord | undefined> {
    const found = await this.parts.component.authorizers.find(appId);
    return found && toRecord(found);
  }

  /** An account's name, picture, kind and permissions. Official document: 获取授权账号详情. */
  getAuthorizer(appId: string): Promise<AuthorizerDetails> {
    return this.api.component.getAuthorizerInfo({ component_appid: this.componentAppId, authorizer_appid: appId });
  }

  /** All accounts that are kept, those that took the authorization back included, a page at a time. */
  async *listAuthorizers(): AsyncGenerator<AuthorizerRecord, void, undefined> {
    let cursor: string | undefined;
    do {
      const { authorizers, next } = await this.parts.component.authorizers.list(cursor, PAGE);
      yield* authorizers.map(toRecord);
      cursor = next;
    } while (cursor !== undefined);
  }

  /** A setting of an account: `location_report`, `voice_recognize` or `customer_service`. Official document: 获取授权方选项信息. */
  async getOption(appId: string, name: AuthorizerOptionName): Promise<string> {
    const answer = await this.api.component.getAuthorizerOption({ ...this.whose(appId), option_name: name });
    return answer.option_value;
  }

  /** Changes a setting of an account. Official document: 设置授权方选项信息. */
  async setOption<Name extends AuthorizerOptionName>(
    appId: string,
    name: Name,
    value: AuthorizerOptionValue<Name>,
  ): Promise<void> {
    // The compiler does not see that name and value go together.
    const option = { ...this.whose(appId), option_name: name, option_value: value } as
      LocationReportOption | SwitchOption;
    await this.api.component.setAuthorizerOption(option);
  }

  /** Has the calls of today forgotten: of an account, or of the platform itself. Ten times a month. */
  async clearQuota(appId?: string): Promise<void> {
    if (appId === undefined) await this.api.component.clearQuota({ appid: this.componentAppId });
    else await this.account(appId).api.quota.clearAll({ appid: appId });
  }

  /** Brings in a ticket from elsewhere, such as the system that was there before. A newer one that is kept stays. */
  async setVerifyTicket(ticket: string, pushedAt: Date = new Date()): Promise<void> {
    await this.parts.component.tickets.save(ticket, Math.floor(pushedAt.getTime() / 1000));
  }

  /** Asks WeChat to push tickets, which it stops where the events URL keeps failing. */
  startPushingTickets(): Promise<void> {
    return this.parts.component.tickets.startPushing();
  }

  /** Whether WeChat pushes tickets: `late` where the last one came more than 30 minutes ago. */
  inspectTickets(): Promise<TicketPushes> {
    return this.parts.component.watchdog.inspect();
  }

  /** Brings in accounts from elsewhere. What is newer here stays. Returns how many were new here, or changed. */
  async importAuthorizers(
    authorizers: Iterable<ImportedAuthorizer> | AsyncIterable<ImportedAuthorizer>,
  ): Promise<number> {
    let taken = 0;
    for await (const authorizer of authorizers) {
      checkAppId(authorizer.appId);
      if (await this.parts.component.authorizers.import(authorizer)) taken += 1;
    }
    return taken;
  }

  /** Brings in all accounts that WeChat lists as authorized, as `importAuthorizers()`. Official document: 拉取已授权的账号信息. */
  synchronizeAuthorizers(): Promise<number> {
    return this.importAuthorizers(listAtWechat(this.api, this.componentAppId));
  }

  private whose(appId: string): { readonly component_appid: string; readonly authorizer_appid: string } {
    return { component_appid: this.componentAppId, authorizer_appid: appId };
  }
}

function checkAppId(appId: string): void {
  if (isAppId(appId)) return;
  throw new WechatArgumentError(`'${appId}' is no AppID. It begins with wx, and has letters and digits only.`);
}

function toRecord({ appId, userName, state, authorizedAt, functions }: Authorizer): AuthorizerRecord {
  return { appId, userName, state, authorizedAt, functions };
}
