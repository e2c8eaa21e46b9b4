import { describe, expect, test, vi, onTestFinished } from 'vitest';
import { wechatConfig, wechatConfigFor } from 'nestjs-wechat';

function stub(variables: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
}

describe('wechatConfig', () => {
  test('reads WECHAT_* and REDIS_URL', () => {
    stub({
      WECHAT_APP_ID: ' wx1 ',
      WECHAT_APP_SECRET: 'secret',
      WECHAT_TOKEN: 'token',
      WECHAT_ENCODING_AES_KEY: 'key',
      WECHAT_MODE: 'safe',
      WECHAT_DATA_FORMAT: 'json',
      REDIS_URL: 'redis://localhost',
    });
    expect(wechatConfig()).toEqual({
      appId: 'wx1',
      appSecret: 'secret',
      token: 'token',
      encodingAESKey: 'key',
      mode: 'safe',
      dataFormat: 'json',
      redis: 'redis://localhost',
    });
  });

  test('takes an empty variable as left out', () => {
    stub({ WECHAT_APP_ID: 'wx1', WECHAT_TOKEN: '', WECHAT_MODE: ' ' });
    expect(wechatConfig()).toMatchObject({ appId: 'wx1', token: undefined, mode: undefined });
  });

  test('takes a sandbox for all of WeChat, whatever the account', () => {
    stub({ WECHAT_SANDBOX: 'http://127.0.0.1:8787' });
    const hosts = {
      api: 'http://127.0.0.1:8787',
      mp: 'http://127.0.0.1:8787',
      open: 'http://127.0.0.1:8787',
    };
    expect(wechatConfig()).toMatchObject({ hosts });
    expect(wechatConfigFor('shop')()).toMatchObject({ hosts });
  });

  test.each([
    ['shop', 'WECHAT_SHOP_APP_ID'],
    ['secondShop', 'WECHAT_SECOND_SHOP_APP_ID'],
    ['shop-2', 'WECHAT_SHOP_2_APP_ID'],
  ])('of the account %s reads %s', (name, variable) => {
    stub({ [variable]: 'wxshop', WECHAT_APP_ID: 'wx1', REDIS_URL: 'redis://localhost' });
    const config = wechatConfigFor(name);
    expect(config()).toMatchObject({ appId: 'wxshop', token: undefined, redis: 'redis://localhost' });
    expect(config.KEY).not.toBe(wechatConfig.KEY);
  });
});
