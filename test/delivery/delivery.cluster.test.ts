import { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { WechatSandbox, type Delivery, type Follower } from 'nestjs-wechat/sandbox';
import { startWorker, type Worker } from '../support/processes.js';
import { startCluster } from '../support/redis/cluster.js';
import { startRedis, type RedisServer } from '../support/redis/server.js';
import { startRoundRobin } from '../support/round-robin.js';

/** For eight processes to boot, and WeChat to ask four times. */
const TIMEOUT_MS = 120_000;

/** Counts the runs: not the Redis that the instances share, which some tests kill. */
let counting: RedisServer;
let runs: Redis;
beforeAll(async () => {
  counting = await startRedis();
  runs = new Redis(counting.url);
}, 60_000);
afterAll(async () => {
  runs.disconnect();
  await counting.stop();
});

interface Setup {
  readonly instances?: number;
  readonly attempts?: number;
  readonly options?: object;
  /** Of the Redis that they share. Default: the one that counts. */
  readonly redis?: unknown;
}

/** Instances behind a proxy that gives each delivery to another one. */
async function startInstances({ instances = 3, attempts = 3, options = {}, redis = counting.url }: Setup = {}) {
  const sandbox = await WechatSandbox.start({ delivery: { attempts } });
  onTestFinished(() => sandbox.stop());
  const all = JSON.stringify({ ...sandbox.credentials(), ...options });
  const workers = await Promise.all(
    Array.from({ length: instances }, async () => {
      const file = new URL('instance.worker.mjs', import.meta.url);
      const worker = await startWorker(file, [all, counting.url, JSON.stringify(redis)]);
      onTestFinished(async () => void (await worker.kill()));
      return worker;
    }),
  );
  const origins = await Promise.all(workers.map(worker => worker.request<string>({ action: 'origin' })));
  const { origin } = await startRoundRobin(origins);
  await sandbox.setCallback(`${origin}/wechat`);
  return { sandbox, workers };
}

async function meet(sandbox: WechatSandbox): Promise<Follower> {
  const follower = sandbox.follower();
  await follower.follow();
  return follower;
}

/** Says something that takes long; resolves with what became of it when the person has an answer, or WeChat has given up. */
async function ask(sandbox: WechatSandbox, follower: Follower, words: string) {
  await follower.say(words);
  const delivery = sandbox.deliveries.find(each => each.openId === follower.openId && each.message.includes(words));
  return { delivery: delivery as Delivery, runs: await runs.lrange(`runs:${words}`, 0, -1) };
}

/** What the person has been told, when all that may still come has come. */
async function toldAfter(follower: Follower, ms: number): Promise<unknown[]> {
  await sleep(ms);
  return follower.inbox.map(message => ('content' in message ? message.content : message.type));
}

/** By its process number. */
function runnerOf(workers: readonly Worker[], run = ''): Worker {
  const worker = workers.find(({ pid }) => String(pid) === run.split(' ')[0]);
  if (worker === undefined) throw new Error('Nobody runs it.');
  return worker;
}

async function untilItRuns(words: string): Promise<string> {
  for (;;) {
    const [run] = await runs.lrange(`runs:${words}`, 0, -1);
    if (run !== undefined) return run;
    await sleep(20);
  }
}

test.each([3, 4])(
  'each handler runs once, and each person sees one answer, whichever instance WeChat asks, %i times',
  { timeout: TIMEOUT_MS },
  async attempts => {
    const { sandbox } = await startInstances({ attempts, instances: 4 });
    await Promise.all(
      [0, 4, 7, 12, 20].map(async seconds => {
        const words = `wait ${seconds} with ${attempts}`;
        const follower = await meet(sandbox);
        const { delivery, runs: ran } = await ask(sandbox, follower, words);
        // WeChat asks after 0, 5 and 10 s; what takes longer than that comes by customer service.
        const isLate = seconds === 20;
        expect({ words, verdict: delivery.verdict }).toEqual({ words, verdict: isLate ? 'acknowledged' : 'replied' });
        expect(delivery.attempts).toHaveLength(seconds < 5 ? 1 : seconds < 10 ? 2 : 3);
        expect(await toldAfter(follower, isLate ? 8000 : 500)).toEqual([`${words} of ${follower.openId}`]);
        expect(ran).toHaveLength(1);
        expect(await runs.llen(`runs:${words}`)).toBe(1);
      }),
    );
  },
);

test('an instance that is killed is replaced by the next delivery', { timeout: TIMEOUT_MS }, async () => {
  const { sandbox, workers } = await startInstances();
  const follower = await meet(sandbox);
  const words = 'wait 4.5 killed';
  const asked = ask(sandbox, follower, words);
  await runnerOf(workers, await untilItRuns(words)).kill();
  const { delivery, runs: ran } = await asked;
  expect(delivery.verdict).toBe('replied');
  expect(ran).toHaveLength(2);
  expect(Number(ran[1]?.split(' ')[1])).toBeGreaterThan(1);
  expect(await toldAfter(follower, 1000)).toEqual([`${words} of ${follower.openId}`]);
});

test('an instance that is away for 10 s comes back to nothing to say', { timeout: TIMEOUT_MS }, async () => {
  const { sandbox, workers } = await startInstances();
  const follower = await meet(sandbox);
  const words = 'wait 2 paused';
  const asked = ask(sandbox, follower, words);
  const paused = runnerOf(workers, await untilItRuns(words));
  paused.pause();
  await sleep(10_000);
  paused.resume();
  const { delivery } = await asked;
  expect(delivery.verdict).toBe('replied');
  expect(await toldAfter(follower, 8000)).toEqual([`${words} of ${follower.openId}`]);
});

test('Redis that restarts in the middle changes nothing', { timeout: TIMEOUT_MS }, async () => {
  const shared = await startRedis({ args: ['--appendonly', 'yes', '--appendfsync', 'always'] });
  onTestFinished(() => shared.stop());
  const { sandbox } = await startInstances({ redis: shared.url });
  const words = [4, 7, 12].map(seconds => `wait ${seconds} restarted`);
  const answers = words.map(async said => {
    const follower = await meet(sandbox);
    const { delivery, runs: ran } = await ask(sandbox, follower, said);
    expect({ said, verdict: delivery.verdict }).toEqual({ said, verdict: 'replied' });
    expect(await toldAfter(follower, 1000)).toEqual([`${said} of ${follower.openId}`]);
    expect(ran).toHaveLength(1);
  });
  await Promise.all(words.map(untilItRuns));
  await shared.kill();
  await shared.restart();
  await Promise.all(answers);
});

test(
  'a Cluster that fails over may run it again, and the person sees one answer',
  { timeout: TIMEOUT_MS },
  async () => {
    const cluster = await startCluster();
    onTestFinished(() => cluster.stop());
    const { sandbox } = await startInstances({ redis: cluster.startupNodes });
    const follower = await meet(sandbox);
    const words = 'wait 8 failed over';
    const asked = ask(sandbox, follower, words);
    await untilItRuns(words);
    await cluster.killMasterOf(`wechat:{${sandbox.credentials().appId}:${follower.openId}}:x`);
    const { delivery } = await asked;
    expect(['replied', 'acknowledged']).toContain(delivery.verdict);
    expect(await toldAfter(follower, 12_000)).toEqual([`${words} of ${follower.openId}`]);
  },
);

test('a deferred answer comes by customer service', { timeout: TIMEOUT_MS }, async () => {
  const { sandbox } = await startInstances({ instances: 1 });
  const follower = await meet(sandbox);
  const { delivery } = await ask(sandbox, follower, 'defer');
  expect(delivery.attempts).toHaveLength(1);
  expect(delivery.verdict).toBe('acknowledged');
  expect(await toldAfter(follower, 1000)).toEqual([`deferred to ${follower.openId}`]);
});

test('an instance that is stopped brings its answers home', { timeout: TIMEOUT_MS }, async () => {
  const { sandbox, workers } = await startInstances({ instances: 1 });
  const follower = await meet(sandbox);
  const words = 'wait 2 stopped';
  const asked = ask(sandbox, follower, words);
  await untilItRuns(words);
  const end = workers[0]?.kill('SIGTERM');
  const { delivery, runs: ran } = await asked;
  await end;
  expect(delivery.verdict).toBe('replied');
  expect(ran).toHaveLength(1);
  expect(await toldAfter(follower, 500)).toEqual([`${words} of ${follower.openId}`]);
});
