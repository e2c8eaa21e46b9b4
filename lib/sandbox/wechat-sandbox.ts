import type { Server } from 'node:http';
import type { AccountCredentials, SandboxAccount } from './account/sandbox-account.js';
import type { ApiCall } from './api/api-call.js';
import type { SandboxClock } from './clock.js';
import type { ComponentCredentials } from './component/component.js';
import { SandboxComponent } from './component/sandbox-component.js';
import type { Delivery } from './delivery/delivery.js';
import { SandboxFaults } from './faults/sandbox-faults.js';
import type { PageShare } from './jssdk/page-share.js';
import { Follower } from './people/follower.js';
import type { PersonProfile } from './people/person.js';
import { checkPath, checkPort, type SandboxOptions } from './sandbox.options.js';
import { createSandboxApp, listen, originOf } from './server/sandbox-server.js';
import { World, type ScriptedAnswer } from './world.js';

/** Somebody new with WeChat on the phone. */
export interface FollowerOptions extends PersonProfile {
  /** AppID of the account whose chat is open. Default: the first account. */
  readonly account?: string | undefined;
}

/** Where WeChat's hosts are. */
export interface SandboxHosts {
  readonly api: string;
  readonly mp: string;
  readonly open: string;
}

/** What an application needs to talk to the sandbox: options of `WechatModule`. */
export interface SandboxCredentials extends AccountCredentials {
  readonly hosts: SandboxHosts;
}

/**
 * A local WeChat: plays the servers and the phones, by WeChat's own rules.
 *
 * @example
 * const sandbox = await WechatSandbox.start();
 * // Give sandbox.credentials() to WechatModule.forRoot(), start the application, then:
 * await sandbox.setCallback('http://127.0.0.1:3000/wechat');
 * const alice = sandbox.follower({ nickname: 'Alice' });
 * await alice.follow();
 * await alice.say('hi'); // { type: 'text', content: '…', … }
 * await sandbox.stop();
 */
export class WechatSandbox {
  /** What goes wrong. */
  readonly fault: SandboxFaults;

  private constructor(
    private readonly world: World,
    private readonly server: Server,
  ) {
    this.fault = new SandboxFaults(world);
  }

  /**
   * Starts WeChat.
   *
   * @throws SandboxError where an option is wrong or the port is in use
   */
  static async start(options: SandboxOptions = {}): Promise<WechatSandbox> {
    const world = new World(options);
    const { host = '127.0.0.1', port = 0 } = options;
    const server = await listen(createSandboxApp(world, host), host, checkPort(port));
    world.origin = originOf(server);
    return new WechatSandbox(world, server);
  }

  /** Gives up what goes on and closes all connections. Until then the sandbox keeps the process alive. */
  async stop(): Promise<void> {
    this.world.pusher.stop();
    for (const component of this.world.components) component.ticketPushes.stop();
    await new Promise<void>(resolve => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  /** `http://127.0.0.1:<port>`: the address of all of WeChat's hosts, and of the console. */
  get origin(): string {
    return this.world.origin;
  }

  /** WeChat's clock: moves the life of tokens, codes, windows and quotas. */
  get clock(): SandboxClock {
    return this.world.clock;
  }

  /** The account of an AppID; without one the first. */
  account(appId?: string): SandboxAccount {
    return this.world.account(appId);
  }

  /** What an application needs to know, ready for `WechatModule.forRoot()`. */
  credentials(appId?: string): SandboxCredentials {
    const account = this.account(appId);
    const { appSecret, token, encodingAESKey, mode, dataFormat } = account;
    return { appId: account.appId, appSecret, token, encodingAESKey, mode, dataFormat, hosts: this.hosts };
  }

  /** The third-party platform of an AppID; without one the first. */
  component(componentAppId?: string): SandboxComponent {
    return new SandboxComponent(this.world, this.world.component(componentAppId));
  }

  /** What an application needs to know of its platform: one of the `components` of `OpenPlatformModule`. */
  componentCredentials(componentAppId?: string): ComponentCredentials {
    const { componentAppId: appId, componentAppSecret, token, encodingAESKey } = this.component(componentAppId);
    return { componentAppId: appId, componentAppSecret, token, encodingAESKey };
  }

  /** Where WeChat's hosts are: the option `hosts` of the modules. */
  get hosts(): SandboxHosts {
    return { api: this.origin, mp: this.origin, open: this.origin };
  }

  /**
   * Sets an account's callback URL as WeChat's console does: the application must answer a signed GET with its
   * `echostr`.
   *
   * @throws SandboxError with the reason where it does not; the URL stays what it was
   */
  async setCallback(url: string, appId?: string): Promise<void> {
    await this.world.setCallback(this.account(appId), url);
  }

  /** Somebody new with WeChat on the phone, who does not follow yet. */
  follower({ account: appId, ...profile }: FollowerOptions = {}): Follower {
    const account = this.account(appId);
    return new Follower(this.world, this.world.contact(this.world.addPerson(profile), account), account.appId);
  }

  /** Every push, oldest first, with all its attempts. The newest 10,000 are kept. */
  get deliveries(): readonly Delivery[] {
    return this.world.deliveries.entries;
  }

  /** Every request to WeChat's API, oldest first, whatever became of it. The newest 10,000 are kept. */
  get calls(): readonly ApiCall[] {
    return this.world.calls.entries;
  }

  /** What pages have set to be shared by the JS-SDK, oldest first. The newest 10,000 are kept. */
  get shares(): readonly PageShare[] {
    return this.world.shares.entries;
  }

  /**
   * What a path answers in place of the sandbox: for endpoints it does not play, or for special answers.
   *
   * @param path all of it, such as `/cgi-bin/tags/get`
   * @param answer `undefined` for the sandbox's own answer again
   */
  answer(path: string, answer: ScriptedAnswer | undefined): void {
    checkPath(path);
    if (answer === undefined) this.world.scripts.delete(path);
    else this.world.scripts.set(path, answer);
  }
}
