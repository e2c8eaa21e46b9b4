import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { MemoryConversationStore } from '#lib/conversations/memory-conversation.store';
import { RedisConversationStore } from '#lib/conversations/redis-conversation.store';
import { RedisConnection } from '#lib/redis/redis.connection';
import { WechatStoreError, type ConversationStore } from 'nestjs-wechat';
import { testConversationStore } from '../support/conversation-store.contract.js';
import { startRedis } from '../support/redis/server.js';
import { useRedisCluster, useRedisServer } from '../support/redis/shared.js';

const CLAIM = { claimId: 'c', messageId: 'm' };
const CHANGE = { session: '{"a":1}', question: { topic: 'size', lifeMs: 60_000 }, lifeMs: 30_000 };

describe('in memory', () => {
  testConversationStore(() => new MemoryConversationStore());

  test('what has ended is forgotten, while others come', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'setInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const store = new MemoryConversationStore();
    for (let number = 0; number < 3000; number++) {
      const key = { appId: 'wx1', openId: `o${number}` };
      await store.open(key, CLAIM, 3000);
      if (number % 2 === 0) await store.save(key, CLAIM, '', { ...CHANGE, question: undefined });
      vi.advanceTimersByTime(100);
    }
    // 10 came in each second: 5 conversations, which live for 30 s, and 5 turns that nobody ended, for 3 s.
    expect(store['entries']['entries'].size).toBeLessThan(2 * 150);
    expect(store['turns']['entries'].size).toBeLessThan(2 * 15);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('in Redis', () => {
  const server = useRedisServer();

  testConversationStore(() => new RedisConversationStore(server.connection, `test:${randomUUID()}`));

  test('keys are two, in the slot of the person, and end by themselves', async () => {
    const redis = new Redis(server.url);
    onTestFinished(async () => void (await redis.quit()));
    await redis.flushall();
    const store = new RedisConversationStore(server.connection, 'wechat');
    const alice = { appId: 'wx1', openId: 'alice' };
    const bob = { appId: 'wx1', openId: 'bob' };
    await store.open(alice, CLAIM, 3000);
    await store.save(alice, CLAIM, '', CHANGE);
    await store.open(alice, { ...CLAIM, claimId: 'd' }, 3000);
    await store.open(bob, CLAIM, 3000);
    await store.save(bob, CLAIM, '', { ...CHANGE, question: undefined });
    await store.peek({ appId: 'wx1', openId: 'carol' }, 'm');
    const ends = { 'alice}:conversation': 60_000, 'alice}:conversation:turn': 3000, 'bob}:conversation': 30_000 };
    const keys = (await redis.keys('*')).toSorted((a, b) => a.localeCompare(b));
    expect(keys).toEqual(Object.keys(ends).map(name => `wechat:{wx1:${name}`));
    for (const [name, most] of Object.entries(ends)) {
      const left = await redis.pttl(`wechat:{wx1:${name}`);
      expect(left).toBeLessThanOrEqual(most);
      expect(left).toBeGreaterThan(most - 2000);
    }
  });

  test('a claim that ends takes the turn with it', async () => {
    const redis = new Redis(server.url);
    onTestFinished(async () => void (await redis.quit()));
    await redis.flushall();
    const store = new RedisConversationStore(server.connection, 'wechat');
    const key = { appId: 'wx1', openId: 'alice' };
    await store.open(key, CLAIM, 3000);
    await store.close(key, CLAIM);
    expect(await redis.keys('*')).toEqual([]);
  });
});

describe('in a Redis Cluster', () => {
  const cluster = useRedisCluster();

  testConversationStore(() => new RedisConversationStore(cluster.connection, `test:${randomUUID()}`));
});

describe('a Redis that does not answer', () => {
  test.each<[string, (store: ConversationStore) => Promise<unknown>]>([
    ['peek', store => store.peek({ appId: 'wx1', openId: 'o' }, 'm')],
    ['open', store => store.open({ appId: 'wx1', openId: 'o' }, CLAIM, 3000)],
    ['renew', store => store.renew({ appId: 'wx1', openId: 'o' }, CLAIM, 3000)],
    ['save', store => store.save({ appId: 'wx1', openId: 'o' }, CLAIM, '', CHANGE)],
    ['close', store => store.close({ appId: 'wx1', openId: 'o' }, CLAIM)],
  ])('makes %s reject in time', async (_, call) => {
    const server = await startRedis();
    const connection = new RedisConnection({ host: server.host, port: server.port, maxRetriesPerRequest: null });
    onTestFinished(async () => {
      connection.close();
      await server.stop();
    });
    const store = new RedisConversationStore(connection, 'wechat');
    await call(store);
    server.pause();
    await expect(call(store)).rejects.toThrow(WechatStoreError);
  });
});
