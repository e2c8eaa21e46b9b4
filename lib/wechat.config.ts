import { registerAs } from '@nestjs/config';
import { environmentPrefix } from './wechat.environment.js';
import type { CallbackMode, WechatOptions } from './wechat.options.js';
import { DEFAULT_ACCOUNT } from './wechat.tokens.js';

/** What `wechatConfig` and `wechatConfigFor` give to `WechatModule.forRootAsync`. */
export type WechatConfig = ReturnType<typeof wechatConfigFor>;

/**
 * Options of the default account from the environment: `WECHAT_APP_ID`, `WECHAT_APP_SECRET`, `WECHAT_TOKEN`,
 * `WECHAT_ENCODING_AES_KEY`, `WECHAT_MODE`, `WECHAT_DATA_FORMAT`, `WECHAT_PUBLIC_URL`, `REDIS_URL` and `WECHAT_SANDBOX`: the address of a
 * sandbox that is all of WeChat's hosts. An empty variable counts as left out.
 *
 * ```ts
 * WechatModule.forRootAsync(wechatConfig.asProvider())
 * ```
 */
export const wechatConfig = registerAs('wechat', () => readEnvironment(DEFAULT_ACCOUNT));

/**
 * Options of a named account from the environment: `WECHAT_SHOP_APP_ID` and so on for `shop`, and the `REDIS_URL` and
 * `WECHAT_SANDBOX` that all share. Words of the name are joined by `_`.
 *
 * ```ts
 * WechatModule.forRootAsync({ name: 'shop', path: 'wechat/shop', ...wechatConfigFor('shop').asProvider() })
 * ```
 */
export function wechatConfigFor(name: string) {
  return registerAs(`wechat.${name}`, () => readEnvironment(name));
}

function readEnvironment(account: string): WechatOptions {
  const prefix = environmentPrefix(account);
  const read = (name: string): string | undefined => process.env[name]?.trim() || undefined;
  const sandbox = read('WECHAT_SANDBOX');
  return {
    appId: read(`${prefix}_APP_ID`),
    appSecret: read(`${prefix}_APP_SECRET`),
    token: read(`${prefix}_TOKEN`),
    encodingAESKey: read(`${prefix}_ENCODING_AES_KEY`),
    // These two are checked with the other options, which names the account in the error.
    mode: read(`${prefix}_MODE`) as CallbackMode | undefined,
    dataFormat: read(`${prefix}_DATA_FORMAT`) as 'xml' | 'json' | undefined,
    hosts: sandbox === undefined ? undefined : { api: sandbox, mp: sandbox, open: sandbox },
    publicUrl: read(`${prefix}_PUBLIC_URL`),
    redis: read('REDIS_URL'),
  };
}
