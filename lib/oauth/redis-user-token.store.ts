import type { RedisConnection } from '../redis/redis.connection.js';
import { rawRedisScript } from '../redis/redis.script.js';
import { UserTokenStore, type UserTokens } from './user-token.store.js';

const FIND = rawRedisScript("return redis.call('GET', KEYS[1])");

const SAVE = rawRedisScript(`redis.call('SET', KEYS[1], ARGV[1])
redis.call('PEXPIREAT', KEYS[1], ARGV[2])`);

const DELETE = rawRedisScript("redis.call('DEL', KEYS[1])");

/** Keeps the tokens of people in Redis, a text of JSON for each, until they have to be asked again. */
export class RedisUserTokenStore extends UserTokenStore {
  constructor(
    private readonly redis: RedisConnection,
    private readonly prefix: string,
  ) {
    super();
  }

  async find(appId: string, openId: string): Promise<UserTokens | undefined> {
    const found = (await this.redis.run(FIND, [this.key(appId, openId)], [])) as string | null;
    if (found === null) return undefined;
    const { unionId, ...tokens } = JSON.parse(found) as UserTokens;
    return { ...tokens, unionId };
  }

  async save(appId: string, tokens: UserTokens): Promise<void> {
    const args = [JSON.stringify(tokens), Math.floor(tokens.refreshTokenExpiresAt)];
    await this.redis.run(SAVE, [this.key(appId, tokens.openId)], args);
  }

  async delete(appId: string, openId: string): Promise<void> {
    await this.redis.run(DELETE, [this.key(appId, openId)], []);
  }

  private key(appId: string, openId: string): string {
    return `${this.prefix}:{${appId}:${openId}}:oauth:tokens`;
  }
}
