import { Injectable, type ModuleMetadata } from '@nestjs/common';
import { onTestFinished } from 'vitest';
import { OnSubscribe, OnText, type WechatContext } from 'nestjs-wechat';
import {
  OnAuthorized,
  OnUnauthorized,
  OnUpdateAuthorized,
  OnVerifyTicket,
  OpenPlatformModule,
  OpenPlatformService,
  type OpenPlatformModuleExtras,
  type OpenPlatformOptions,
} from 'nestjs-wechat/open-platform';
import { WechatSandbox, type SandboxComponent, type SandboxOptions } from 'nestjs-wechat/sandbox';
import { startHost, type Host, type Platform } from './host.js';
import type { Answer } from './oauth-browser.js';

export const SHOP = { appId: 'wxshop', originalId: 'gh_shop', nickname: 'Shop' };
export const GAME = { appId: 'wxgame', originalId: 'gh_game', nickname: 'Game', type: 'mini-program' } as const;

/** What handlers of a platform heard. */
@Injectable()
export class PlatformBot {
  readonly heard: string[] = [];

  @OnVerifyTicket() ticket({ kind, account }: WechatContext<'component.component_verify_ticket'>) {
    this.heard.push(`${kind} of ${account.name}`);
  }
  @OnAuthorized() authorized({ message }: WechatContext<'component.authorized'>) {
    this.heard.push(`authorized ${message.AuthorizerAppid}`);
  }
  @OnUpdateAuthorized() updated({ message }: WechatContext<'component.updateauthorized'>) {
    this.heard.push(`updated ${message.AuthorizerAppid}`);
  }
  @OnUnauthorized() unauthorized({ message }: WechatContext<'component.unauthorized'>) {
    this.heard.push(`unauthorized ${message.AuthorizerAppid}`);
  }
  @OnSubscribe() welcome({ account }: WechatContext<'event.subscribe'>) {
    return `Welcome to ${account.appId}`;
  }
  @OnText() say({ account, message }: WechatContext<'text'>) {
    return `${account.appId} of ${account.registration}: ${message.Content}`;
  }
}

export interface PlatformSetup extends Pick<ModuleMetadata, 'providers' | 'controllers'> {
  readonly sandbox?: SandboxOptions;
  readonly options?: Partial<OpenPlatformOptions> & OpenPlatformModuleExtras;
  readonly imports?: ModuleMetadata['imports'];
}

export interface PlatformApp extends Host {
  readonly sandbox: WechatSandbox;
  readonly component: SandboxComponent;
  readonly service: OpenPlatformService;
  readonly bot: PlatformBot;
}

/** WeChat with a platform that two accounts can authorize. */
export async function startComponentSandbox(options: SandboxOptions = {}): Promise<WechatSandbox> {
  const sandbox = await WechatSandbox.start({ accounts: [SHOP, GAME], components: [{}], ...options });
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

/** Starts an application that is a third-party platform of a sandbox, to which WeChat has pushed a ticket. */
export async function startPlatformApp(platform: Platform, setup: PlatformSetup = {}): Promise<PlatformApp> {
  return joinPlatform(await startComponentSandbox(setup.sandbox), platform, setup);
}

/** Starts an application for the first platform of a sandbox. */
export async function joinPlatform(
  sandbox: WechatSandbox,
  platform: Platform,
  { options = {}, imports = [], providers = [], controllers = [] }: Omit<PlatformSetup, 'sandbox'> = {},
): Promise<PlatformApp> {
  const component = sandbox.component();
  const all = { components: [sandbox.componentCredentials()], hosts: sandbox.hosts, timeoutMs: 2000, ...options };
  const host = await startHost(platform, {
    imports: [OpenPlatformModule.forRoot(all), ...imports],
    providers: [PlatformBot, ...providers],
    controllers,
  });
  onTestFinished(() => host.app.close());
  component.eventsUrl = `${host.origin}/wechat/open/${component.componentAppId}/events`;
  component.messageUrl = `${host.origin}/wechat/open/${component.componentAppId}/$APPID$`;
  await component.pushTicket();
  return { ...host, sandbox, component, service: host.app.get(OpenPlatformService), bot: host.app.get(PlatformBot) };
}

/** Where a page sends a browser by itself. */
export function linkOf({ text }: Pick<Answer, 'text'>): string {
  const [, link = ''] = /href="([^"]+)"/.exec(text) ?? [];
  return link.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}
