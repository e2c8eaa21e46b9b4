import type { RedisConnection, RedisScript } from '../redis/redis.connection.js';
import { redisScript } from '../redis/redis.script.js';
import {
  ConversationStore,
  type ConversationChange,
  type ConversationClaim,
  type ConversationKey,
  type StoredConversation,
} from './conversation.store.js';

/*
 * One hash per person: session (JSON), question (its end, a blank, its topic), version and message (claim and message of the
 * run that saved them), found.session and found.question (what that run found). A second key holds the claim whose turn it
 * is, and ends with its lease.
 */

const CONVERSATION = `
local key, turn = KEYS[1], KEYS[2]
local session, question, version, message, foundSession, foundQuestion = unpack(
  redis.call('HMGET', key, 'session', 'question', 'version', 'message', 'found.session', 'found.question'))
local function put(name, value)
  if value then redis.call('HSET', key, name, value) else redis.call('HDEL', key, name) end
end
local function endOf(asked)
  return tonumber(string.match(asked or '', '^%d+') or 0)
end
local function topicOf(asked)
  return endOf(asked) > now and string.match(asked, '^%d+ (.*)$')
end
`;

const PEEK = redisScript(`${CONVERSATION}
if message == ARGV[1] then question = foundQuestion end
return topicOf(question)`);

const TURN = `${CONVERSATION}
local holder = redis.call('GET', turn)
`;

/** The key never goes in between, and with it its end. Whoever found what is taken back may not save. */
const OPEN = redisScript(`${TURN}
if holder and holder ~= ARGV[1] then return false end
redis.call('SET', turn, ARGV[1], 'PX', ARGV[3])
if message == ARGV[2] then
  session, question, version = foundSession, foundQuestion, 'before ' .. ARGV[1]
  redis.call('HSET', key, 'version', version)
  put('session', session)
  put('question', question)
  redis.call('HDEL', key, 'message', 'found.session', 'found.question')
end
return { session, topicOf(question), version or '' }`);

const RENEW = redisScript(`${TURN}
if holder == ARGV[1] then redis.call('PEXPIRE', turn, ARGV[2]) end`);

const SAVE = redisScript(`${TURN}
if version == ARGV[1] then return 1 end
if holder and holder ~= ARGV[1] or version and version ~= ARGV[3] then return 0 end
redis.call('HSET', key, 'version', ARGV[1], 'message', ARGV[2])
put('found.session', session)
put('found.question', question)
if ARGV[6] == 'none' then question = false end
if ARGV[6] == 'ask' then question = text(now + ARGV[8]) .. ' ' .. ARGV[7] end
put('session', ARGV[4] ~= '' and ARGV[4])
put('question', question)
redis.call('PEXPIRE', key, text(math.max(ARGV[5], endOf(question) - now)))
redis.call('DEL', turn)
return 1`);

const CLOSE = redisScript(`${TURN}
if holder == ARGV[1] then redis.call('DEL', turn) end`);

/** Keeps conversations in Redis, for every process that uses the same prefix: two keys for each person, in a slot of their own. */
export class RedisConversationStore extends ConversationStore {
  constructor(
    private readonly redis: RedisConnection,
    private readonly prefix: string,
  ) {
    super();
  }

  async peek(key: ConversationKey, messageId: string): Promise<string | undefined> {
    return ((await this.run(PEEK, key, messageId)) as string | null) ?? undefined;
  }

  async open(
    key: ConversationKey,
    { claimId, messageId }: ConversationClaim,
    leaseMs: number,
  ): Promise<StoredConversation | undefined> {
    const answer = await this.run(OPEN, key, claimId, messageId, Math.ceil(leaseMs));
    if (answer === null) return undefined;
    const [session, topic, version] = answer as [string | null, string | null, string];
    return { session: session ?? undefined, topic: topic ?? undefined, version };
  }

  async renew(key: ConversationKey, { claimId }: ConversationClaim, leaseMs: number): Promise<void> {
    await this.run(RENEW, key, claimId, Math.ceil(leaseMs));
  }

  async save(
    key: ConversationKey,
    { claimId, messageId }: ConversationClaim,
    version: string,
    { session = '', question, lifeMs }: ConversationChange,
  ): Promise<boolean> {
    const args = [claimId, messageId, version, session, Math.ceil(lifeMs), ...toArguments(question)];
    return (await this.run(SAVE, key, ...args)) === 1;
  }

  async close(key: ConversationKey, { claimId }: ConversationClaim): Promise<void> {
    await this.run(CLOSE, key, claimId);
  }

  private run(script: RedisScript, { appId, openId }: ConversationKey, ...args: (string | number)[]): Promise<unknown> {
    const name = `${this.prefix}:{${appId}:${openId}}:conversation`;
    return this.redis.run(script, [name, `${name}:turn`], args);
  }
}

function toArguments(question: ConversationChange['question']): (string | number)[] {
  if (question === undefined) return ['keep'];
  return question === null ? ['none'] : ['ask', question.topic, Math.ceil(question.lifeMs)];
}
