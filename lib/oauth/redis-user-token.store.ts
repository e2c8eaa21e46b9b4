import type { RedisConnection } from '../redis/redis.connection.js';
import { MemoryUserTokenStore } from './memory-user-token.store.js';

/** Keeps the tokens of people in Redis. */
export class RedisUserTokenStore extends MemoryUserTokenStore {
  constructor(
    readonly redis: RedisConnection,
    readonly prefix: string,
  ) {
    super();
  }
}
