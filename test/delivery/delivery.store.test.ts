import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { MemoryDeliveryStore } from '#lib/delivery/memory-delivery.store';
import { RedisDeliveryStore } from '#lib/delivery/redis-delivery.store';
import { SteadyDeliveryStore } from '#lib/delivery/steady-delivery.store';
import { testDeliveryStore } from '../support/delivery-store.contract.js';
import { useRedisCluster, useRedisServer } from '../support/redis/shared.js';

describe('in memory', () => {
  afterEach(() => vi.useRealTimers());

  testDeliveryStore(() => new MemoryDeliveryStore());

  test('messages are forgotten after a minute or two, and no timer is left', async () => {
    vi.useFakeTimers();
    const store = new MemoryDeliveryStore();
    const key = { appId: 'wx1', openId: 'o1', id: '1' };
    const arrive = () => store.arrive(key, { deliveryId: randomUUID(), claimId: randomUUID(), leaseMs: 1e9 });
    expect(await arrive()).toMatchObject({ state: 'run' });
    await vi.advanceTimersByTimeAsync(59_000);
    expect(await arrive()).toMatchObject({ state: 'wait', attempt: 2 });
    // Its minute has begun anew.
    await vi.advanceTimersByTimeAsync(59_000);
    expect(await arrive()).toMatchObject({ state: 'wait', attempt: 3 });
    await vi.advanceTimersByTimeAsync(59_000);
    expect(await arrive()).toMatchObject({ state: 'wait', attempt: 4 });
    await vi.advanceTimersByTimeAsync(121_000);
    expect(vi.getTimerCount()).toBe(0);
    expect(await arrive()).toMatchObject({ state: 'run', attempt: 1 });
  });
});

describe('in Redis', () => {
  const server = useRedisServer();

  testDeliveryStore(() => new RedisDeliveryStore(server.connection, `test:${randomUUID()}`));

  test('a message is one key in the slot of its person, which ends by itself', async () => {
    const redis = new Redis(server.url);
    await redis.flushall();
    const store = new RedisDeliveryStore(server.connection, 'wechat');
    const key = { appId: 'wx1', openId: 'o1', id: 'gh_1\n1' };
    const claim = { claimId: 'c', deliveryId: 'd', attempt: 1, ageMs: 0 };
    await store.arrive(key, { ...claim, leaseMs: 3000 });
    await store.renew(key, claim, 3000);
    await store.settle(key, claim, { outcome: 'a', collect: true });
    const keys = await redis.keys('*');
    expect(keys).toEqual([expect.stringMatching(/^wechat:\{wx1:o1\}:message:[\w-]{27}$/)]);
    const ttl = await redis.pttl(keys[0] ?? '');
    expect(ttl).toBeGreaterThan(50_000);
    expect(ttl).toBeLessThanOrEqual(60_000);
    await redis.quit();
  });

  describe('with this process’s memory beside it', () => {
    testDeliveryStore(
      () =>
        new SteadyDeliveryStore(
          new RedisDeliveryStore(server.connection, `test:${randomUUID()}`),
          new MemoryDeliveryStore(),
        ),
    );
  });
});

describe('in a Redis Cluster', () => {
  const cluster = useRedisCluster();

  testDeliveryStore(() => new RedisDeliveryStore(cluster.connection, `test:${randomUUID()}`));
});
