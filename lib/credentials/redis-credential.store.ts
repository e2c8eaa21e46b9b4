import type { RedisConnection, RedisScript } from '../redis/redis.connection.js';
import { rawRedisScript, redisScript } from '../redis/redis.script.js';
import {
  CredentialStore,
  type Acquisition,
  type Budget,
  type NewCredential,
  type Refresher,
  type StoredCredential,
} from './credential.store.js';

/*
 * One hash per credential: v value, e its end, x when to refresh, f fence of the last write, a last fence given out,
 * r the value reported as refused. Beside it the lock, whose value is the holder's id and fence.
 */

/** What is left of a credential stays a day longer, so that fences go on growing. */
const KEEP = `redis.call('PEXPIRE', KEYS[1], 86400000 + math.max(0, (tonumber(redis.call('HGET', KEYS[1], 'e')) or 0) - now))
`;

/** Read far more often than written, so the arithmetic is left to the reader, and one text is sent instead of a list. */
const READ = rawRedisScript(`local t = redis.call('TIME')
local c = redis.call('HMGET', KEYS[1], 'e', 'x', 'v')
return c[3] and t[1] .. ' ' .. t[2] .. ' ' .. c[1] .. ' ' .. c[2] .. ' ' .. c[3]`);

const ACQUIRE = redisScript(`
local c = redis.call('HMGET', KEYS[1], 'v', 'e', 'x', 'f', 'a', 'r')
if c[1] and tonumber(c[2]) > now and tonumber(c[3]) > now then
  return { 'present', c[1], text(c[2] - now), text(c[3] - now) }
end
local lock = redis.call('GET', KEYS[2])
if lock then
  local id, fence = string.match(lock, '^(.*) (%d+)$')
  if id == ARGV[1] then return { 'acquired', fence, c[6] or '' } end
  return { 'busy', text(redis.call('PTTL', KEYS[2])) }
end
local fence = text(math.max(micros, (tonumber(c[4]) or 0) + 1, (tonumber(c[5]) or 0) + 1))
redis.call('HSET', KEYS[1], 'a', fence)
${KEEP}
redis.call('SET', KEYS[2], ARGV[1] .. ' ' .. fence, 'PX', ARGV[2])
return { 'acquired', fence, c[6] or '' }`);

const RELEASE_LUA = `
local lock = redis.call('GET', KEYS[2])
if lock and string.match(lock, '^(.*) %d+$') == ARGV[1] then redis.call('DEL', KEYS[2]) end
`;

const WRITE = redisScript(`
if (tonumber(redis.call('HGET', KEYS[1], 'f')) or 0) > tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], 'v', ARGV[3], 'e', text(now + ARGV[4]), 'x', text(now + ARGV[5]), 'f', ARGV[2])
redis.call('HDEL', KEYS[1], 'r')
${KEEP}
${RELEASE_LUA}
return 1`);

const RELEASE = redisScript(RELEASE_LUA);

const INVALIDATE = redisScript(`
if redis.call('HGET', KEYS[1], 'v') == ARGV[1] then
  redis.call('HDEL', KEYS[1], 'v', 'e', 'x')
  redis.call('HSET', KEYS[1], 'r', ARGV[1])
  ${KEEP}
end`);

const EXPEDITE = redisScript(`
if redis.call('HGET', KEYS[1], 'v') == ARGV[1] then redis.call('HSET', KEYS[1], 'x', text(now)) end`);

const SPEND = redisScript(`
local c = redis.call('HMGET', KEYS[1], 'day', 'count', 'last', 'id')
if c[4] == ARGV[1] then return 1 end
local day = text(math.floor((now + 28800000) / 86400000))
local count = c[1] == day and tonumber(c[2]) or 0
if count >= tonumber(ARGV[2]) or now - (tonumber(c[3]) or 0) < tonumber(ARGV[3]) then return 0 end
redis.call('HSET', KEYS[1], 'day', day, 'count', count + 1, 'last', text(now), 'id', ARGV[1])
redis.call('PEXPIRE', KEYS[1], 172800000)
return 1`);

/** Keeps credentials in Redis, for every process that uses the same prefix and AppID. */
export class RedisCredentialStore extends CredentialStore {
  /** Keys of a credential begin with a hash tag, so that all of an account live in one slot. */
  constructor(
    private readonly redis: RedisConnection,
    private readonly prefix: string,
  ) {
    super();
  }

  async read(key: string): Promise<StoredCredential | undefined> {
    const found = (await this.redis.run(READ, [`${this.prefix}:${key}`], [])) as string | null;
    if (found === null) return undefined;
    const [seconds, micros, end, refresh, ...value] = found.split(' ');
    const now = Number(seconds) * 1000 + Number(micros) / 1000;
    const expiresInMs = Number(end) - now;
    return expiresInMs > 0 ? { value: value.join(' '), expiresInMs, refreshInMs: Number(refresh) - now } : undefined;
  }

  async acquire(key: string, { id, leaseMs }: Refresher): Promise<Acquisition> {
    const [outcome, first = '', ...rest] = (await this.run(ACQUIRE, key, id, leaseMs)) as [string, ...string[]];
    if (outcome === 'present') return { outcome, credential: toCredential([first, rest[0] ?? '', rest[1] ?? '']) };
    if (outcome === 'busy') return { outcome, leaseMs: Math.max(0, Number(first)) };
    return { outcome: 'acquired', fence: Number(first), refused: rest[0] || undefined };
  }

  async write(key: string, { id }: Refresher, fence: number, credential: NewCredential): Promise<boolean> {
    const { value, expiresInMs, refreshInMs } = credential;
    return (await this.run(WRITE, key, id, fence, value, expiresInMs, refreshInMs)) === 1;
  }

  async release(key: string, { id }: Refresher): Promise<void> {
    await this.run(RELEASE, key, id);
  }

  async invalidate(key: string, value: string): Promise<void> {
    await this.run(INVALIDATE, key, value);
  }

  async expedite(key: string, value: string): Promise<void> {
    await this.run(EXPEDITE, key, value);
  }

  async spend(key: string, id: string, { perDay, gapMs }: Budget): Promise<boolean> {
    return (await this.run(SPEND, key, id, perDay, gapMs)) === 1;
  }

  private run(script: RedisScript, key: string, ...args: (string | number)[]): Promise<unknown> {
    const name = `${this.prefix}:${key}`;
    return this.redis.run(script, [name, `${name}:lock`], args);
  }
}

function toCredential([value, expiresInMs, refreshInMs]: [string, string, string]): StoredCredential {
  return { value, expiresInMs: Number(expiresInMs), refreshInMs: Number(refreshInMs) };
}
