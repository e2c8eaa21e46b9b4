import { expect, test } from 'vitest';
import { resolveOptions } from '#lib/wechat.options-resolver';
import { WechatConfigError, type WechatOptions } from 'nestjs-wechat';

const resolve = (options: Partial<WechatOptions>) => resolveOptions({ appId: 'wx1', ...options }, 'shop').scanLogin;

test.each<[Partial<WechatOptions>, object]>([
  [{}, { attemptMs: 300_000, confirmInChat: false }],
  [
    { scanLogin: { attemptSeconds: undefined, confirmInChat: undefined } },
    { attemptMs: 300_000, confirmInChat: false },
  ],
  [{ qrcodePool: { leaseSeconds: 120 } }, { attemptMs: 120_000, confirmInChat: false }],
  [
    { qrcodePool: { leaseSeconds: 120 }, scanLogin: { attemptSeconds: 0.5, confirmInChat: true } },
    { attemptMs: 500, confirmInChat: true },
  ],
])('%j', (options, settings) => {
  expect(resolve(options)).toEqual(settings);
});

test.each([0, -1, Number.NaN, Infinity, 11 * 86_400 + 1])('attemptSeconds is not %s', attemptSeconds => {
  const attempt = () => resolve({ scanLogin: { attemptSeconds } });
  expect(attempt).toThrow(WechatConfigError);
  expect(attempt).toThrow(/account 'shop': option scanLogin\.attemptSeconds is .*Choose seconds above 0/);
});
