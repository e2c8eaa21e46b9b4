import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { MemoryUserTokenStore } from '#lib/oauth/memory-user-token.store';
import { RedisUserTokenStore } from '#lib/oauth/redis-user-token.store';
import { useRedisCluster, useRedisServer } from '../support/redis/shared.js';
import { testUserTokenStore } from '../support/user-token-store.contract.js';

const DAY_MS = 86_400_000;
const TOKENS = {
  openId: 'o-alice',
  unionId: undefined,
  scope: ['snsapi_base'],
  isSnapshotUser: false,
  accessToken: 'a',
  refreshToken: 'r',
};

function until(refreshTokenExpiresAt: number, openId = 'o-alice') {
  return { ...TOKENS, openId, accessTokenExpiresAt: Date.now() + 7_200_000, refreshTokenExpiresAt };
}

describe('in memory', () => {
  testUserTokenStore(() => new MemoryUserTokenStore());

  test('tokens are forgotten when they have ended', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const store = new MemoryUserTokenStore();
    const entries = store['entries']['entries'];
    const save = async (count: number, name: string) => {
      for (let number = 0; number < count; number++) {
        await store.save('wx1', until(Date.now() + 30 * DAY_MS, `${name}-${number}`));
      }
    };
    await save(500, 'old');
    vi.advanceTimersByTime(30 * DAY_MS);
    expect(await store.find('wx1', 'old-0')).toBeUndefined();
    await save(500, 'new');
    expect(entries.size).toBe(500);
  });
});

describe('in Redis', () => {
  const server = useRedisServer();

  testUserTokenStore(() => new RedisUserTokenStore(server.connection, `test:${randomUUID()}`));

  test('each person has a slot of their own, and tokens end when the person has to be asked again', async () => {
    const redis = new Redis(server.url);
    onTestFinished(async () => void (await redis.quit()));
    await redis.flushall();
    const store = new RedisUserTokenStore(server.connection, 'wechat');
    await store.save('wx1', until(Date.now() + 10 * DAY_MS));
    await store.save('wx1', until(Date.now() + 30 * DAY_MS + 0.5));
    expect(await redis.keys('*')).toEqual(['wechat:{wx1:o-alice}:oauth:tokens']);
    const left = await redis.pttl('wechat:{wx1:o-alice}:oauth:tokens');
    expect(left).toBeLessThanOrEqual(30 * DAY_MS + 1);
    expect(left).toBeGreaterThan(30 * DAY_MS - 5000);
    await store.save('wx1', until(Date.now() - 1));
    expect(await redis.keys('*')).toEqual([]);
  });
});

describe('in a Redis Cluster', () => {
  const cluster = useRedisCluster();

  testUserTokenStore(() => new RedisUserTokenStore(cluster.connection, `test:${randomUUID()}`));
});
