import type { RedisConnection } from '../redis/redis.connection.js';
import { redisScript } from '../redis/redis.script.js';
import {
  KEEP_MS,
  LoginAttemptStore,
  type LoginAttempt,
  type LoginScan,
  type LoginStanding,
  type LoginState,
  type LoginVerdict,
  type NewLoginAttempt,
} from './login-attempt.store.js';

/*
 * One hash per login: secret, scene, image, url; state, end (of its life); once it is scanned openid, new, at; asked, reply,
 * by (the message that decided it); done (id of the completion). Beside it of:<openid>, the id that the person scanned last.
 */

const ATTEMPT = `
local key = KEYS[1]
local state, stop, openid, done = unpack(redis.call('HMGET', key, 'state', 'end', 'openid', 'done'))
local alive = stop and tonumber(stop) > now
local function extend(least)
  stop = math.max(tonumber(stop), now + least)
  redis.call('HSET', key, 'end', text(stop))
  redis.call('PEXPIRE', key, text(stop - now + ${KEEP_MS}))
end
local function found() return { text(now), redis.call('HGETALL', key) } end
`;

const CREATE = redisScript(`
local stop = redis.call('HGET', KEYS[1], 'end')
if stop then return stop end
stop = text(now + ARGV[1])
redis.call('HSET', KEYS[1], 'state', 'waiting', 'end', stop,
  'secret', ARGV[2], 'scene', ARGV[3], 'image', ARGV[4], 'url', ARGV[5])
redis.call('PEXPIRE', KEYS[1], ARGV[1] + ${KEEP_MS})
return stop`);

const READ = redisScript("return { text(now), redis.call('HGETALL', KEYS[1]) }");

const READ_STANDINGS = redisScript(`
local standings = {}
for number, key in ipairs(KEYS) do standings[number] = redis.call('HMGET', key, 'state', 'end', 'done') end
return { text(now), standings }`);

const SCAN = redisScript(`${ATTEMPT}
if alive and state == 'waiting' then
  redis.call('HSET', key, 'state', 'scanned', 'openid', ARGV[2], 'new', ARGV[3], 'at', ARGV[4])
  extend(ARGV[5])
  redis.call('SET', KEYS[2], ARGV[1], 'PX', redis.call('PTTL', key))
end
return found()`);

const DECIDE = redisScript(`${ATTEMPT}
if alive and state == 'scanned' and openid == ARGV[1] then
  if ARGV[3] ~= '' then redis.call('HSET', key, 'reply', ARGV[3]) end
  if ARGV[2] == 'asked' then redis.call('HSET', key, 'asked', 1)
  else redis.call('HSET', key, 'state', ARGV[2], 'by', ARGV[4]) end
  if ARGV[2] == 'confirmed' then extend(ARGV[5]) end
end
return found()`);

const COMPLETE = redisScript(`${ATTEMPT}
if alive and state == 'confirmed' and not done then
  done = ARGV[1]
  redis.call('HSET', key, 'done', done)
end
return done == ARGV[1] and 1 or 0`);

const CANCEL = redisScript(`${ATTEMPT}
if alive and not done then redis.call('HSET', key, 'end', text(now)) end`);

const FIND_LAST_OF = redisScript("return redis.call('GET', KEYS[1])");

/** Keeps logins in Redis, for every process that uses the same prefix and AppID. */
export class RedisLoginAttemptStore extends LoginAttemptStore {
  constructor(
    private readonly redis: RedisConnection,
    private readonly prefix: string,
  ) {
    super();
  }

  async create(scope: string, attempt: NewLoginAttempt, lifeMs: number): Promise<number> {
    const { id, secretHash, sceneId, imageUrl, url } = attempt;
    const args = [lifeMs, secretHash, sceneId, imageUrl, url];
    return Number(await this.redis.run(CREATE, [this.key(scope, id)], args));
  }

  async read(scope: string, id: string): Promise<LoginAttempt | undefined> {
    return toAttempt(id, await this.redis.run(READ, [this.key(scope, id)], []));
  }

  async readStandings(scope: string, ids: readonly string[]): Promise<(LoginStanding | undefined)[]> {
    const keys = ids.map(id => this.key(scope, id));
    const [now, standings] = (await this.redis.run(READ_STANDINGS, keys, [])) as [string, (string | null)[][]];
    return standings.map(([state, end, done]) =>
      state && end ? toStanding(Number(now), state, end, typeof done === 'string') : undefined,
    );
  }

  async scan(scope: string, id: string, scan: LoginScan, leastMs: number): Promise<LoginAttempt | undefined> {
    const { openId, newFollower, createTime } = scan;
    const keys = [this.key(scope, id), this.keyOf(scope, openId)];
    return toAttempt(
      id,
      await this.redis.run(SCAN, keys, [id, openId, newFollower ? '1' : '0', createTime, Math.ceil(leastMs)]),
    );
  }

  async findLastOf(scope: string, openId: string): Promise<LoginAttempt | undefined> {
    const id = (await this.redis.run(FIND_LAST_OF, [this.keyOf(scope, openId)], [])) as string | null;
    return id === null ? undefined : this.read(scope, id);
  }

  async decide(scope: string, id: string, decision: LoginVerdict, leastMs: number): Promise<LoginAttempt | undefined> {
    const { openId, verdict, reply = '', decidedBy = '' } = decision;
    const args = [openId, verdict, reply, decidedBy, Math.ceil(leastMs)];
    return toAttempt(id, await this.redis.run(DECIDE, [this.key(scope, id)], args));
  }

  async complete(scope: string, id: string, completionId: string): Promise<boolean> {
    return (await this.redis.run(COMPLETE, [this.key(scope, id)], [completionId])) === 1;
  }

  async cancel(scope: string, id: string): Promise<void> {
    await this.redis.run(CANCEL, [this.key(scope, id)], []);
  }

  private key(scope: string, id: string): string {
    return `${this.prefix}:${scope}:login:${id}`;
  }

  private keyOf(scope: string, openId: string): string {
    return this.key(scope, `of:${openId}`);
  }
}

function toStanding(now: number, state: string, end: string, completed: boolean): LoginStanding {
  const expiresAt = Number(end);
  const isOver = expiresAt <= now && !completed && state !== 'rejected';
  return { state: isOver ? 'expired' : (state as LoginState), expiresAt };
}

function toAttempt(id: string, answer: unknown): LoginAttempt | undefined {
  const [now, fields] = answer as [string, string[]];
  const found = new Map<string, string>();
  for (let index = 0; index < fields.length; index += 2) found.set(fields[index] ?? '', fields[index + 1] ?? '');
  if (!found.has('state')) return undefined;
  const read = (name: string): string => found.get(name) ?? '';
  const openId = read('openid');
  const completed = found.has('done');
  return {
    id,
    secretHash: read('secret'),
    sceneId: read('scene'),
    imageUrl: read('image'),
    url: read('url'),
    ...toStanding(Number(now), read('state'), read('end'), completed),
    scan: openId === '' ? undefined : { openId, newFollower: read('new') === '1', createTime: Number(read('at')) },
    asked: found.has('asked'),
    reply: read('reply') || undefined,
    decidedBy: read('by') || undefined,
    completed,
  };
}
