import { randomBytes } from 'node:crypto';
import { AesKey } from '../../callback/aes-key.js';
import { AccessTokens } from '../account/access-tokens.js';
import { Quotas } from '../account/quotas.js';
import type { SandboxAccount } from '../account/sandbox-account.js';
import type { SandboxClock } from '../clock.js';
import type { Delivery } from '../delivery/delivery.js';
import type { PushFields } from '../delivery/push-codec.js';
import type { Pusher } from '../delivery/pusher.js';
import type { ReleaseTestCase } from '../release-test/release-test-report.js';
import { checkCallbackUrl } from '../sandbox.options.js';
import { Authorizations } from './authorizations.js';
import { eventChannel } from './component-channels.js';
import { checkComponentOptions, type SandboxComponentOptions } from './component.options.js';
import { checkMessageUrl } from './message-url.js';
import { PreAuthCodes } from './pre-auth-codes.js';
import { TicketPushes } from './ticket-pushes.js';
import { VerifyTickets } from './verify-tickets.js';

/** What an application needs to know of its platform: one of the `components` of `OpenPlatformModule`. */
export interface ComponentCredentials {
  readonly componentAppId: string;
  readonly componentAppSecret: string;
  readonly token: string;
  readonly encodingAESKey: string;
}

/** A release test of a platform while it goes on, or afterwards. */
export interface OpenReleaseTest {
  readonly cases: readonly ReleaseTestCase[];
  readonly isDone: boolean;
}

/** One third-party platform and all that WeChat knows of it. Official document: 第三方平台. */
export class Component implements ComponentCredentials {
  readonly componentAppId: string;
  readonly componentAppSecret: string;
  readonly token: string;
  readonly encodingAESKey: string;
  readonly nickname: string;
  readonly permissionSets: readonly number[] | undefined;
  readonly authorizeDomain: string | undefined;
  readonly developmentDomains: readonly string[] | undefined;
  readonly testAccounts: readonly string[] | undefined;
  readonly rotatesRefreshTokens: boolean;
  readonly dailyLimits: Readonly<Record<string, number>>;
  /** The addresses that may call WeChat for the platform; all, if `undefined`. */
  ipWhitelist: readonly string[] | undefined;

  readonly tickets: VerifyTickets;
  /** What `api_component_token` gave. */
  readonly accessTokens: AccessTokens;
  readonly preAuthCodes: PreAuthCodes;
  readonly authorizations: Authorizations;
  readonly quotas: Quotas;
  /** Encrypts all that the platform is pushed, and decrypts its answers. */
  readonly aesKey: AesKey;
  /** Goes on by itself, or not. */
  readonly ticketPushes: TicketPushes;
  /** The last release test, or the one that goes on. */
  releaseTest: OpenReleaseTest | undefined;
  #eventsUrl: string | undefined;
  #messageUrl: string | undefined;

  constructor(
    options: SandboxComponentOptions,
    private readonly clock: SandboxClock,
    private readonly pusher: Pusher,
  ) {
    checkComponentOptions(options);
    this.componentAppId = options.componentAppId ?? `wx${randomBytes(8).toString('hex')}`;
    this.componentAppSecret = options.componentAppSecret ?? randomBytes(16).toString('hex');
    this.token = options.token ?? randomBytes(8).toString('hex');
    this.encodingAESKey = options.encodingAESKey ?? randomBytes(22).toString('hex').slice(0, 43);
    this.nickname = options.nickname ?? 'Sandbox Platform';
    this.permissionSets = options.permissionSets;
    this.authorizeDomain = options.authorizeDomain;
    this.developmentDomains = options.developmentDomains;
    this.testAccounts = options.testAccounts;
    this.rotatesRefreshTokens = options.rotatesRefreshTokens ?? false;
    this.dailyLimits = options.dailyLimits ?? {};
    this.ipWhitelist = options.ipWhitelist;
    this.eventsUrl = options.eventsUrl;
    this.messageUrl = options.messageUrl;
    this.tickets = new VerifyTickets(clock);
    this.accessTokens = new AccessTokens(clock);
    this.preAuthCodes = new PreAuthCodes(clock);
    this.authorizations = new Authorizations(clock);
    this.quotas = new Quotas(clock);
    this.aesKey = new AesKey(this.encodingAESKey);
    this.ticketPushes = new TicketPushes(
      clock,
      () => this.#eventsUrl !== undefined,
      () => this.#issueTicket(),
    );
    this.ticketPushes.start();
  }

  /** The same as `componentAppId`. */
  get appId(): string {
    return this.componentAppId;
  }

  /** 授权事件接收 URL. Throws SandboxError for what is no URL. */
  get eventsUrl(): string | undefined {
    return this.#eventsUrl;
  }

  set eventsUrl(url: string | undefined) {
    this.#eventsUrl = url === undefined ? undefined : checkCallbackUrl(url);
  }

  /** 消息与事件接收 URL, with `$APPID$`. Throws SandboxError for what is no URL, or has no `$APPID$`. */
  get messageUrl(): string | undefined {
    return this.#messageUrl;
  }

  set messageUrl(url: string | undefined) {
    this.#messageUrl = url === undefined ? undefined : checkMessageUrl(url);
  }

  /** Tells the platform something on its URL for authorization events. */
  notify(infoType: string, fields: PushFields): Promise<Delivery> {
    const head = { AppId: this.componentAppId, CreateTime: this.clock.seconds(), InfoType: infoType };
    return this.pusher.notify(eventChannel(this, this.#eventsUrl), infoType, { ...head, ...fields });
  }

  /** An account takes back what it allowed. Throws SandboxError where it had not allowed anything. */
  revoke(account: SandboxAccount): Promise<Delivery> {
    this.authorizations.revoke(account);
    return this.notify('unauthorized', { AuthorizerAppid: account.appId });
  }

  #issueTicket(): Promise<Delivery> {
    return this.notify('component_verify_ticket', { ComponentVerifyTicket: this.tickets.issue().value });
  }
}
