import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { MemoryOAuthExchangeStore } from '#lib/oauth/memory-oauth-exchange.store';
import { RedisOAuthExchangeStore } from '#lib/oauth/redis-oauth-exchange.store';
import { testOAuthExchangeStore } from '../support/oauth-exchange-store.contract.js';
import { useRedisCluster, useRedisServer } from '../support/redis/shared.js';

describe('in memory', () => {
  testOAuthExchangeStore(() => new MemoryOAuthExchangeStore());

  test('what has ended is forgotten, while others come and some are to last', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const store = new MemoryOAuthExchangeStore();
    const entries = store['entries']['entries'];
    await store.bind('lasting', 'value', 1e9);
    for (let number = 0; number < 1000; number++) {
      await store.claim(`claimed-${number}`, 'a', 10_000);
      await store.settle(`settled-${number}`, 'one', 300_000);
      await store.bind(`bound-${number}`, 'value', 600_000);
      vi.advanceTimersByTime(1000);
    }
    // 1000 came in as many seconds; 10 claims, 300 outcomes and 600 bindings of them live.
    expect(entries.size).toBeLessThan(2 * 910);
    expect(await store.bind('lasting', 'other', 1)).toBe('value');
    vi.advanceTimersByTime(600_000);
    for (let number = 0; number < 2000; number++) {
      await store.claim(`late-${number}`, 'a', 1);
      vi.advanceTimersByTime(1);
    }
    expect(entries.size).toBeLessThan(10);
  });
});

describe('in Redis', () => {
  const server = useRedisServer();

  testOAuthExchangeStore(() => new RedisOAuthExchangeStore(server.connection, `test:${randomUUID()}`));

  test('keys end by themselves', async () => {
    const redis = new Redis(server.url);
    onTestFinished(async () => void (await redis.quit()));
    await redis.flushall();
    const store = new RedisOAuthExchangeStore(server.connection, 'wechat');
    await store.claim('{wx1:a}:oauth:code', 'a', 15_000);
    await store.settle('{wx1:b}:oauth:code', 'one', 300_000);
    await store.bind('{wx1:c}:oauth:nonce', 'hash', 600_000);
    await store.release('{wx1:d}:oauth:code', 'a');
    await store.unbind('{wx1:e}:oauth:nonce', 'hash');
    const keys = (await redis.keys('*')).toSorted((a, b) => a.localeCompare(b));
    expect(keys).toEqual(['wechat:{wx1:a}:oauth:code', 'wechat:{wx1:b}:oauth:code', 'wechat:{wx1:c}:oauth:nonce']);
    const left = await Promise.all(keys.map(key => redis.pttl(key)));
    for (const [index, most] of [15_000, 300_000, 600_000].entries()) {
      expect(left[index]).toBeLessThanOrEqual(most);
      expect(left[index]).toBeGreaterThan(most - 5000);
    }
  });
});

describe('in a Redis Cluster', () => {
  const cluster = useRedisCluster();

  testOAuthExchangeStore(() => new RedisOAuthExchangeStore(cluster.connection, `test:${randomUUID()}`));
});
