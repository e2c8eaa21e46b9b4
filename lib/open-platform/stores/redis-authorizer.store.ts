import type { RedisConnection, RedisScript } from '../../redis/redis.connection.js';
import { rawRedisScript } from '../../redis/redis.script.js';
import { AuthorizerStore, type Authorization, type Authorizer, type AuthorizerPage } from './authorizer.store.js';

/*
 * One hash per account: appid, state, at (of the newest authorization), functions, refresh, name. Beside them, in the slot of
 * the platform, a sorted set of the AppIDs, all with the score 0, so that they are in the order of the alphabet. The index is
 * written first: an account that is in it and has no hash is none.
 */

const FIND = rawRedisScript("return redis.call('HGETALL', KEYS[1])");

const AUTHORIZE = rawRedisScript(`
local at = tonumber(redis.call('HGET', KEYS[1], 'at'))
if at and at > tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], 'appid', ARGV[1], 'state', 'authorized', 'at', ARGV[2], 'functions', ARGV[3], 'refresh', ARGV[4])
return 1`);

const UNAUTHORIZE = rawRedisScript(`
local state, at = unpack(redis.call('HMGET', KEYS[1], 'state', 'at'))
if state ~= 'authorized' or tonumber(at) > tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'state', 'unauthorized', 'at', ARGV[1])
redis.call('HDEL', KEYS[1], 'refresh')
return 1`);

const REPLACE = rawRedisScript(`
local found = redis.call('HGET', KEYS[1], 'refresh')
if found == ARGV[1] then redis.call('HSET', KEYS[1], 'refresh', ARGV[2]) end
return (found == ARGV[1] or found == ARGV[2]) and 1 or 0`);

const NAME = rawRedisScript(`
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], 'name', ARGV[1]) end`);

const ADD_TO_INDEX = rawRedisScript("redis.call('ZADD', KEYS[1], 0, ARGV[1])");

const LIST = rawRedisScript("return redis.call('ZRANGEBYLEX', KEYS[1], ARGV[1], '+', 'LIMIT', 0, ARGV[2])");

/** Keeps authorizers in Redis, for every process that uses the same prefix. They stay until they are deleted. */
export class RedisAuthorizerStore extends AuthorizerStore {
  constructor(
    private readonly redis: RedisConnection,
    private readonly prefix: string,
  ) {
    super();
  }

  async find(componentAppId: string, appId: string): Promise<Authorizer | undefined> {
    return toAuthorizer((await this.run(FIND, componentAppId, appId)) as string[]);
  }

  async authorize(componentAppId: string, authorization: Authorization): Promise<boolean> {
    const { appId, authorizedAt, functions, refreshToken } = authorization;
    await this.redis.run(ADD_TO_INDEX, [this.index(componentAppId)], [appId]);
    const args = [appId, authorizedAt, functions.join(','), refreshToken];
    return (await this.run(AUTHORIZE, componentAppId, appId, ...args)) === 1;
  }

  async unauthorize(componentAppId: string, appId: string, at: number): Promise<boolean> {
    return (await this.run(UNAUTHORIZE, componentAppId, appId, at)) === 1;
  }

  async replaceRefreshToken(componentAppId: string, appId: string, before: string, after: string): Promise<boolean> {
    return (await this.run(REPLACE, componentAppId, appId, before, after)) === 1;
  }

  async setUserName(componentAppId: string, appId: string, userName: string): Promise<void> {
    await this.run(NAME, componentAppId, appId, userName);
  }

  async list(componentAppId: string, cursor: string | undefined, limit: number): Promise<AuthorizerPage> {
    const begin = cursor === undefined ? '-' : `(${cursor}`;
    const appIds = (await this.redis.run(LIST, [this.index(componentAppId)], [begin, limit])) as string[];
    const found = await Promise.all(appIds.map(appId => this.find(componentAppId, appId)));
    return {
      authorizers: found.filter(authorizer => authorizer !== undefined),
      next: appIds.length === limit ? appIds.at(-1) : undefined,
    };
  }

  private run(
    script: RedisScript,
    componentAppId: string,
    appId: string,
    ...args: (string | number)[]
  ): Promise<unknown> {
    return this.redis.run(script, [`${this.prefix}:{${componentAppId}:${appId}}:authorizer`], args);
  }

  private index(componentAppId: string): string {
    return `${this.prefix}:{${componentAppId}}:authorizers`;
  }
}

function toAuthorizer(fields: readonly string[]): Authorizer | undefined {
  const found = new Map<string, string>();
  for (let index = 0; index < fields.length; index += 2) found.set(fields[index] ?? '', fields[index + 1] ?? '');
  const appId = found.get('appid');
  if (appId === undefined) return undefined;
  return {
    appId,
    userName: found.get('name'),
    state: found.get('state') === 'authorized' ? 'authorized' : 'unauthorized',
    authorizedAt: Number(found.get('at')),
    functions: (found.get('functions') ?? '').split(',').filter(Boolean).map(Number),
    refreshToken: found.get('refresh'),
  };
}
