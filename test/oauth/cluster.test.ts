import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { OAuthService } from 'nestjs-wechat';
import { WechatSandbox, type Follower } from 'nestjs-wechat/sandbox';
import { createAccount } from '../support/account.js';
import { getCode } from '../support/oauth.js';
import { fakeTime, startWorker, type Worker } from '../support/processes.js';
import { startRedis, type RedisServer } from '../support/redis/server.js';
import { callsOf, countCalls } from '../support/sandbox.js';

interface Answers {
  readonly values: readonly string[];
  readonly errors: readonly string[];
}

const EXCHANGE = '/sns/oauth2/access_token';
const REFRESH = '/sns/oauth2/refresh_token';
const SESSION = '/sns/jscode2session';
const PROCESSES = 8;

let redis: RedisServer;
let client: Redis;
let sandbox: WechatSandbox;
let oauth: OAuthService;
let alice: Follower;

let workers: readonly Worker[];

beforeAll(async () => {
  redis = await startRedis();
  client = new Redis(redis.url);
  sandbox = await WechatSandbox.start({ accounts: [{}, { appId: 'wxgame', type: 'mini-program' }] });
  oauth = createAccount(sandbox).oauth;
  workers = await Promise.all(Array.from({ length: PROCESSES }, () => startInstance()));
}, 120_000);
afterAll(async () => {
  await Promise.all(workers.map(worker => worker.kill()));
  client.disconnect();
  await Promise.all([redis.stop(), sandbox.stop()]);
});
beforeEach(() => {
  alice = sandbox.follower({ nickname: 'Alice' });
});
afterEach(() => sandbox.fault.clear());

function startInstance(options: object = {}, env: Record<string, string> = {}): Promise<Worker> {
  const common = { token: undefined, redis: redis.url, timeoutMs: 3000, ...options };
  const accounts = [
    { ...sandbox.credentials(), ...common },
    { ...sandbox.credentials('wxgame'), ...common },
  ];
  return startWorker(new URL('oauth.worker.mjs', import.meta.url), [JSON.stringify(accounts)], { env });
}

/** Instances for one test. */
async function startInstances(count: number, options: object = {}): Promise<Worker[]> {
  const started = await Promise.all(Array.from({ length: count }, () => startInstance(options)));
  onTestFinished(async () => void (await Promise.all(started.map(worker => worker.kill()))));
  return started;
}

/** Counts the calls of a path from now on. */
function counter(path: string): () => number {
  const before = countCalls(sandbox, path);
  return () => countCalls(sandbox, path) - before;
}

async function askAll(message: object, asked = workers): Promise<Answers> {
  const answers = await Promise.all(asked.map(worker => worker.request<Answers>(message)));
  return {
    values: [...new Set(answers.flatMap(({ values }) => values))],
    errors: [...new Set(answers.flatMap(({ errors }) => errors))],
  };
}

const identity = () => JSON.stringify({ openId: alice.openId, scope: ['snsapi_base'], isSnapshotUser: false });

describe('8 processes', () => {
  test('with one code at once, and again a minute later, are one request and one answer', async () => {
    const exchanges = counter(EXCHANGE);
    const code = await getCode(oauth, alice);
    const message = { call: 'exchange', code, callers: 5 };
    expect(await askAll(message)).toEqual({ values: [identity()], errors: [] });
    // A minute later: WeChat's clock goes on, and so does the life of what Redis keeps.
    sandbox.clock.advance(60_000);
    const key = keyOf(code, 'code');
    const left = await client.pttl(key);
    expect(left).toBeGreaterThan(240_000);
    expect(left).toBeLessThanOrEqual(300_000);
    await client.pexpire(key, left - 60_000);
    expect(await askAll(message)).toEqual({ values: [identity()], errors: [] });
    expect(exchanges()).toBe(1);
  });

  test('with a code that is of no use are one request and one error', async () => {
    const exchanges = counter(EXCHANGE);
    const { values, errors } = await askAll({ call: 'exchange', code: 'made-up', callers: 5 });
    expect(values).toEqual([]);
    expect(errors).toHaveLength(1);
    expect(JSON.parse(String(errors[0]))).toMatchObject({
      name: 'WechatOAuthError',
      remedy: 'authorize-again',
      errcode: 40029,
    });
    expect(exchanges()).toBe(1);
  });

  test('with one code of a mini program are one request and one session', async () => {
    const sessions = counter(SESSION);
    const code = await alice.loginMiniProgram('wxgame');
    const answers = await askAll({ call: 'code2Session', code, callers: 5 });
    expect(answers).toEqual({ values: [expect.stringContaining(alice.at('wxgame').openId)], errors: [] });
    expect(sessions()).toBe(1);
  });

  test('renew a token once, and all use the new one', async () => {
    const refreshes = counter(REFRESH);
    const { openId } = alice;
    await askAll({ call: 'exchange', code: await getCode(oauth, alice, 'snsapi_userinfo') });
    sandbox.clock.advance(7_200_000);
    const users = await askAll({ call: 'getUser', openId, callers: 5 });
    expect(users).toEqual({ values: [expect.stringContaining('"nickname":"Alice"')], errors: [] });
    expect(refreshes()).toBe(1);
    const tokens = await askAll({ call: 'getAccessToken', openId, callers: 5 });
    expect(tokens).toEqual({ values: [expect.any(String)], errors: [] });
    expect(refreshes()).toBe(1);

    await alice.revoke();
    const { values, errors } = await askAll({ call: 'refresh', openId, callers: 5 });
    expect(values).toEqual([]);
    for (const error of errors) expect(error).toContain('authorize-again');
    expect(refreshes()).toBe(2);
  });
});

