import { redisScript } from '../redis/redis.script.js';

/*
 * One hash per message: first (when it came first), seen (its deliveries), ids (those that came last, the newest in the end),
 * claim, lease (its end), out (what came of it), way (p: a delivery gives the answer; c: customer service), sent (the claim
 * that was handed over). It stays for a minute after the last change.
 */

const RECORD = `
local key = KEYS[1]
local first, seen, ids, claim, lease, out, way, sent =
  unpack(redis.call('HMGET', key, 'first', 'seen', 'ids', 'claim', 'lease', 'out', 'way', 'sent'))
local function set(...)
  redis.call('HSET', key, ...)
  redis.call('PEXPIRE', key, 60000)
end
`;

/** A claim whose record is lost is written down again: ARGV are those of a MessageClaim. */
const RESTORE = `${RECORD}
if not first then
  claim = ARGV[1]
  set('first', text(now - ARGV[4]), 'seen', ARGV[3], 'ids', ARGV[2], 'claim', claim, 'lease', text(now))
end
`;

/** A delivery is counted once: it is looked for from the newest on, because repetitions without end push old ones out. */
export const ARRIVE = redisScript(`${RECORD}
if not first then
  set('first', text(now), 'seen', 1, 'ids', ARGV[1], 'claim', ARGV[2], 'lease', text(now + ARGV[3]))
  return { 'run', 1, '0' }
end
local known = {}
for id in string.gmatch(ids, '%S+') do known[#known + 1] = id end
local attempt
for position = #known, 1, -1 do
  if known[position] == ARGV[1] then attempt = seen - (#known - position) break end
end
if not attempt then
  attempt = seen + 1
  known[#known + 1] = ARGV[1]
  if #known > 8 then table.remove(known, 1) end
  set('seen', attempt, 'ids', table.concat(known, ' '))
end
local age = text(now - first)
if not out then
  if tonumber(lease) <= now then
    claim = ARGV[2]
    set('claim', claim, 'lease', text(now + ARGV[3]))
  end
  if claim == ARGV[2] then return { 'run', attempt, age } end
  return { way == 'c' and 'acknowledge' or 'wait', attempt, age }
end
if way == 'c' then return { 'acknowledge', attempt, age } end
if not way then set('way', 'p') end
return { 'answer', attempt, age, out }`);

export const RENEW = redisScript(`${RESTORE}
if claim ~= ARGV[1] then return 0 end
set('lease', text(now + ARGV[5]))
return 1`);

export const SETTLE = redisScript(`${RESTORE}
if claim ~= ARGV[1] then return 'lost' end
if not out then set('out', ARGV[5]) end
if way == 'c' then return 'customer-service' end
if ARGV[6] ~= '1' then return 'kept' end
set('way', 'p')
return 'answer'`);

export const ACKNOWLEDGE = redisScript(`${RECORD}
if not first or way == 'c' then return false end
set('way', out and 'p' or 'c')
return out`);

export const HAND_OVER = redisScript(`${RECORD}
if sent == ARGV[1] then return 1 end
if claim ~= ARGV[1] or not out or way then return 0 end
set('way', 'c', 'sent', claim)
return 1`);
