import { Child } from '../child.js';
import { summarize } from '../statistics.js';
import { contestants } from './contestants.js';
import { startRedis } from './redis-server.js';
import { startWechat } from './wechat-server.js';

const TIMEOUT_MS = 60_000;
const FRESH_COPY_TARGET = 1.5;
const COLD_READ_TARGET = 0.8;
const STORMS = [20, 1000];

/**
 * @typedef {object} Servers
 * @property {Awaited<ReturnType<typeof startWechat>>} wechat
 * @property {Partial<import('./redis-server.js').RedisServer> & { reason?: string }} redis or why there is none
 */

/**
 * Access tokens: from a process's copy, from Redis, and for many callers at once when there is none.
 *
 * @param {(line: string) => void} log
 */
export async function benchTokens(log) {
  const wechat = await startWechat();
  const redis = await attempt(startRedis);
  const servers = { wechat, redis };
  try {
    return {
      redisVersion: redis.version,
      freshCopy: await attempt(() => benchFreshCopy(servers, log)),
      coldRead: await attempt(() => benchColdRead(servers, log)),
      storms: await benchStorms(servers, log),
    };
  } finally {
    wechat.stop();
    await redis.stop?.();
  }
}

/** @param {Servers} servers */
async function benchFreshCopy({ wechat, redis }, log) {
  log('Access token from the copy: nestjs-wechat against co-wechat-api');
  const { rounds, io, calls, appIds } = await run('fresh-copy.js', [wechat.url, ...urlsOf(redis)]);
  return {
    ...compare(rounds, 'coWechatApi', FRESH_COPY_TARGET),
    io,
    calls,
    store: redis.url === undefined ? 'memory' : 'Redis',
    requests: { ours: wechat.requests(appIds.ours), coWechatApi: wechat.requests(appIds.coWechatApi) },
  };
}

/** @param {Servers} servers */
async function benchColdRead({ redis }, log) {
  if (redis.reason !== undefined) throw new Error(redis.reason);
  log('Access token from Redis: nestjs-wechat against a bare GET');
  const { rounds, commands } = await run('cold-read.js', [redis.url]);
  return { ...compare(rounds, 'bare', COLD_READ_TARGET), commands };
}

/** @param {Servers} servers */
async function benchStorms(servers, log) {
  const results = [];
  for (const callers of STORMS) {
    for (const contestant of contestants) {
      log(`Token storm of ${callers}: ${contestant.name}`);
      results.push({ contestant, callers, ...(await attempt(() => storm(servers, contestant, callers))) });
    }
  }
  return results;
}

/**
 * @param {Servers} servers
 * @param {import('./contestants.js').TokenContestant} contestant
 */
async function storm({ wechat, redis }, { sdk, redis: inRedis = false }, callers) {
  if (inRedis && redis.reason !== undefined) throw new Error(redis.reason);
  const args = [sdk, String(callers), wechat.url, ...(inRedis ? urlsOf(redis) : [])];
  const { appId, tokens, failed, error } = await run('storm.js', args);
  return { requests: wechat.requests(appId), tokens, failed, error };
}

/** @param {Servers['redis']} redis */
function urlsOf({ url }) {
  return url === undefined ? [] : [url];
}

/** Calls per second of ours and of a reference, and ours as a share of the reference's. */
function compare(rounds, reference, target) {
  return {
    ours: summarize(rounds.map(({ ours }) => 1e6 / ours.micros)),
    reference: summarize(rounds.map(round => 1e6 / round[reference].micros)),
    ratio: summarize(rounds.map(round => round[reference].micros / round.ours.micros)),
    cpuRatio: summarize(rounds.map(round => round[reference].cpuMicros / round.ours.cpuMicros)),
    target,
  };
}

/**
 * @template T
 * @param {() => Promise<T>} bench
 * @returns {Promise<Partial<T> & { reason?: string }>}
 */
async function attempt(bench) {
  try {
    return await bench();
  } catch (error) {
    return { reason: error.message };
  }
}

async function run(script, args) {
  const child = new Child(`tokens/${script}`, args);
  try {
    return await child.report(TIMEOUT_MS);
  } finally {
    await child.stop();
  }
}
