import { rawRedisScript } from '../../redis/redis.script.js';

/*
 * A pool is
 *   codes     sorted set of the scenes that are not retired, by the end of the last lease: it ends by itself, then the code
 *             rests, then it is free
 *   records   hash. <scene>: end of life (13 digits), content, ticket. @<scene>: id of the lease, unless it was released.
 *             #<lease>: until (13 digits), how long (10), whether a scan releases it (1), scene
 *   ends      sorted set of all scenes by the end of their life, retired ones too
 *   making    sorted set of reservations for leases by when they lapse
 *   stocking  the same for the stock
 *   made      Beijing's day, and how many were reserved on it
 *
 * Scripts that have to be fast make few calls, and turn few numbers into text, which takes as long as a call.
 */

/** Longest life of a code. A new one counts as used so long ago: no rest is longer, and of no code is the last use older. */
const LONGEST_LIFE_MS = 2_592_000_000;

/** The time in milliseconds, as text and as a number. */
const CLOCK = `local call, sub = redis.call, string.sub
local time = call('TIME')
local stamp = time[1] .. sub('00000' .. time[2], -6, -4)
local now = tonumber(stamp)
`;

/** Of `acquire`, the one that has to be fast. The idempotent look for the lease and that at the code are one command. */
const TAKE = `local function take(id, leaseMs, onScan, restMs, single)
  for turn = 1, 20 do
    local head = call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
    local scene = head[1] or ''
    local found = call('HMGET', KEYS[2], '#' .. id, scene, '@' .. scene)
    if found[1] then return found[1] .. ' ' .. call('HGET', KEYS[2], sub(found[1], 25)) end
    if not head[1] or head[2] + restMs > now then return false end
    local code, before = found[2], found[3]
    if before then call('HDEL', KEYS[2], '#' .. before, '@' .. scene) end
    if code and not (single == '1' and head[2] + ${LONGEST_LIFE_MS} > now) and sub(code, 1, 13) - now >= tonumber(leaseMs) then
      local ends = now + leaseMs .. ''
      local lease = ends .. leaseMs .. onScan .. scene
      call('HSET', KEYS[2], '#' .. id, lease, '@' .. scene, id)
      call('ZADD', KEYS[1], ends, scene)
      return lease .. ' ' .. code
    end
    call('ZREM', KEYS[1], scene)
  end
  return 'again'
end
`;

/** Drops codes that are dead and retires what is not to be leased again, a few at a time, and reservations that lapsed. */
const TIDY = `local function abandon(scene)
  local lease = call('HGET', KEYS[2], '@' .. scene)
  if lease then call('HDEL', KEYS[2], '#' .. lease, '@' .. scene) end
  call('ZREM', KEYS[1], scene)
end
local function tidy(leaseMs, restMs, single)
  for _, scene in ipairs(call('ZRANGEBYSCORE', KEYS[3], '-inf', now, 'LIMIT', 0, 100)) do
    abandon(scene)
    call('HDEL', KEYS[2], scene)
    call('ZREM', KEYS[3], scene)
  end
  for _, scene in ipairs(call('ZRANGEBYSCORE', KEYS[3], '-inf', '(' .. now + leaseMs, 'LIMIT', 0, 100)) do
    local used = call('ZSCORE', KEYS[1], scene)
    if used and used + restMs <= now then abandon(scene) end
  end
  if single == '1' then
    local used = '(' .. now - ${LONGEST_LIFE_MS}
    for _, scene in ipairs(call('ZRANGEBYSCORE', KEYS[1], used, now - restMs, 'LIMIT', 0, 100)) do abandon(scene) end
  end
  call('ZREMRANGEBYSCORE', KEYS[4], '-inf', now)
  call('ZREMRANGEBYSCORE', KEYS[5], '-inf', now)
end
local day = math.floor((now + 28800000) / 86400000)
local function madeToday()
  local at, count = string.match(call('GET', KEYS[6]) or '', '(%d+) (%d+)')
  return tonumber(at) == day and tonumber(count) or 0
end
`;

const RESERVE = `local function reserve(list, id, restMs, maxCodes, perDay, reservationMs)
  if call('ZCARD', KEYS[1]) + call('ZCARD', KEYS[4]) + call('ZCARD', KEYS[5]) >= maxCodes then
    local soonest = math.huge
    for key, wait in pairs({ [KEYS[1]] = restMs, [KEYS[4]] = 0, [KEYS[5]] = 0 }) do
      local head = call('ZRANGEBYSCORE', key, '(' .. now - wait, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
      if head[1] then soonest = math.min(soonest, head[2] + wait) end
    end
    return 'exhausted ' .. (soonest < math.huge and soonest or now)
  end
  local count = madeToday()
  if count >= perDay then return 'quota ' .. (day + 1) * 86400000 - 28800000 end
  call('SET', KEYS[6], day .. ' ' .. count + 1, 'PX', 172800000)
  call('ZADD', list, now + reservationMs, id)
  call('PEXPIRE', list, 2 * reservationMs)
  return 'reserved ' .. now .. ' ' .. count + 1
end
`;

