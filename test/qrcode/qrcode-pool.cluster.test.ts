import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { QrcodeLease, QrcodePoolOptions, QrcodePoolStats } from 'nestjs-wechat';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { fakeTime, startWorker, type Worker } from '../support/processes.js';
import { startRedis, type RedisServer } from '../support/redis/server.js';
import { countCalls } from '../support/sandbox.js';

interface Stay {
  readonly sceneId: string;
  readonly leaseId: string;
  readonly from: bigint;
  readonly until: bigint;
  readonly abandoned: boolean;
}

const CREATE = '/cgi-bin/qrcode/create';
/** How long an answer of the store may take. */
const PATIENCE_MS = 1000;

let redis: RedisServer;
let client: Redis;
let sandbox: WechatSandbox;

beforeAll(async () => {
  redis = await startRedis();
  client = new Redis(redis.url);
});
afterAll(async () => {
  client.disconnect();
  await redis.stop();
});
beforeEach(async () => {
  sandbox = await WechatSandbox.start({ accounts: [{}, { appId: 'wxshop' }] });
  await client.flushall();
});
afterEach(() => sandbox.stop());

async function startInstance(
  qrcodePool: QrcodePoolOptions = {},
  options: object = {},
  env: Record<string, string> = {},
): Promise<Worker> {
  const all = { ...sandbox.credentials(), redis: redis.url, timeoutMs: 5000, qrcodePool, ...options };
  const worker = await startWorker(new URL('pool.worker.mjs', import.meta.url), [JSON.stringify(all)], { env });
  onTestFinished(async () => void (await worker.kill()));
  return worker;
}

function acquire(worker: Worker, options: object = {}): Promise<QrcodeLease> {
  return worker.request<QrcodeLease>({ action: 'acquire', options });
}

function stats(worker: Worker): Promise<QrcodePoolStats> {
  return worker.request<QrcodePoolStats>({ action: 'stats' });
}

/** The codes that WeChat made. */
function made(): number {
  return countCalls(sandbox, CREATE);
}

/** Stays that begin before the one before with the same code is over and the code has rested. */
function findOverlaps(stays: readonly Stay[], leaseMs: number, restMs: number): Stay[] {
  const sorted = stays.toSorted((a, b) => a.sceneId.localeCompare(b.sceneId) || Number(a.from - b.from));
  return sorted.filter((stay, index) => {
    const before = sorted[index - 1];
    if (before?.sceneId !== stay.sceneId) return false;
    // An abandoned lease began before the process heard of it, and the store counts whole milliseconds.
    const gapMs = Number(stay.from - (before.abandoned ? before.from : before.until)) / 1e6;
    return gapMs < Math.max(0, restMs - 1) + (before.abandoned ? leaseMs - PATIENCE_MS : 0);
  });
}

test.each([
  ['without a rest', 0],
  ['with a rest', 50],
])('4 processes × 500 acquires %s lease no code twice at the same time', { timeout: 60_000 }, async (_, restMs) => {
  const visit = { action: 'visit', visits: 500, callers: 10, holdMs: 10, abandon: 0.02 };
  const [stock, leaseMs] = [10, 5000];
  const pool = { stock, leaseSeconds: leaseMs / 1000, restSeconds: restMs / 1000, clockToleranceSeconds: 0 };
  const workers = await Promise.all(Array.from({ length: 4 }, () => startInstance(pool, { timeoutMs: 10_000 })));
  const stays = (await Promise.all(workers.map(worker => worker.request<Stay[]>(visit)))).flat();
  expect(stays).toHaveLength(2000);
  expect(new Set(stays.map(({ leaseId }) => leaseId)).size).toBe(2000);
  expect(findOverlaps(stays, leaseMs, restMs)).toEqual([]);
  // A caller has at most one code, and may have left some behind.
  const abandoned = stays.filter(stay => stay.abandoned).length;
  if (restMs === 0) expect(made()).toBeLessThanOrEqual(4 * visit.callers + abandoned + stock);
});

test('codes made are at most those in use at once and the stock', { timeout: 60_000 }, async () => {
  const pool = { stock: 5, restSeconds: 0, clockToleranceSeconds: 0 };
  const workers = await Promise.all(Array.from({ length: 4 }, () => startInstance(pool)));
  let most = 0;
  for (let round = 1; round <= 8; round++) {
    const leases = await Promise.all(
      workers.flatMap(worker => Array.from({ length: 2 * round }, () => acquire(worker))),
    );
    most = Math.max(most, leases.length);
    expect(new Set(leases.map(({ sceneId }) => sceneId)).size).toBe(leases.length);
    const [worker] = workers as [Worker];
    await Promise.all(leases.map(lease => worker.request({ action: 'release', lease })));
  }
  expect(made()).toBeLessThanOrEqual(most + pool.stock);
});

test('processes that fill the stock up at once share the work', { timeout: 60_000 }, async () => {
  const workers = await Promise.all(Array.from({ length: 4 }, () => startInstance({ stock: 0 })));
  await Promise.all(workers.map(worker => worker.request({ action: 'warmUp', count: 30 })));
  expect(made()).toBe(30);
  const [worker] = workers as [Worker];
  expect(await stats(worker)).toMatchObject({ free: 30, leased: 0, madeToday: 30 });
});

