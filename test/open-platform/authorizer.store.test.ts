import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { MemoryAuthorizerStore } from '#lib/open-platform/stores/memory-authorizer.store';
import { RedisAuthorizerStore } from '#lib/open-platform/stores/redis-authorizer.store';
import type { AuthorizerStore } from 'nestjs-wechat/open-platform';
import { testAuthorizerStore } from '../support/authorizer-store.contract.js';
import { startPlatformApp } from '../support/open-platform.js';
import { useRedisCluster, useRedisServer } from '../support/redis/shared.js';

const MANY = 10_000;
const PAGE = 100;

async function fill(store: AuthorizerStore, componentAppId: string): Promise<void> {
  for (let begin = 0; begin < MANY; begin += PAGE) {
    await Promise.all(
      Array.from({ length: PAGE }, (_, index) =>
        store.authorize(componentAppId, {
          appId: `wx${begin + index}`,
          authorizedAt: 1,
          functions: [1],
          refreshToken: `refreshtoken@@@${begin + index}`,
        }),
      ),
    );
  }
}

describe('in memory', () => {
  testAuthorizerStore(() => new MemoryAuthorizerStore());
});

describe('in Redis', () => {
  const server = useRedisServer();

  testAuthorizerStore(() => new RedisAuthorizerStore(server.connection, `test:${randomUUID()}`));

  test('an account has a slot of its own, and stays', async () => {
    const redis = new Redis(server.url);
    onTestFinished(async () => void (await redis.quit()));
    await redis.flushall();
    const store = new RedisAuthorizerStore(server.connection, 'wechat');
    await store.authorize('wxp', { appId: 'wxshop', authorizedAt: 1, functions: [], refreshToken: 'r' });
    await store.unauthorize('wxp', 'wxshop', 2);
    const keys = (await redis.keys('*')).toSorted();
    expect(keys).toEqual(['wechat:{wxp:wxshop}:authorizer', 'wechat:{wxp}:authorizers']);
    expect(await Promise.all(keys.map(key => redis.pttl(key)))).toEqual([-1, -1]);
    // An account of whose authorization the index was written and no more is none.
    await redis.del('wechat:{wxp:wxshop}:authorizer');
    expect(await store.list('wxp', undefined, 10)).toEqual({ authorizers: [], next: undefined });
  });

  test(
    '10,000 accounts are listed a hundred at a time, and no more than are asked for',
    { timeout: 60_000 },
    async () => {
      const redis = new Redis(server.url);
      onTestFinished(async () => void (await redis.quit()));
      const keyPrefix = `test:${randomUUID()}`;
      const { service, component } = await startPlatformApp('express', { options: { redis: server.url, keyPrefix } });
      await fill(new RedisAuthorizerStore(server.connection, keyPrefix), component.componentAppId);
      await redis.config('RESETSTAT');
      const reads = async () => {
        const stats = await redis.info('commandstats');
        const count = (command: string) => Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
        return { parts: count('zrangebylex'), accounts: count('hgetall') };
      };
      const seen = new Set<string>();
      for await (const { appId } of service.listAuthorizers()) {
        seen.add(appId);
        // Never more than the part at hand, whoever it is that takes their time.
        if (seen.size % 1999 !== 1) continue;
        const part = Math.ceil(seen.size / PAGE);
        expect(await reads()).toEqual({ parts: part, accounts: part * PAGE });
      }
      expect(seen.size).toBe(MANY);
      // The last part is as full as all others, so one look tells that it was the last.
      expect(await reads()).toEqual({ parts: MANY / PAGE + 1, accounts: MANY });
      for await (const { appId } of service.listAuthorizers()) {
        expect(appId).toBe('wx0');
        break;
      }
      expect(await reads()).toEqual({ parts: MANY / PAGE + 2, accounts: MANY + PAGE });
      // 100 records of a few hundred bytes are the most that is on its way at once.
      const biggest = Number(/total_net_output_bytes:(\d+)/.exec(await redis.info('stats'))?.[1]);
      expect(biggest / (MANY / PAGE + 2)).toBeLessThan(64 * 1024);
    },
  );
});

describe('in a Redis Cluster', () => {
  const cluster = useRedisCluster();

  testAuthorizerStore(() => new RedisAuthorizerStore(cluster.connection, `test:${randomUUID()}`));
});

test('10,000 accounts in memory are listed as well', { timeout: 60_000 }, async () => {
  const store = new MemoryAuthorizerStore();
  const { service, component } = await startPlatformApp('express', { options: { stores: { authorizers: store } } });
  await fill(store, component.componentAppId);
  let count = 0;
  for await (const record of service.listAuthorizers()) {
    expect(record).not.toHaveProperty('refreshToken');
    count += 1;
  }
  expect(count).toBe(MANY);
});
