import { hash } from 'node:crypto';
import type { RedisScript } from './redis.connection.js';

/** Lua that every script begins with: the server's clock in milliseconds, which instances do not disagree about. */
const CLOCK = `local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local now = math.floor(micros / 1000)
local function text(number) return string.format('%.0f', number) end
`;

/** Prepares a script that begins with the clock: `now` in milliseconds. All its keys have to share one hash tag. */
export function redisScript(lua: string): RedisScript {
  return rawRedisScript(CLOCK + lua);
}

/** Prepares a script as it is. */
export function rawRedisScript(source: string): RedisScript {
  return { source, digest: hash('sha1', source) };
}