/** Keys: codes, records. Arguments: lease id, lease, whether a scan releases it, rest, single use. */
export const ACQUIRE = rawRedisScript(`${CLOCK}${TAKE}
return take(ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5])`);

/** All keys. Further arguments: the usual lease, most codes, most a day, life of a reservation. */
export const ACQUIRE_OR_RESERVE = rawRedisScript(`${CLOCK}${TAKE}${TIDY}${RESERVE}
local taken = take(ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5])
if taken then return taken end
if call('ZSCORE', KEYS[4], ARGV[1]) then return 'reserved ' .. now .. ' ' .. madeToday() end
tidy(tonumber(ARGV[6]), ARGV[4], ARGV[5])
return reserve(KEYS[4], ARGV[1], ARGV[4], tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9]))`);

/** All keys. Arguments: id, stock, most at once, the usual lease, rest, single use, most codes, most a day, life of a reservation. */
export const RESERVE_FOR_STOCK = rawRedisScript(`${CLOCK}${TIDY}${RESERVE}
tidy(tonumber(ARGV[4]), ARGV[5], ARGV[6])
if call('ZSCORE', KEYS[5], ARGV[1]) then return 'reserved ' .. now .. ' ' .. madeToday() end
local stocking = call('ZCARD', KEYS[5])
if call('ZCOUNT', KEYS[1], '-inf', now - ARGV[5]) + stocking >= tonumber(ARGV[2]) then
  return stocking > 0 and 'busy' or 'enough'
end
if stocking >= tonumber(ARGV[3]) then return 'busy' end
return reserve(KEYS[5], ARGV[1], ARGV[5], tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9]))`);

/** All keys. Arguments: reservation, scene, end, content and ticket, lease id or nothing, lease, whether a scan releases it. */
export const ADD = rawRedisScript(`${CLOCK}
local scene, id = ARGV[2], ARGV[5]
call('ZREM', KEYS[4], ARGV[1])
call('ZREM', KEYS[5], ARGV[1])
local present = call('HGET', KEYS[2], '#' .. id)
if call('HEXISTS', KEYS[2], scene) == 1 then return present and sub(present, 25) == scene and present end
local used, lease = now - ${LONGEST_LIFE_MS}, false
call('HSET', KEYS[2], scene, ARGV[3] .. ' ' .. ARGV[4])
if id ~= '' and not present then
  used = now + ARGV[6]
  lease = used .. ARGV[6] .. ARGV[7] .. scene
  call('HSET', KEYS[2], '#' .. id, lease, '@' .. scene, id)
end
call('ZADD', KEYS[1], used, scene)
call('ZADD', KEYS[3], ARGV[3], scene)
local keep = ARGV[3] - now + 86400000
for number = 1, 3 do
  if call('PTTL', KEYS[number]) < keep then call('PEXPIRE', KEYS[number], keep) end
end
return lease`);

/** Keys: making, stocking. Arguments: reservation. */
export const CANCEL = rawRedisScript(`redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])`);

/** Keys: codes, records. Arguments: scene, lease id, single use. */
export const RELEASE = rawRedisScript(`${CLOCK}
local lease = call('HGET', KEYS[2], '#' .. ARGV[2])
if not lease or sub(lease, 25) ~= ARGV[1] or tonumber(sub(lease, 1, 13)) <= now then return 0 end
call('HDEL', KEYS[2], '#' .. ARGV[2], '@' .. ARGV[1])
if ARGV[3] == '1' then call('ZREM', KEYS[1], ARGV[1]) else call('ZADD', KEYS[1], 'XX', stamp, ARGV[1]) end
return 1`);

/** Keys: codes, records. Arguments: scene. */
export const FIND = rawRedisScript(`${CLOCK}
local found = call('HMGET', KEYS[2], ARGV[1], '@' .. ARGV[1])
if not found[1] or tonumber(sub(found[1], 1, 13)) <= now then return false end
local used = call('ZSCORE', KEYS[1], ARGV[1]) or ''
if not found[2] then return { stamp, found[1], used } end
return { stamp, found[1], used, found[2], call('HGET', KEYS[2], '#' .. found[2]) }`);

/** All keys. Arguments: the usual lease, rest, single use. */
export const COUNT = rawRedisScript(`${CLOCK}${TIDY}
tidy(tonumber(ARGV[1]), ARGV[2], ARGV[3])
local free, leased = call('ZCOUNT', KEYS[1], '-inf', now - ARGV[2]), call('ZCOUNT', KEYS[1], '(' .. stamp, '+inf')
return { free, leased, call('ZCARD', KEYS[1]) - free - leased, madeToday() }`);

/** Keys: codes, records, ends. */
export const CLEAR = rawRedisScript("redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[3])");
