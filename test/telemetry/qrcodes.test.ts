import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { MemoryCredentialStore } from '#lib/credentials/memory-credential.store';
import { MemoryQrcodePoolStore } from '#lib/qrcode/pool/memory-qrcode-pool.store';
import { RedisQrcodePoolStore } from '#lib/qrcode/pool/redis-qrcode-pool.store';
import { RedisConnection } from '#lib/redis/redis.connection';
import { WechatEvents, type QrcodePoolOptions, type QrcodePoolStore } from 'nestjs-wechat';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { createAccount } from '../support/account.js';
import { collect, ofType } from '../support/events.js';
import { startRedis } from '../support/redis/server.js';

const CREATE = '/cgi-bin/qrcode/create';

let sandbox: WechatSandbox;
beforeEach(async () => {
  sandbox = await WechatSandbox.start();
});
afterEach(() => sandbox.stop());

/** A pool without stock, so that every code that is made was asked for. */
function start(qrcodePool: QrcodePoolOptions = {}, store: QrcodePoolStore = new MemoryQrcodePoolStore()) {
  const events = new WechatEvents();
  const options = {
    timeoutMs: 20_000,
    qrcodePool: { stock: 0, restSeconds: 0, clockToleranceSeconds: 0, ...qrcodePool },
  };
  const { qrcodePool: pool, qrcodes } = createAccount(sandbox, options, new MemoryCredentialStore(), store, events);
  const about = { account: 'default', appId: sandbox.account().appId };
  return { pool, qrcodes, about, heard: collect(events) };
}

async function createRedisStore(): Promise<QrcodePoolStore> {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const connection = new RedisConnection(server.url);
  onTestFinished(() => connection.close());
  return new RedisQrcodePoolStore(connection, 'wechat');
}

const settle = async (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

describe.each<[string, () => Promise<QrcodePoolStore>]>([
  ['memory', async () => new MemoryQrcodePoolStore()],
  ['Redis', createRedisStore],
])('with a store in %s', (_, createStore) => {
  test('a lease tells whether a code was made for it, and what is left of the quota', async () => {
    const { pool, about, heard } = start({ dailyQuota: 10, dailyReserve: 3 }, await createStore());
    await pool.acquire();
    const second = await pool.acquire();
    await pool.release(second);
    await pool.acquire();
    const lease = { type: 'qrcode-acquire', ...about, outcome: 'leased', durationMs: expect.any(Number) };
    expect(ofType(heard, 'qrcode-acquire')).toEqual([
      { ...lease, made: true, quotaLeft: 6, error: undefined },
      { ...lease, made: true, quotaLeft: 5, error: undefined },
      { ...lease, made: false, quotaLeft: undefined, error: undefined },
    ]);
    const quota = { type: 'qrcode-quota', ...about, limit: 7, resetsAt: expect.any(Date) };
    expect(ofType(heard, 'qrcode-quota')).toEqual([
      { ...quota, left: 6 },
      { ...quota, left: 5 },
    ]);
  });

  test('codes that are made for the stock are told by what they leave of the quota', async () => {
    const { pool, heard } = start({ stock: 5, dailyQuota: 1100, dailyReserve: 100 }, await createStore());
    await pool.warmUp(5);
    expect(ofType(heard, 'qrcode-quota').map(({ left }) => left)).toEqual([999, 998, 997, 996, 995]);
    expect(ofType(heard, 'qrcode-acquire')).toEqual([]);
  });

  test('a pool that has made what it may says so', async () => {
    const { pool, about, heard } = start({ dailyQuota: 2, dailyReserve: 1 }, await createStore());
    await pool.acquire();
    await settle(pool.acquire());
    expect(ofType(heard, 'qrcode-acquire')[1]).toMatchObject({
      outcome: 'quota',
      made: false,
      quotaLeft: 0,
      error: 'WechatQuotaError',
    });
    const [error] = ofType(heard, 'quota-error');
    expect(error).toEqual({ type: 'quota-error', ...about, by: 'pool', endpoint: CREATE, errcode: 45009 });
    expect(ofType(heard, 'qrcode-quota').map(({ left }) => left)).toContain(0);
  });
});

test('a look at the pool tells what is left of the quota', async () => {
  const { pool, heard } = start({ dailyQuota: 10, dailyReserve: 4 });
  await pool.stats();
  expect(heard).toMatchObject([{ type: 'qrcode-quota', left: 6, limit: 6 }]);
});

test('the quota begins anew at midnight in Beijing', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-01T15:59:59.000Z') });
  onTestFinished(() => void vi.useRealTimers());
  const { pool, heard } = start();
  await pool.stats();
  vi.setSystemTime(new Date('2026-03-01T16:00:00.000Z'));
  await pool.stats();
  expect(ofType(heard, 'qrcode-quota').map(({ resetsAt }) => resetsAt.toISOString())).toEqual([
    '2026-03-01T16:00:00.000Z',
    '2026-03-02T16:00:00.000Z',
  ]);
});

test('a pool without a free code says so', async () => {
  const { pool, heard } = start({ maxCodes: 1 });
  await pool.acquire();
  await settle(pool.acquire());
  expect(ofType(heard, 'qrcode-acquire')[1]).toMatchObject({
    outcome: 'exhausted',
    quotaLeft: undefined,
    error: 'WechatPoolExhaustedError',
  });
  expect(ofType(heard, 'quota-error')).toEqual([]);
});

test.each([
  [45009, 'quota', 0, 'WechatQuotaError'],
  [45011, 'quota', undefined, 'WechatQuotaError'],
  [40013, 'failed', undefined, 'WechatApiError'],
] as const)('WeChat that makes no code is told: %i', async (errcode, outcome, quotaLeft, error) => {
  sandbox.fault.apiError(CREATE, errcode);
  const { pool, heard } = start();
  await settle(pool.acquire());
  expect(ofType(heard, 'qrcode-acquire')).toMatchObject([{ outcome, made: false, quotaLeft, error }]);
  expect(ofType(heard, 'quota-error')).toHaveLength(outcome === 'quota' ? 1 : 0);
});
