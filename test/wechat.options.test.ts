import { describe, expect, test } from 'vitest';
import { resolveOptions } from '#lib/wechat.options-resolver';
import type { WechatOptions } from '#lib/wechat.options';
import { WechatConfigError } from 'nestjs-wechat';

const KEY = '3SNPDhKqumDrxQUfAAqa4Yd829vhJEiweo54pXjuHz0';
const OTHER = 'FYKquO8rfEovkF8SDCJpIRpDN6dVutBN5A6U4SXbJ0I';
const base = { appId: 'wx1', token: 'token' };

describe('options', () => {
  test('have their defaults', () => {
    expect(resolveOptions(base, 'default')).toMatchObject({
      appId: 'wx1',
      callback: { ...base, encodingAESKeys: [], dataFormat: 'xml', timestampToleranceSeconds: undefined },
      delivery: { deadlineMs: 4500, onOverrun: 'retry', timeoutMs: 60_000, graceMs: 10_000, typing: false },
      hosts: {
        api: 'https://api.weixin.qq.com',
        mp: 'https://mp.weixin.qq.com',
        open: 'https://open.weixin.qq.com',
      },
      timeoutMs: 10_000,
      redis: undefined,
      keyPrefix: 'wechat',
      accessToken: { source: 'stable', leadMs: 300_000 },
      tokenHub: undefined,
    });
  });

  test('may all be undefined', () => {
    const options: WechatOptions = {
      ...base,
      appSecret: undefined,
      encodingAESKey: undefined,
      previousEncodingAESKey: undefined,
      mode: undefined,
      dataFormat: undefined,
      timestampToleranceSeconds: undefined,
      redis: undefined,
      delivery: undefined,
    };
    expect(resolveOptions(options, 'default')).toEqual(resolveOptions(base, 'default'));
    expect(resolveOptions({ ...base, delivery: { deadlineMs: undefined } }, 'default').delivery.deadlineMs).toBe(4500);
  });

  test.each<[Partial<WechatOptions>, string[]]>([
    [{ encodingAESKey: KEY }, [KEY]],
    [{ encodingAESKey: KEY, previousEncodingAESKey: OTHER }, [KEY, OTHER]],
    [{ encodingAESKey: KEY, mode: 'compatible' }, [KEY]],
    [{ encodingAESKey: KEY, mode: 'plain' }, []],
    [{ encodingAESKey: '' }, []],
  ])('%j tries the keys %j', (options, keys) => {
    expect(resolveOptions({ ...base, ...options }, 'default').callback?.encodingAESKeys).toEqual(keys);
  });

  test('of deliveries may go as far as makes sense', () => {
    const delivery = {
      deadlineMs: 4999,
      onOverrun: 'acknowledge',
      timeoutMs: 3_600_000,
      graceMs: 0,
      typing: true,
    } as const;
    expect(resolveOptions({ appId: 'wx1', delivery }, 'default').delivery).toEqual(delivery);
  });

  test('without a token there is no callback', () => {
    expect(resolveOptions({ appId: 'wx1' }, 'default').callback).toBeUndefined();
    expect(resolveOptions({ appId: 'wx1', token: '' }, 'default').callback).toBeUndefined();
  });

  test.each<[object, RegExp]>([
    [{ appId: undefined }, /appId is missing.*WECHAT_SHOP_APP_ID/],
    [{ appId: '' }, /appId is missing/],
    [{ appId: 'gh_0123456789ab' }, /appId is 'gh_0123456789ab', the original id/],
    [{ appId: ' wx1' }, /appId holds white space/],
    [{ token: 'a b' }, /token holds white space/],
    [{ token: undefined, encodingAESKey: KEY }, /token is missing although/],
    [{ encodingAESKey: 'short' }, /encodingAESKey has 5 characters; it has to be the 43/],
    [{ encodingAESKey: KEY, previousEncodingAESKey: `${KEY}=` }, /previousEncodingAESKey has 44 characters/],
    [{ mode: 'safe' }, /encodingAESKey is missing, and mode 'safe' needs it/],
    [{ mode: 'compatible' }, /encodingAESKey is missing, and mode 'compatible' needs it/],
    [{ mode: 'secret' }, /mode is 'secret'. Choose 'plain'/],
    [{ dataFormat: 'yaml' }, /dataFormat is 'yaml'. Choose 'xml'/],
    [{ timestampToleranceSeconds: 0 }, /timestampToleranceSeconds is 0/],
    [{ timestampToleranceSeconds: Number.NaN }, /timestampToleranceSeconds is NaN/],
    [{ delivery: { deadlineMs: 5000 } }, /delivery.deadlineMs is 5000/],
    [{ delivery: { deadlineMs: 0 } }, /delivery.deadlineMs is 0/],
    [{ delivery: { onOverrun: 'never' as 'retry' } }, /delivery.onOverrun is 'never'/],
    [{ delivery: { timeoutMs: 0 } }, /delivery.timeoutMs is 0/],
    [{ delivery: { timeoutMs: NaN } }, /delivery.timeoutMs is NaN/],
    [{ delivery: { timeoutMs: 3_600_001 } }, /delivery.timeoutMs is 3600001/],
    [{ delivery: { graceMs: -1 } }, /delivery.graceMs is -1/],
    [{ delivery: { graceMs: 3_600_001 } }, /delivery.graceMs is 3600001/],
    [{ timeoutMs: 0 }, /timeoutMs is 0/],
    [{ hosts: { api: 'weixin' } }, /hosts.api is 'weixin'. Give a URL/],
    [{ accessToken: { source: 'memory' } }, /accessToken.source is 'memory'. Choose 'stable'/],
    [{ accessToken: { leadSeconds: 7200 } }, /accessToken.leadSeconds is 7200/],
    [{ accessToken: { source: 'hub', url: 'nowhere', secret: 's' } }, /accessToken.url is no URL/],
    [{ accessToken: { source: 'hub', url: 'https://hub.example', secret: '' } }, /accessToken.secret is missing/],
    [{ tokenHub: { path: 'hub', secret: 'short' } }, /tokenHub.secret is shorter than 16/],
  ])('%j is refused', (options, message) => {
    const resolve = () => resolveOptions({ ...base, ...options }, 'shop');
    expect(resolve).toThrow(WechatConfigError);
    expect(resolve).toThrow(/^WeChat account 'shop': option /);
    expect(resolve).toThrow(message);
  });

  test('never show their secrets in an error', () => {
    const secret = 'not-a-key-but-secret';
    expect(() => resolveOptions({ ...base, encodingAESKey: secret }, 'default')).not.toThrow(secret);
    expect(() => resolveOptions({ ...base, token: `${secret} ` }, 'default')).not.toThrow(secret);
  });
});
