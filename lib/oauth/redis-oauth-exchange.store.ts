import type { RedisConnection, RedisScript } from '../redis/redis.connection.js';
import { rawRedisScript } from '../redis/redis.script.js';
import { OAuthExchangeStore, type ExchangeClaim } from './oauth-exchange.store.js';

/*
 * One text per key: c and the id of a claim, s and what is settled, or the value that it is bound to. Redis ends each of
 * them by its own clock.
 */

const SETTLED = `local found = redis.call('GET', KEYS[1])
local settled = found and string.sub(found, 1, 1) == 's' and string.sub(found, 2)
`;

const CLAIM = rawRedisScript(`${SETTLED}
if settled then return { 'settled', settled } end
if found and found ~= 'c' .. ARGV[1] then return { 'busy', redis.call('PTTL', KEYS[1]) } end
redis.call('SET', KEYS[1], 'c' .. ARGV[1], 'PX', ARGV[2])
return { 'claimed', '' }`);

const SETTLE = rawRedisScript(`${SETTLED}
if settled then return settled end
redis.call('SET', KEYS[1], 's' .. ARGV[1], 'PX', ARGV[2])
return ARGV[1]`);

const RELEASE = rawRedisScript(`
if redis.call('GET', KEYS[1]) == 'c' .. ARGV[1] then redis.call('DEL', KEYS[1]) end`);

const BIND = rawRedisScript(`
local bound = redis.call('GET', KEYS[1])
if bound then return bound end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return ARGV[1]`);

const UNBIND = rawRedisScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`);

/** Keeps exchanges in Redis, for every process that uses the same prefix and AppID. */
export class RedisOAuthExchangeStore extends OAuthExchangeStore {
  /** Keys of exchanges begin with a hash tag of their own, so that a Cluster spreads them. */
  constructor(
    private readonly redis: RedisConnection,
    private readonly prefix: string,
  ) {
    super();
  }

  async claim(key: string, claimId: string, leaseMs: number): Promise<ExchangeClaim> {
    const [state, more] = (await this.run(CLAIM, key, claimId, Math.ceil(leaseMs))) as [string, string | number];
    if (state === 'settled') return { state, outcome: String(more) };
    return state === 'busy' ? { state, leaseMs: Math.max(0, Number(more)) } : { state: 'claimed' };
  }

  async settle(key: string, outcome: string, lifeMs: number): Promise<string> {
    return (await this.run(SETTLE, key, outcome, Math.ceil(lifeMs))) as string;
  }

  async release(key: string, claimId: string): Promise<void> {
    await this.run(RELEASE, key, claimId);
  }

  async bind(key: string, value: string, lifeMs: number): Promise<string> {
    return (await this.run(BIND, key, value, Math.ceil(lifeMs))) as string;
  }

  async unbind(key: string, value: string): Promise<void> {
    await this.run(UNBIND, key, value);
  }

  private run(script: RedisScript, key: string, ...args: (string | number)[]): Promise<unknown> {
    return this.redis.run(script, [`${this.prefix}:${key}`], args);
  }
}
