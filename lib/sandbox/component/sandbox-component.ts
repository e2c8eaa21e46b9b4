import type { AccessTokens } from '../account/access-tokens.js';
import type { Quotas } from '../account/quotas.js';
import type { SandboxAccount } from '../account/sandbox-account.js';
import type { Delivery } from '../delivery/delivery.js';
import type { PushFields } from '../delivery/push-codec.js';
import type { ReleaseTestReport } from '../release-test/release-test-report.js';
import type { ReleaseTestOptions } from '../release-test/release-test.types.js';
import { testComponent } from '../release-test/test-component.js';
import type { World } from '../world.js';
import type { Authorizations } from './authorizations.js';
import {
  authorizeComponent,
  type AuthorizeComponentOptions,
  type ComponentAuthorization,
} from './authorize-component.js';
import type { Component, ComponentCredentials } from './component.js';
import type { PreAuthCodes } from './pre-auth-codes.js';
import type { VerifyTickets } from './verify-tickets.js';

/** One third-party platform. Official document: 第三方平台. */
export class SandboxComponent implements ComponentCredentials {
  readonly componentAppId: string;
  readonly componentAppSecret: string;
  readonly token: string;
  readonly encodingAESKey: string;
  readonly nickname: string;
  readonly tickets: VerifyTickets;
  /** What `api_component_token` gave. */
  readonly accessTokens: AccessTokens;
  readonly preAuthCodes: PreAuthCodes;
  readonly authorizations: Authorizations;
  readonly quotas: Quotas;
  readonly #world: World;
  readonly #component: Component;

  /** @internal */
  constructor(world: World, component: Component) {
    this.componentAppId = component.componentAppId;
    this.componentAppSecret = component.componentAppSecret;
    this.token = component.token;
    this.encodingAESKey = component.encodingAESKey;
    this.nickname = component.nickname;
    this.tickets = component.tickets;
    this.accessTokens = component.accessTokens;
    this.preAuthCodes = component.preAuthCodes;
    this.authorizations = component.authorizations;
    this.quotas = component.quotas;
    this.#world = world;
    this.#component = component;
  }

  /** 授权事件接收 URL. Throws SandboxError for what is no URL. */
  get eventsUrl(): string | undefined {
    return this.#component.eventsUrl;
  }

  set eventsUrl(url: string | undefined) {
    this.#component.eventsUrl = url;
    this.#world.changes.notify();
  }

  /** 消息与事件接收 URL, with `$APPID$`. Throws SandboxError for what is no URL, or has no `$APPID$`. */
  get messageUrl(): string | undefined {
    return this.#component.messageUrl;
  }

  set messageUrl(url: string | undefined) {
    this.#component.messageUrl = url;
    this.#world.changes.notify();
  }

  /** The addresses that may call WeChat for the platform; all, if `undefined`. */
  get ipWhitelist(): readonly string[] | undefined {
    return this.#component.ipWhitelist;
  }

  set ipWhitelist(addresses: readonly string[] | undefined) {
    this.#component.ipWhitelist = addresses;
  }

  /** Whether tickets are pushed every ten minutes. WeChat stops after several that nobody took. */
  get isPushingTickets(): boolean {
    return this.#component.ticketPushes.isOn;
  }

  /** Pushes tickets every ten minutes again, from now on; `api_start_push_ticket` pushes one at once, too. */
  startTicketPushes(): void {
    this.#component.ticketPushes.start();
    this.#world.changes.notify();
  }

  /** Pushes no more tickets by itself. */
  stopTicketPushes(): void {
    this.#component.ticketPushes.stop();
    this.#world.changes.notify();
  }

  /** Pushes a new ticket now. Resolves with what became of it. */
  pushTicket(): Promise<Delivery> {
    return this.#component.ticketPushes.pushNow();
  }

  /**
   * An account authorizes the platform, as its administrator does on the page: the platform is told `authorized`, or
   * `updateauthorized` where the account had authorized it before. Resolves when that was delivered.
   *
   * @param account an AppID that the sandbox knows
   * @throws SandboxError where there is no such account, or it cannot authorize a platform
   */
  async authorize(
    account: SandboxAccount | string,
    options: AuthorizeComponentOptions = {},
  ): Promise<ComponentAuthorization> {
    const authorization = authorizeComponent(this.#component, this.#find(account), options);
    this.#world.changes.notify();
    return authorization;
  }

  /**
   * An account takes back what it allowed: the platform is told `unauthorized`, and its tokens are dead.
   *
   * @throws SandboxError where it has not authorized the platform
   */
  async revoke(account: SandboxAccount | string): Promise<Delivery> {
    return this.#component.revoke(this.#find(account));
  }

  /**
   * Tells the platform something on its URL for authorization events.
   *
   * @param infoType `InfoType`, such as `notify_third_fasteregister`
   * @param fields its own fields, in WeChat's spelling
   */
  notify(infoType: string, fields: PushFields): Promise<Delivery> {
    return this.#component.notify(infoType, fields);
  }

  /**
   * Tests the platform as WeChat does before it releases it to all networks, with the ten accounts that WeChat tests with. They
   * stay authorized afterwards. Official document: 全网发布接入检测说明.
   *
   * @throws SandboxError where the platform has no URLs yet, or is being tested
   */
  runReleaseTest(options: ReleaseTestOptions = {}): Promise<ReleaseTestReport> {
    return testComponent(this.#world, this.#component, options);
  }

  #find(account: SandboxAccount | string): SandboxAccount {
    return this.#world.account(typeof account === 'string' ? account : account.appId);
  }
}
