import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { beforeEach, describe, expect, test } from 'vitest';
import { RedisCredentialStore } from '#lib/credentials/redis-credential.store';
import { MemoryCredentialStore } from '#lib/credentials/memory-credential.store';
import { CredentialStore } from 'nestjs-wechat';
import { useRedisServer } from '../support/redis/shared.js';
import { testCredentialStore } from '../support/credential-store.contract.js';

describe('in memory', () => {
  testCredentialStore(() => new MemoryCredentialStore());
});

describe('in Redis', () => {
  const server = useRedisServer();

  testCredentialStore(() => new RedisCredentialStore(server.connection, `test:${randomUUID()}`));

  describe('on the server', () => {
    let redis: Redis;
    let store: CredentialStore;

    beforeEach(async () => {
      redis = new Redis(server.url);
      await redis.flushall();
      store = new RedisCredentialStore(server.connection, 'wechat');
    });

    test('keys are in one slot and end by themselves', async () => {
      const refresher = { id: 'a', leaseMs: 10_000 };
      const acquired = await store.acquire('{wx1}:token', refresher);
      if (acquired.outcome !== 'acquired') throw new Error('not acquired');
      await store.write('{wx1}:token', refresher, acquired.fence, { value: 'v', expiresInMs: 5000, refreshInMs: 1000 });
      await store.acquire('{wx1}:other', refresher);
      await store.spend('{wx1}:token:forced', 'a', { perDay: 1, gapMs: 0 });
      const keys = await redis.keys('*');
      expect(keys.toSorted((a, b) => a.localeCompare(b))).toEqual([
        'wechat:{wx1}:other',
        'wechat:{wx1}:other:lock',
        'wechat:{wx1}:token',
        'wechat:{wx1}:token:forced',
      ]);
      for (const key of keys) expect(await redis.pttl(key)).toBeGreaterThan(0);
      await redis.quit();
    });

    test('scripts that the server has forgotten are sent again', async () => {
      await store.invalidate('{wx1}:token', 'x');
      await redis.script('FLUSH');
      expect(await store.read('{wx1}:token')).toBeUndefined();
      await redis.quit();
    });
  });
});
