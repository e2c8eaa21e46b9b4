import { describe, expect, test } from 'vitest';
import { resolveOptions } from '#lib/wechat.options-resolver';
import { WechatConfigError, type QrcodePoolOptions } from 'nestjs-wechat';

function resolve(qrcodePool?: QrcodePoolOptions) {
  return resolveOptions({ appId: 'wx1', qrcodePool }, 'shop').qrcodePool;
}

const DAY_SECONDS = 86_400;

describe('options of the pool', () => {
  test('have their defaults', () => {
    expect(resolve()).toEqual({
      codeLifeSeconds: 22 * DAY_SECONDS,
      leaseMs: 300_000,
      restMs: 90_000,
      toleranceMs: 30_000,
      stock: 10,
      maxCodes: 1000,
      perDay: 99_000,
      reservationMs: 32_000,
      scenePrefix: 'pool_',
      releaseOnScan: false,
      singleUse: false,
    });
  });

  test('may all be undefined', () => {
    const options: QrcodePoolOptions = {
      codeLifeDays: undefined,
      leaseSeconds: undefined,
      restSeconds: undefined,
      clockToleranceSeconds: undefined,
      stock: undefined,
      maxCodes: undefined,
      dailyQuota: undefined,
      dailyReserve: undefined,
      scenePrefix: undefined,
      releaseOnScan: undefined,
      singleUse: undefined,
    };
    expect(resolve(options)).toEqual(resolve());
  });

  test.each<QrcodePoolOptions>([
    { codeLifeDays: 30 },
    { codeLifeDays: 0.5, leaseSeconds: DAY_SECONDS / 4 },
    { restSeconds: 0, clockToleranceSeconds: 0 },
    { restSeconds: 61 },
    { stock: 0, maxCodes: 1 },
    { stock: 5, maxCodes: 5 },
    { dailyQuota: 1, dailyReserve: 0 },
    { scenePrefix: '' },
    { scenePrefix: 'x'.repeat(42) },
  ])('%j are right', options => {
    expect(() => resolve(options)).not.toThrow();
  });

  test.each<[QrcodePoolOptions, RegExp]>([
    [{ codeLifeDays: 0 }, /codeLifeDays is '0'. Choose days above 0, up to 30/],
    [{ codeLifeDays: 31 }, /codeLifeDays is '31'/],
    [{ codeLifeDays: Number.NaN }, /codeLifeDays is 'NaN'/],
    [{ leaseSeconds: 0 }, /leaseSeconds is '0'/],
    [{ leaseSeconds: 11 * DAY_SECONDS + 1 }, /leaseSeconds is '950401'.*half of the life of a code, which is 1900800/],
    [{ restSeconds: -1 }, /restSeconds is '-1'/],
    [{ restSeconds: 60 }, /clockToleranceSeconds is '30'.*below half of restSeconds, which is 60/],
    [{ clockToleranceSeconds: 45 }, /clockToleranceSeconds is '45'.*below half of restSeconds, which is 90/],
    [{ clockToleranceSeconds: -1 }, /clockToleranceSeconds is '-1'/],
    [{ stock: -1 }, /stock is '-1'/],
    [{ stock: 1.5 }, /stock is '1.5'/],
    [{ maxCodes: 5 }, /stock is '10'.*0 to maxCodes, which is 5/],
    [{ maxCodes: 0, stock: 0 }, /maxCodes is '0'/],
    [{ dailyQuota: 0 }, /dailyQuota is '0'/],
    [{ dailyQuota: 1000 }, /dailyReserve is '1000'.*below dailyQuota, which is 1000/],
    [{ dailyReserve: -1 }, /dailyReserve is '-1'/],
    [{ scenePrefix: 'a b' }, /scenePrefix is 'a b'.*letters, digits/],
    [{ scenePrefix: 'qrscene_' }, /scenePrefix is 'qrscene_'/],
    [{ scenePrefix: 'x'.repeat(43) }, /scenePrefix is 'x{43}'/],
  ])('%j are refused', (options, message) => {
    expect(() => resolve(options)).toThrow(WechatConfigError);
    expect(() => resolve(options)).toThrow(/account 'shop': option qrcodePool\./);
    expect(() => resolve(options)).toThrow(message);
  });
});
