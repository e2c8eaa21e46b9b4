import type { ModuleMetadata, Provider } from '@nestjs/common';
import { onTestFinished } from 'vitest';
import { WechatModule, type WechatOptions } from 'nestjs-wechat';
import { WechatSandbox, type Follower } from 'nestjs-wechat/sandbox';
import { startHost, type Host } from './host.js';

export interface ObservedAppSetup {
  readonly providers?: Provider[];
  readonly imports?: ModuleMetadata['imports'];
  readonly options?: Partial<WechatOptions>;
}

/** An application whose callback the sandbox knows, and somebody who follows the account. */
export interface ObservedApp extends Host {
  readonly sandbox: WechatSandbox;
  readonly alice: Follower;
}

/** Starts both; they are stopped when the test ends. */
export async function startObservedApp({
  providers = [],
  imports = [],
  options,
}: ObservedAppSetup): Promise<ObservedApp> {
  const sandbox = await WechatSandbox.start();
  onTestFinished(() => sandbox.stop());
  const host = await startHost('express', {
    imports: [WechatModule.forRoot({ ...sandbox.credentials(), ...options }), ...imports],
    providers,
  });
  onTestFinished(() => host.app.close());
  await sandbox.setCallback(`${host.origin}/wechat`);
  const alice = sandbox.follower();
  await alice.follow();
  return { ...host, sandbox, alice };
}
