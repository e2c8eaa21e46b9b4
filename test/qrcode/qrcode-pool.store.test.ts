import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { MemoryQrcodePoolStore } from '#lib/qrcode/pool/memory-qrcode-pool.store';
import { RedisQrcodePoolStore } from '#lib/qrcode/pool/redis-qrcode-pool.store';
import { testQrcodePoolStore } from '../support/qrcode-pool-store.contract.js';
import { useRedisCluster, useRedisServer } from '../support/redis/shared.js';

const RULES = { leaseMs: 1000, restMs: 500, singleUse: false, maxCodes: 10, perDay: 10, reservationMs: 5000 };

describe('in memory', () => {
  testQrcodePoolStore(() => new MemoryQrcodePoolStore());
});

describe('in Redis', () => {
  const server = useRedisServer();

  testQrcodePoolStore(() => new RedisQrcodePoolStore(server.connection, `test:${randomUUID()}`));

  describe('on the server', () => {
    let redis: Redis;
    let store: RedisQrcodePoolStore;

    beforeEach(async () => {
      redis = new Redis(server.url);
      onTestFinished(async () => void (await redis.quit()));
      await redis.flushall();
      store = new RedisQrcodePoolStore(server.connection, 'wechat');
    });

    async function make(id: string, lifeMs = 100_000) {
      const request = { leaseId: id, leaseMs: 1000, releaseOnScan: false };
      const answer = await store.acquireOrReserve('{wx1}', request, RULES);
      if (!('at' in answer)) throw new Error('not reserved');
      const code = { sceneId: `scene-${id}`, ticket: 't', url: 'u', expiresAt: answer.at + lifeMs };
      await store.add('{wx1}', id, code, request);
      return code.sceneId;
    }

    test('keys are in one slot and end by themselves', async () => {
      await make('one');
      await make('two', 10_000);
      await store.acquireOrReserve('{wx1}', { leaseId: 'three', leaseMs: 1000, releaseOnScan: false }, RULES);
      await store.reserve('{wx1}', 'four', { stock: 1, atOnce: 1 }, RULES);
      const keys = await redis.keys('*');
      expect(keys.toSorted((a, b) => a.localeCompare(b))).toEqual(
        ['codes', 'ends', 'made', 'making', 'records', 'stocking'].map(name => `wechat:{wx1}:qrcode:${name}`),
      );
      for (const key of keys) expect(await redis.pttl(key)).toBeGreaterThan(0);
      // The longest life counts, and a day for good measure.
      expect(await redis.pttl('wechat:{wx1}:qrcode:records')).toBeGreaterThan(86_400_000 + 90_000);
    });

    test('nothing is left of leases that are over', async () => {
      const scene = await make('one');
      await store.release('{wx1}', scene, 'one', { ...RULES, restMs: 0 });
      for (let turn = 0; turn < 5; turn++) {
        const lease = { leaseId: `abandoned-${turn}`, leaseMs: 5, releaseOnScan: false };
        await expect.poll(() => store.acquire('{wx1}', lease, { ...RULES, restMs: 0 }), { interval: 1 }).toBeDefined();
      }
      expect(await redis.hlen('wechat:{wx1}:qrcode:records')).toBe(3);
    });

    test('an acquisition is one command, and a release is one', async () => {
      const scene = await make('one');
      await store.release('{wx1}', scene, 'one', { ...RULES, restMs: 0 });
      await store.acquire('{wx1}', { leaseId: 'two', leaseMs: 1000, releaseOnScan: false }, RULES);
      await store.release('{wx1}', scene, 'two', { ...RULES, restMs: 0 });
      const commands = async () => Number(/cmdstat_evalsha:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1]);
      const before = await commands();
      await store.acquire('{wx1}', { leaseId: 'three', leaseMs: 1000, releaseOnScan: false }, RULES);
      await store.release('{wx1}', scene, 'three', RULES);
      expect((await commands()) - before).toBe(2);
    });

    test('scripts that the server has forgotten are sent again', async () => {
      const scene = await make('one');
      await redis.script('FLUSH');
      expect(await store.release('{wx1}', scene, 'one', RULES)).toBe(true);
    });
  });
});

describe('in a Redis Cluster', () => {
  const cluster = useRedisCluster();

  testQrcodePoolStore(() => new RedisQrcodePoolStore(cluster.connection, `test:${randomUUID()}`));
});
