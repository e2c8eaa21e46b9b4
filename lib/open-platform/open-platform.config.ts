import { registerAs } from '@nestjs/config';
import type { OpenPlatformOptions } from './open-platform.options.js';

/**
 * Options of one platform from the environment: `WECHAT_COMPONENT_APP_ID`, `WECHAT_COMPONENT_APP_SECRET`, `WECHAT_COMPONENT_TOKEN`,
 * `WECHAT_COMPONENT_ENCODING_AES_KEY`, `WECHAT_PUBLIC_URL`, `REDIS_URL` and `WECHAT_SANDBOX`: the address of a sandbox that is all
 * of WeChat's hosts. An empty variable counts as left out.
 *
 * ```ts
 * OpenPlatformModule.forRootAsync(openPlatformConfig.asProvider())
 * ```
 */
export const openPlatformConfig = registerAs('wechat.open-platform', (): OpenPlatformOptions => {
  const read = (name: string): string | undefined => process.env[name]?.trim() || undefined;
  const sandbox = read('WECHAT_SANDBOX');
  return {
    components: [
      {
        componentAppId: read('WECHAT_COMPONENT_APP_ID'),
        componentAppSecret: read('WECHAT_COMPONENT_APP_SECRET'),
        token: read('WECHAT_COMPONENT_TOKEN'),
        encodingAESKey: read('WECHAT_COMPONENT_ENCODING_AES_KEY'),
      },
    ],
    hosts: sandbox === undefined ? undefined : { api: sandbox, mp: sandbox, open: sandbox },
    publicUrl: read('WECHAT_PUBLIC_URL'),
    redis: read('REDIS_URL'),
  };
});