describe('a process that is killed', () => {
  const short = { leaseSeconds: 0.3, restSeconds: 0, clockToleranceSeconds: 0, maxCodes: 1, stock: 0 };

  test('while it has a code gives it back at the end of the lease', { timeout: 60_000 }, async () => {
    const [doomed, other] = await Promise.all([startInstance(short), startInstance(short)]);
    const { sceneId } = await acquire(doomed);
    await doomed.kill();
    await expect(acquire(other)).rejects.toThrow(/leased or resting/);
    await expect.poll(() => acquire(other).catch(() => undefined)).toMatchObject({ sceneId });
    expect(made()).toBe(1);
  });

  test(
    'while WeChat makes its code leaves the place to others, when its reservation lapses',
    {
      timeout: 60_000,
    },
    async () => {
      const options = { timeoutMs: 100 };
      const [doomed, other] = await Promise.all([startInstance(short, options), startInstance(short, options)]);
      const gate = sandbox.fault.hold(CREATE, 1);
      void acquire(doomed).catch(() => {});
      await gate.held();
      const start = performance.now();
      await doomed.kill();
      gate.release();
      await expect(acquire(other)).rejects.toThrow(/leased or resting/);
      await expect.poll(() => acquire(other).catch(() => undefined), { timeout: 10_000 }).toBeDefined();
      expect(performance.now() - start).toBeLessThan(6000);
      expect(await stats(other)).toMatchObject({ leased: 1 });
    },
  );

  test('while it fills the stock up leaves the rest to others', { timeout: 60_000 }, async () => {
    const pool = { ...short, maxCodes: 100, leaseSeconds: 300 };
    // Enough for a process that has just started.
    const options = { timeoutMs: 1000 };
    const [doomed, other] = await Promise.all([startInstance(pool, options), startInstance(pool, options)]);
    const gate = sandbox.fault.hold(CREATE);
    void doomed.request({ action: 'warmUp', count: 10 }).catch(() => {});
    await gate.held(4);
    await doomed.kill();
    gate.release();
    await other.request({ action: 'warmUp', count: 10 });
    expect(await stats(other)).toMatchObject({ free: 10, leased: 0 });
    // What WeChat had made for the dead one nobody knows; it was counted.
    expect(made()).toBe(14);
    expect(await stats(other)).toMatchObject({ madeToday: 14 });
  });

  test('again and again, at any time, loses no code', { timeout: 60_000 }, async () => {
    const pool = { leaseSeconds: 1, restSeconds: 0.02, clockToleranceSeconds: 0, stock: 3, maxCodes: 40 };
    const options = { timeoutMs: 200 };
    const survivor = await startInstance(pool, options);
    for (let round = 0; round < 6; round++) {
      const doomed = await startInstance(pool, options);
      void doomed.request({ action: 'visit', visits: 1e6, callers: 5, holdMs: 5 }).catch(() => {});
      await new Promise(resolve => setTimeout(resolve, 30 + Math.random() * 200));
      await doomed.kill();
    }
    // All leases and reservations are over.
    await expect
      .poll(
        async () => {
          const { free, leased, resting } = await stats(survivor);
          return { inUse: leased + resting, all: free === (await client.zcard(keyOf('codes'))) };
        },
        { timeout: 10_000 },
      )
      .toEqual({ inUse: 0, all: true });
    await client.del(keyOf('making'), keyOf('stocking'));
    const { free } = await stats(survivor);
    const leases = await Promise.all(Array.from({ length: free }, () => acquire(survivor)));
    expect(new Set(leases.map(({ sceneId }) => sceneId)).size).toBe(free);
  });
});

test('two accounts and two prefixes on one Redis share no code', { timeout: 60_000 }, async () => {
  const pool = { stock: 0, restSeconds: 0, clockToleranceSeconds: 0 };
  const [one, two, shop] = await Promise.all([
    startInstance(pool),
    startInstance(pool, { keyPrefix: 'other' }),
    startInstance(pool, sandbox.credentials('wxshop')),
  ]);
  const workers = [one, two, shop];
  const leases = await Promise.all(workers.map(worker => acquire(worker)));
  expect(new Set(leases.map(({ sceneId }) => sceneId)).size).toBe(3);
  for (const [index, worker] of workers.entries()) {
    const foreign = leases.filter((_, owner) => owner !== index);
    for (const lease of foreign) expect(await worker.request({ action: 'release', lease })).toBe(false);
    expect(await worker.request({ action: 'release', lease: leases[index] })).toBe(true);
    expect((await acquire(worker)).sceneId).toBe(leases[index]?.sceneId);
  }
});

test.each(['-10m', '+10m'])(
  'a process whose clock is off by %s leases as long as others',
  { timeout: 60_000 },
  async offset => {
    const pool = { stock: 0, maxCodes: 1, restSeconds: 0, clockToleranceSeconds: 0 };
    const right = await startInstance(pool);
    const wrong = await startInstance(pool, {}, fakeTime(offset));
    const lease = await acquire(wrong);
    expect(Math.round((lease.leasedUntil.getTime() - Date.now()) / 1000)).toBe(300);
    await expect(acquire(right)).rejects.toThrow(/leased or resting/);
    expect(await wrong.request({ action: 'release', lease })).toBe(true);
    expect((await acquire(right)).sceneId).toBe(lease.sceneId);
  },
);

function keyOf(name: string): string {
  return `wechat:{${sandbox.account().appId}}:qrcode:${name}`;
}
