import { type DynamicModule } from '@nestjs/common';
import { WechatModule, wechatConfig } from 'nestjs-wechat';
import { demoWechat } from './demo-wechat.js';

/** What a callback is signed and encrypted with. */
export interface CallbackCredentials {
  readonly appId: string;
  readonly token: string;
  readonly encodingAESKey?: string | undefined;
  readonly path: string;
}

const demo = { appSecret: 'demo_secret', token: 'demo_token', fetch: demoWechat };
const demoPlain = { ...demo, appId: 'wx0000000000000000', path: 'wechat' };
const demoSafe = {
  ...demo,
  appId: 'wx1111111111111111',
  encodingAESKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
  path: 'wechat/safe',
};

/** The account of the `WECHAT_*` variables, or two for demonstration, one in plain and one in safe mode. */
export function registerAccounts(): DynamicModule[] {
  if (process.env['WECHAT_APP_ID']) return [WechatModule.forRootAsync(wechatConfig.asProvider())];
  return [WechatModule.forRoot(demoPlain), WechatModule.forRoot({ name: 'safe', ...demoSafe })];
}

/** The same accounts, for the requests that the sample prints. */
export function listCredentials(): CallbackCredentials[] {
  const { appId, token, encodingAESKey, mode } = wechatConfig();
  if (!appId) return [demoPlain, demoSafe];
  return token ? [{ appId, token, encodingAESKey: mode === 'plain' ? undefined : encodingAESKey, path: 'wechat' }] : [];
}
