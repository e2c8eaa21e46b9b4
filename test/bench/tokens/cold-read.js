/**
 * Times reading a credential from Redis, past a process's copy and the sharing of requests, and a bare GET of the same
 * value by turns: `node cold-read.js <url of Redis>`. Reports what one took of both, for every round, and the commands
 * that a read sends.
 */
import { Redis } from 'ioredis';
import { RedisCredentialStore } from '../../../dist/credentials/redis-credential.store.js';
import { RedisConnection } from '../../../dist/redis/redis.connection.js';
import { timeByTurns } from '../in-process/by-turns.js';
import { newAccount } from './sdks/sdk.js';

const AT_ONCE = 50;
const BATCHES = 10;

const [url] = process.argv.slice(2);
const redis = new Redis(url);
const store = new RedisCredentialStore(new RedisConnection(redis), 'wechat');
const key = `{${newAccount().appId}}:token:stable`;
const bareKey = `wechat:${key}:bare`;
const value = `84_${'x'.repeat(134)}`;
await writeCredential();
await redis.set(bareKey, value);

const contestants = { ours: () => store.read(key), bare: () => redis.get(bareKey) };
const [credential, bareValue] = await Promise.all([contestants.ours(), contestants.bare()]);
if (credential.value !== value || bareValue !== value) throw new Error('What is read is not what was written.');
const commands = await countCommands(contestants.ours);
const rounds = await timeByTurns(contestants, {
  calls: AT_ONCE * BATCHES,
  warmUpTurns: 20,
  turnsPerSecond: 60,
  prepare: () => BATCHES,
  play: readMany,
});
process.send({ rounds, commands });

async function readMany(read, batches) {
  for (let batch = 0; batch < batches; batch++) await Promise.all(Array.from({ length: AT_ONCE }, read));
}

async function writeCredential() {
  const refresher = { id: 'bench', leaseMs: 5000 };
  const { fence } = await store.acquire(key, refresher);
  await store.write(key, refresher, fence, { value, expiresInMs: 7_200_000, refreshInMs: 6_900_000 });
}

/** The commands that one read sends, when Redis knows its script. */
async function countCommands(read) {
  const { sendCommand } = redis;
  let sent = 0;
  redis.sendCommand = (...args) => {
    sent++;
    return sendCommand.apply(redis, args);
  };
  await read();
  delete redis.sendCommand;
  return sent;
}
