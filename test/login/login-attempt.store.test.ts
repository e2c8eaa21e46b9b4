import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { MemoryLoginAttemptStore } from '#lib/login/memory-login-attempt.store';
import { RedisLoginAttemptStore } from '#lib/login/redis-login-attempt.store';
import { testLoginAttemptStore } from '../support/login-attempt-store.contract.js';
import { useRedisCluster, useRedisServer } from '../support/redis/shared.js';

const LOGIN = { secretHash: 'h', sceneId: 's', imageUrl: 'i', url: 'u' };
const ALICE = { openId: 'o-alice', newFollower: false, createTime: 1 };

describe('in memory', () => {
  testLoginAttemptStore(() => new MemoryLoginAttemptStore());

  test('logins and who scanned them are forgotten, ten minutes after the login', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const store = new MemoryLoginAttemptStore();
    for (let number = 0; number < 100; number++) {
      await store.create('{wx1}', { id: `old-${number}`, ...LOGIN }, 60_000);
      await store.scan('{wx1}', `old-${number}`, { ...ALICE, openId: `o-${number}` }, 0);
    }
    vi.advanceTimersByTime(660_000);
    await store.create('{wx1}', { id: 'new', ...LOGIN }, 60_000);
    const scope = store['scopes'].get('{wx1}');
    expect([...(scope?.attempts.keys() ?? [])]).toEqual(['new']);
    expect(scope?.lastOf.size).toBe(0);
  });
});

describe('in Redis', () => {
  const server = useRedisServer();

  testLoginAttemptStore(() => new RedisLoginAttemptStore(server.connection, `test:${randomUUID()}`));

  test('keys are in one slot and end by themselves, ten minutes after the login', async () => {
    const redis = new Redis(server.url);
    onTestFinished(async () => void (await redis.quit()));
    await redis.flushall();
    const store = new RedisLoginAttemptStore(server.connection, 'wechat');
    await store.create('{wx1}', { id: 'one', ...LOGIN }, 5000);
    expect(await redis.pttl('wechat:{wx1}:login:one')).toBeGreaterThan(600_000);
    await store.scan('{wx1}', 'one', ALICE, 60_000);
    await store.decide('{wx1}', 'one', { verdict: 'confirmed', openId: 'o-alice' }, 60_000);
    await store.complete('{wx1}', 'one', 'c');
    await store.cancel('{wx1}', 'one');
    await store.read('{wx1}', 'two');
    const keys = await redis.keys('*');
    expect(keys.toSorted((a, b) => a.localeCompare(b))).toEqual([
      'wechat:{wx1}:login:of:o-alice',
      'wechat:{wx1}:login:one',
    ]);
    for (const key of keys) {
      const left = await redis.pttl(key);
      expect(left).toBeGreaterThan(600_000);
      expect(left).toBeLessThanOrEqual(660_000);
    }
  });
});

describe('in a Redis Cluster', () => {
  const cluster = useRedisCluster();

  testLoginAttemptStore(() => new RedisLoginAttemptStore(cluster.connection, `test:${randomUUID()}`));
});
