import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { Redis } from 'ioredis';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { fakeTime, startWorker, type Worker, type WorkerOptions } from '../support/processes.js';
import { startRedis, type RedisServer } from '../support/redis/server.js';
import { countCalls } from '../support/sandbox.js';

interface Answers {
  readonly values: readonly string[];
  readonly errors: readonly string[];
}

const STABLE = '/cgi-bin/stable_token';
const CLASSIC = '/cgi-bin/token';

let redis: RedisServer;
let sandbox: WechatSandbox;

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());
beforeEach(async () => {
  sandbox = await WechatSandbox.start({ accounts: [{}, { appId: 'wxshop' }] });
  const client = new Redis(redis.url);
  await client.flushall();
  await client.quit();
});
afterEach(() => sandbox.stop());

async function startInstance(options: object = {}, workerOptions: WorkerOptions = {}): Promise<Worker> {
  const all = { ...sandbox.credentials(), redis: redis.url, timeoutMs: 3000, ...options };
  const worker = await startWorker(
    new URL('account.worker.mjs', import.meta.url),
    [JSON.stringify(all)],
    workerOptions,
  );
  onTestFinished(async () => void (await worker.kill()));
  return worker;
}

function startInstances(count: number, options: object = {}): Promise<Worker[]> {
  return Promise.all(Array.from({ length: count }, () => startInstance(options)));
}

async function askAll(workers: readonly Worker[], message: object): Promise<Answers> {
  const answers = await Promise.all(workers.map(worker => worker.request<Answers>(message)));
  return {
    values: [...new Set(answers.flatMap(({ values }) => values))],
    errors: [...new Set(answers.flatMap(({ errors }) => errors))],
  };
}

describe.each([
  ['stable', STABLE],
  ['classic', CLASSIC],
])('8 processes with %s tokens', (source, path) => {
  const options = { accessToken: { source } };

  test('get one token by one request, and one more when all report it dead', { timeout: 60_000 }, async () => {
    const workers = await startInstances(8, options);
    const first = await askAll(workers, { action: 'get', callers: 200 });
    expect(first).toEqual({ values: [expect.any(String)], errors: [] });
    expect(countCalls(sandbox, path)).toBe(1);

    const [dead = ''] = first.values;
    sandbox.fault.rejectTokens({ token: dead });
    const second = await askAll(workers, { action: 'report', callers: 200, token: dead });
    expect(second).toEqual({ values: [expect.any(String)], errors: [] });
    expect(second.values).not.toEqual(first.values);
    expect(countCalls(sandbox, path)).toBe(2);

    // A late report of the old token drops nothing.
    expect(await askAll(workers, { action: 'report', callers: 50, token: dead })).toEqual(second);
    expect(countCalls(sandbox, path)).toBe(2);
  });

  test('replace a token once, however many want it', { timeout: 60_000 }, async () => {
    const workers = await startInstances(4, options);
    const first = await askAll(workers, { action: 'get' });
    const second = await askAll(workers, { action: 'refresh', callers: 50 });
    expect(second.errors).toEqual([]);
    expect(second.values).not.toContain(first.values[0]);
    expect(second.values).toHaveLength(1);
    expect(countCalls(sandbox, path)).toBe(2);
  });

  test('recover calls by themselves when WeChat ends the token', { timeout: 60_000 }, async () => {
    const workers = await startInstances(4, options);
    const [token = ''] = (await askAll(workers, { action: 'get' })).values;
    sandbox.fault.rejectTokens({ token });
    expect(await askAll(workers, { action: 'call', callers: 20 })).toEqual({ values: [0], errors: [] });
    expect(countCalls(sandbox, path)).toBe(2);
  });
});

