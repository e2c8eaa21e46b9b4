import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { MemoryVerifyTicketStore } from '#lib/open-platform/stores/memory-verify-ticket.store';
import { RedisVerifyTicketStore } from '#lib/open-platform/stores/redis-verify-ticket.store';
import { useRedisCluster, useRedisServer } from '../support/redis/shared.js';
import { testVerifyTicketStore } from '../support/verify-ticket-store.contract.js';

const LIFE_MS = 12 * 3_600_000;

describe('in memory', () => {
  testVerifyTicketStore(() => new MemoryVerifyTicketStore());
});

describe('in Redis', () => {
  const server = useRedisServer();

  testVerifyTicketStore(() => new RedisVerifyTicketStore(server.connection, `test:${randomUUID()}`));

  test('a ticket is kept as long as WeChat takes it, and one that is too old lengthens nothing', async () => {
    const redis = new Redis(server.url);
    onTestFinished(async () => void (await redis.quit()));
    await redis.flushall();
    const store = new RedisVerifyTicketStore(server.connection, 'wechat');
    await store.save('wxp', { ticket: 'ticket@@@1', createTime: 9 });
    expect(await redis.keys('*')).toEqual(['wechat:{wxp}:verify-ticket']);
    const left = await redis.pttl('wechat:{wxp}:verify-ticket');
    expect(left).toBeLessThanOrEqual(LIFE_MS);
    expect(left).toBeGreaterThan(LIFE_MS - 5000);
    await redis.pexpire('wechat:{wxp}:verify-ticket', 1000);
    await store.save('wxp', { ticket: 'ticket@@@0', createTime: 8 });
    expect(await redis.pttl('wechat:{wxp}:verify-ticket')).toBeLessThanOrEqual(1000);
  });
});

describe('in a Redis Cluster', () => {
  const cluster = useRedisCluster();

  testVerifyTicketStore(() => new RedisVerifyTicketStore(cluster.connection, `test:${randomUUID()}`));
});
