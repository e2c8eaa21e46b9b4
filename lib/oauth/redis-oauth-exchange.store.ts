import type { RedisConnection } from '../redis/redis.connection.js';
import { MemoryOAuthExchangeStore } from './memory-oauth-exchange.store.js';

/** Keeps exchanges in Redis, for every process that uses the same prefix and AppID. */
export class RedisOAuthExchangeStore extends MemoryOAuthExchangeStore {
  constructor(
    readonly redis: RedisConnection,
    readonly prefix: string,
  ) {
    super();
  }
}
