/**
 * Times leasing and giving back a code of a warm pool in Redis, once with few codes and once with many, and two bare
 * commands by turns: `node pool.js <url of Redis>`. Reports what each pair took, for every round, and the commands that a
 * pair of ours sends.
 */
import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { QrcodePoolService } from '../../../dist/qrcode/qrcode-pool.service.js';
import { QrcodeService } from '../../../dist/qrcode/qrcode.service.js';
import { RedisQrcodePoolStore } from '../../../dist/qrcode/pool/redis-qrcode-pool.store.js';
import { RedisConnection } from '../../../dist/redis/redis.connection.js';
import { AccountTelemetry } from '../../../dist/telemetry/account-telemetry.js';
import { Telemetry } from '../../../dist/telemetry/telemetry.js';
import { WechatEvents } from '../../../dist/telemetry/wechat-events.js';
import { resolveOptions } from '../../../dist/wechat.options-resolver.js';
import { timeByTurns } from '../in-process/by-turns.js';
import { newAccount } from '../tokens/sdks/sdk.js';

const AT_ONCE = 50;
const BATCHES = 5;
const FEW = 100;
const MANY = 100_000;
const LIFE_MS = 86_400_000;

const [url] = process.argv.slice(2);
const redis = new Redis(url);
const store = new RedisQrcodePoolStore(new RedisConnection(redis), 'wechat');
const contestants = { few: await createPool(FEW), many: await createPool(MANY), bare: await createList(FEW) };
const commands = await countCommands(contestants.few);
const rounds = await timeByTurns(contestants, {
  calls: AT_ONCE * BATCHES,
  warmUpTurns: 40,
  turnsPerSecond: 40,
  prepare: () => BATCHES,
  play: leaseMany,
});
process.send({ rounds, commands, few: FEW, many: MANY });

async function leaseMany(pair, batches) {
  for (let batch = 0; batch < batches; batch++) await Promise.all(Array.from({ length: AT_ONCE }, pair));
}

/** A pool whose stock nobody looks after: it is warm. */
async function createPool(codes) {
  const { appId } = newAccount();
  const qrcodePool = { restSeconds: 0, clockToleranceSeconds: 0, maxCodes: codes, stock: 0, dailyQuota: codes + 1001 };
  const { qrcodePool: settings, hosts } = resolveOptions({ appId, qrcodePool }, 'default');
  // WeChat is never asked.
  const qrcodes = new QrcodeService(undefined, hosts.mp);
  const telemetry = new AccountTelemetry(new Telemetry(new WechatEvents()), { account: 'default', appId });
  const pool = new QrcodePoolService({ appId, account: 'default', qrcodes, store, settings, telemetry });
  for (let made = 0; made < codes; made += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, () => addCode(`{${appId}}`)));
  }
  const { free } = await pool.stats();
  if (free !== codes) throw new Error(`The pool has ${free} free codes, not ${codes}.`);
  return async () => {
    if (!(await pool.release(await pool.acquire()))) throw new Error('A code was not released.');
  };
}

async function addCode(pool) {
  const sceneId = `pool_${randomUUID()}`;
  const code = {
    sceneId,
    ticket: 'x'.repeat(96),
    url: `http://weixin.qq.com/q/${'x'.repeat(36)}`,
    expiresAt: Date.now() + LIFE_MS,
  };
  await store.add(pool, sceneId, code);
}

/** What a pool without leases would be. */
async function createList(codes) {
  const key = `wechat:{${newAccount().appId}}:list`;
  await redis.rpush(key, ...Array.from({ length: codes }, () => `pool_${randomUUID()}`));
  return async () => {
    await redis.rpush(key, await redis.lpop(key));
  };
}

/** The commands that one pair sends, when Redis knows its scripts. */
async function countCommands(pair) {
  await pair();
  const { sendCommand } = redis;
  let sent = 0;
  redis.sendCommand = (...args) => {
    sent++;
    return sendCommand.apply(redis, args);
  };
  await pair();
  delete redis.sendCommand;
  return sent;
}
