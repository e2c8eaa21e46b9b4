import type { RedisConnection } from '../../redis/redis.connection.js';
import { redisScript } from '../../redis/redis.script.js';
import { VerifyTicketStore, type StoredVerifyTicket, type VerifyTicket } from './verify-ticket.store.js';

/* One hash per platform: ticket, made (by WeChat, in seconds), at (when it came). A ticket is valid for twelve hours. */

const FIND = redisScript(`
local ticket, made, at = unpack(redis.call('HMGET', KEYS[1], 'ticket', 'made', 'at'))
if not ticket then return false end
return { ticket, made, text(now - at) }`);

const SAVE = redisScript(`
local made = tonumber(redis.call('HGET', KEYS[1], 'made'))
if made and made > tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], 'ticket', ARGV[1], 'made', ARGV[2], 'at', text(now))
redis.call('EXPIRE', KEYS[1], 43200)
return 1`);

/** Keeps tickets in Redis, for every process that uses the same prefix. */
export class RedisVerifyTicketStore extends VerifyTicketStore {
  constructor(
    private readonly redis: RedisConnection,
    private readonly prefix: string,
  ) {
    super();
  }

  async find(componentAppId: string): Promise<StoredVerifyTicket | undefined> {
    const found = (await this.redis.run(FIND, [this.key(componentAppId)], [])) as [string, string, string] | null;
    if (found === null) return undefined;
    const [ticket, createTime, ageMs] = found;
    return { ticket, createTime: Number(createTime), ageMs: Number(ageMs) };
  }

  async save(componentAppId: string, { ticket, createTime }: VerifyTicket): Promise<boolean> {
    return (await this.redis.run(SAVE, [this.key(componentAppId)], [ticket, createTime])) === 1;
  }

  private key(componentAppId: string): string {
    return `${this.prefix}:{${componentAppId}}:verify-ticket`;
  }
}