describe('a process that holds the lock', () => {
  test(
    'and is killed leaves the others with a token within its lease, by one more request',
    { timeout: 60_000 },
    async () => {
      const [doomed, ...others] = await startInstances(4, { timeoutMs: 1000 });
      sandbox.fault.hold(CLASSIC);
      const gate = sandbox.fault.hold(STABLE, 1);
      doomed?.send({ action: 'get' });
      await gate.held();
      const waiting = askAll(others, { action: 'get', callers: 20 });
      await doomed?.kill();
      const answers = await waiting;
      expect(answers).toEqual({ values: [expect.any(String)], errors: [] });
      expect(countCalls(sandbox, STABLE)).toBe(2);
    },
  );

  test.each([
    ['older', false],
    ['newer', true],
  ])(
    'and is paused cannot overwrite the token of another when it wakes, although its own is %s',
    async (_, newest) => {
      const options = { accessToken: { source: 'classic' }, timeoutMs: 1000 };
      const [slow, other] = await startInstances(2, options);
      if (slow === undefined || other === undefined) throw new Error('There are no workers.');
      if (newest) sandbox.fault.hold(CLASSIC, 1);
      else sandbox.fault.delay(300, { path: CLASSIC, times: 1 });
      const late = slow.request<Answers>({ action: 'get' });
      await expect.poll(() => countCalls(sandbox, CLASSIC)).toBe(1);
      slow.pause();
      const [stored = ''] = (await other.request<Answers>({ action: 'get' })).values;
      sandbox.fault.clear(CLASSIC);
      await expect.poll(() => sandbox.account().accessTokens.list()).toHaveLength(2);
      slow.resume();
      await late;
      const redisClient = new Redis(redis.url);
      onTestFinished(async () => void (await redisClient.quit()));
      expect(await redisClient.hget(`wechat:{${sandbox.account().appId}}:token:classic`, 'v')).toBe(stored);
      expect(await askAll([slow, other], { action: 'call', callers: 5 })).toEqual({ values: [0], errors: [] });
      // WeChat's overlap ends, and with it the older one of the two tokens.
      sandbox.clock.advance(300_000);
      expect(await askAll([slow, other], { action: 'call', callers: 5 })).toEqual({ values: [0], errors: [] });
    },
    60_000,
  );
});

test('two accounts and two prefixes on one Redis do not meet', { timeout: 60_000 }, async () => {
  const [one, two, shop] = await Promise.all([
    startInstance(),
    startInstance({ keyPrefix: 'other' }),
    startInstance(sandbox.credentials('wxshop')),
  ]);
  const { values } = await askAll([one, two, shop], { action: 'get', callers: 20 });
  // WeChat gives both prefixes of one account the same stable token, asked for twice.
  expect(new Set(values).size).toBe(2);
  expect(countCalls(sandbox, STABLE)).toBe(3);
  const [dead = ''] = (await shop.request<Answers>({ action: 'get' })).values;
  await askAll([one, two], { action: 'report', token: dead });
  expect((await shop.request<Answers>({ action: 'get' })).values).toEqual([dead]);
  expect(countCalls(sandbox, STABLE)).toBe(3);
});

test.each(['-10m', '+10m'])('a process whose clock is off by %s does no harm', { timeout: 60_000 }, async offset => {
  const right = await startInstance();
  const wrong = await startInstance({}, { env: fakeTime(offset) });
  const first = await askAll([wrong, right], { action: 'get', callers: 10 });
  expect(first).toEqual({ values: [expect.any(String)], errors: [] });
  expect(countCalls(sandbox, STABLE)).toBe(1);
  const [dead = ''] = first.values;
  sandbox.fault.rejectTokens({ token: dead });
  expect((await askAll([wrong, right], { action: 'report', token: dead })).errors).toEqual([]);
  expect(countCalls(sandbox, STABLE)).toBe(2);
});

test('tickets are one for all as well', { timeout: 60_000 }, async () => {
  const workers = await startInstances(4);
  expect(await askAll(workers, { action: 'ticket', callers: 50 })).toEqual({
    values: [expect.any(String)],
    errors: [],
  });
  expect(countCalls(sandbox, '/cgi-bin/ticket/getticket')).toBe(1);
  expect(countCalls(sandbox, STABLE)).toBe(1);
});