describe('a process that exchanges a code', () => {
  test('and is killed leaves it to the others, after its lease', { timeout: 60_000 }, async () => {
    const exchanges = counter(EXCHANGE);
    const [doomed, ...others] = await startInstances(3, { timeoutMs: 1000 });
    const code = await getCode(oauth, alice);
    // WeChat has not seen to the code yet.
    const gate = sandbox.fault.hold(EXCHANGE, 1);
    doomed?.send({ call: 'exchange', code });
    await gate.held();
    const answers = askAll({ call: 'exchange', code, callers: 5 }, others);
    await doomed?.kill();
    expect(await answers).toEqual({ values: [identity()], errors: [] });
    expect(exchanges()).toBe(2);
    gate.release();
  });

  test('and is killed after WeChat did leaves a typed error', { timeout: 60_000 }, async () => {
    const exchanges = counter(EXCHANGE);
    const [doomed, other] = (await startInstances(2, { timeoutMs: 1000 })) as [Worker, Worker];
    const code = await getCode(oauth, alice);
    sandbox.fault.delay(200, { path: EXCHANGE, times: 1 });
    doomed.send({ call: 'exchange', code });
    await expect.poll(exchanges).toBe(1);
    doomed.pause();
    await expect.poll(() => callsOf(sandbox, EXCHANGE).at(-1)?.errcode).toBe(0);
    await doomed.kill();
    const { errors } = await other.request<Answers>({ call: 'exchange', code });
    expect(JSON.parse(String(errors[0]))).toMatchObject({ remedy: 'authorize-again', errcode: 40163 });
  });

  test('and is paused beyond its lease gets the answer of the one who went on', { timeout: 60_000 }, async () => {
    const exchanges = counter(EXCHANGE);
    const [slow, other] = (await startInstances(2, { timeoutMs: 60_000 })) as [Worker, Worker];
    const code = await getCode(oauth, alice);
    sandbox.fault.delay(200, { path: EXCHANGE, times: 1 });
    const late = slow.request<Answers>({ call: 'exchange', code });
    await expect.poll(exchanges).toBe(1);
    slow.pause();
    await expect.poll(() => callsOf(sandbox, EXCHANGE).at(-1)?.errcode).toBe(0);
    await client.del(keyOf(code, 'code'));
    const { errors } = await other.request<Answers>({ call: 'exchange', code });
    expect(errors[0]).toContain('40163');
    slow.resume();
    expect(await late).toEqual({ values: [], errors });
  });
});

test.each(['-10m', '+10m'])('a process whose clock is off by %s does as others do', async offset => {
  const exchanges = counter(EXCHANGE);
  const wrong = await startInstance({}, fakeTime(offset));
  onTestFinished(async () => void (await wrong.kill()));
  const code = await getCode(oauth, alice, 'snsapi_userinfo');
  const both = [wrong, ...workers.slice(0, 1)];
  for (const worker of both) {
    expect(await worker.request<Answers>({ call: 'exchange', code })).toMatchObject({ errors: [] });
  }
  for (const ahead of [0, 7_000_000, 7_200_000]) {
    sandbox.clock.advance(ahead);
    const users = await askAll({ call: 'getUser', openId: alice.openId, callers: 5 }, both);
    expect(users).toEqual({ values: [expect.stringContaining('Alice')], errors: [] });
  }
  expect(exchanges()).toBe(1);
});

test('Redis holds no code, and no token but in the record of its person', async () => {
  await client.flushall();
  const code = await getCode(oauth, alice);
  await askAll({ call: 'exchange', code });
  const keys = (await client.keys('*')).toSorted((a, b) => a.localeCompare(b));
  expect(keys).toHaveLength(2);
  expect(keys).toContain(keyOf(code, 'code'));
  expect(keys).toContain(`wechat:{${sandbox.account().appId}:${alice.openId}}:oauth:tokens`);
  const answer = callsOf(sandbox, EXCHANGE).at(-1)?.response as { readonly access_token: string } | undefined;
  const kept = await client.get(keyOf(code, 'code'));
  expect(kept).toContain(alice.openId);
  expect(kept).not.toContain(String(answer?.access_token));
  for (const key of keys) {
    expect(`${key} ${await client.get(key)}`).not.toContain(code);
    expect(await client.pttl(key)).toBeGreaterThan(0);
  }
});

function keyOf(code: string, kind: string): string {
  return `wechat:{${sandbox.account().appId}:${createHash('sha256').update(code).digest('hex')}}:oauth:${kind}`;
}
