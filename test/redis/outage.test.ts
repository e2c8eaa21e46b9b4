import { Cluster, Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { RedisCredentialStore } from '#lib/credentials/redis-credential.store';
import { RedisConnection, type RedisOption } from '#lib/redis/redis.connection';
import { rawRedisScript } from '#lib/redis/redis.script';
import { WechatStoreError, type WechatAccount } from 'nestjs-wechat';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { captureLogs, createAccount } from '../support/account.js';
import { startCluster } from '../support/redis/cluster.js';
import { startSentinel } from '../support/redis/sentinel.js';
import { startRedis, type RedisServer } from '../support/redis/server.js';
import { countCalls } from '../support/sandbox.js';

const STABLE = '/cgi-bin/stable_token';
const CLASSIC = '/cgi-bin/token';
const CALL = '/cgi-bin/getcallbackip';

let sandbox: WechatSandbox;
beforeEach(async () => {
  sandbox = await WechatSandbox.start();
});
afterEach(() => sandbox.stop());

/** An account over a Redis, with a connection of its own as another instance would have. */
function connect(redis: RedisOption, source: 'stable' | 'classic' = 'stable'): WechatAccount {
  const connection = new RedisConnection(redis);
  onTestFinished(() => connection.close());
  return createAccount(sandbox, { accessToken: { source } }, new RedisCredentialStore(connection, 'wechat'));
}

async function start(args: readonly string[] = []): Promise<RedisServer> {
  const server = await startRedis({ args });
  onTestFinished(() => server.stop());
  return server;
}

const within = <T>(ms: number, promise: Promise<T>): Promise<T> =>
  Promise.race([
    promise,
    new Promise<never>((_, reject) => setTimeout(() => reject(new Error(`Nothing came within ${ms} ms.`)), ms).unref()),
  ]);

describe.each([
  ['which keeps what it had', ['--appendonly', 'yes', '--appendfsync', 'always']],
  ['which forgets everything', []],
])('a Redis that is killed and comes back, %s', (_, args) => {
  test('lets callers go on with what they have, and is right afterwards', { timeout: 60_000 }, async () => {
    const logger = captureLogs();
    const server = await start(args);
    const [one, two] = [connect(server.url), connect(server.url)];
    const token = await one.tokens.getAccessToken();
    expect(await two.tokens.getAccessToken()).toBe(token);
    await server.kill();
    const during = await Promise.all(Array.from({ length: 100 }, () => one.tokens.getAccessToken()));
    expect(new Set(during)).toEqual(new Set([token]));
    // A process that knows nothing yet asks WeChat itself, which gives every process the same stable token.
    const cold = connect(server.url);
    expect(await within(5000, cold.tokens.getAccessToken())).toBe(token);
    logger.assertLogged({ level: 'warn', message: /does not answer; going on without it/ });

    await server.restart();
    const fresh = connect(server.url);
    expect(await within(5000, fresh.tokens.getAccessToken())).toBe(token);
    sandbox.fault.rejectTokens({ token });
    const answers = await Promise.all([one, two, cold, fresh].map(({ api }) => within(10_000, api.get(CALL))));
    expect(answers).toHaveLength(4);
    const tokens = await Promise.all([one, two, cold, fresh].map(account => account.tokens.getAccessToken()));
    expect(new Set(tokens).size).toBe(1);
    expect(sandbox.account().accessTokens.state(String(tokens[0]))).toBe('alive');
  });

  test('holds up nobody of those who call all the while', { timeout: 60_000 }, async () => {
    captureLogs();
    const server = await start(args);
    const first = connect(server.url);
    const accounts = [first, connect(server.url)];
    const stop = new AbortController();
    let calls = 0;
    const failures: unknown[] = [];
    const load = accounts.flatMap(({ api }) =>
      Array.from({ length: 10 }, async () => {
        while (!stop.signal.aborted)
          await within(5000, api.get(CALL)).then(
            () => calls++,
            error => failures.push(error),
          );
      }),
    );
    const more = async () => {
      const before = calls;
      await expect.poll(() => calls, { timeout: 10_000 }).toBeGreaterThan(before + 200);
    };
    await more();
    await server.kill();
    await more();
    // WeChat ends the token while there is no store.
    sandbox.fault.rejectTokens({ token: await first.tokens.getAccessToken() });
    await more();
    await server.restart();
    await more();
    stop.abort();
    await Promise.all(load);
    expect(failures).toEqual([]);
  });

  test('makes classic tokens wait, with a typed error, instead of ending each other', { timeout: 60_000 }, async () => {
    captureLogs();
    const server = await start(args);
    const warm = connect(server.url, 'classic');
    const token = await warm.tokens.getAccessToken();
    await server.kill();
    expect(await warm.tokens.getAccessToken()).toBe(token);
    const cold = connect(server.url, 'classic');
    await expect(within(5000, cold.tokens.getAccessToken())).rejects.toThrow(WechatStoreError);
    expect(countCalls(sandbox, CLASSIC)).toBe(1);
    await server.restart();
    await expect
      .poll(
        () =>
          cold.api.get(CALL).then(
            () => true,
            () => false,
          ),
        { timeout: 10_000 },
      )
      .toBe(true);
    expect(countCalls(sandbox, CLASSIC)).toBeLessThanOrEqual(2);
  });
});

describe('a Redis that accepts connections and answers nothing', () => {
  test.each([
    ['ours', (url: string) => url],
    ["the host's, which would wait for ever", (url: string) => new Redis(url, { maxRetriesPerRequest: null })],
  ])('holds nobody up beyond the time-out: %s', async (_, option) => {
    captureLogs();
    const server = await start();
    const redis = option(server.url);
    onTestFinished(() => {
      if (typeof redis === 'object') redis.disconnect();
    });
    const account = connect(redis);
    await account.tokens.getAccessToken();
    server.pause();
    const cold = connect(redis);
    expect(sandbox.account().accessTokens.state(await within(5000, cold.tokens.getAccessToken()))).toBe('alive');
    const classic = connect(redis, 'classic');
    await expect(within(5000, classic.tokens.getAccessToken())).rejects.toThrow(/did not answer within/);
    server.resume();
    await expect
      .poll(() =>
        classic.tokens.getAccessToken().then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
  });

  test("leaves a host's connection open, and closes its own", async () => {
    const server = await start();
    const host = new Redis(server.url);
    onTestFinished(() => host.disconnect());
    const theirs = new RedisConnection(host);
    await theirs.ping();
    theirs.close();
    expect(await host.ping()).toBe('PONG');
    const ours = new RedisConnection(server.url);
    await ours.ping();
    ours.close();
    await expect
      .poll(
        async () =>
          String(await host.client('LIST'))
            .trim()
            .split('\n').length,
      )
      .toBe(1);
  });
});

test('a Cluster that loses a master and fails over', { timeout: 60_000 }, async () => {
  captureLogs();
  const cluster = await startCluster();
  onTestFinished(() => cluster.stop());
  const client = () => {
    const redis = new Cluster(cluster.startupNodes);
    onTestFinished(() => redis.disconnect());
    redis.on('error', () => {});
    return redis;
  };
  const [one, two] = [connect(client()), connect(client())];
  const token = await one.tokens.getAccessToken();
  expect(await two.tokens.getAccessToken()).toBe(token);
  await cluster.killMasterOf(`wechat:{${sandbox.account().appId}}:token:stable`);
  // Whoever has a copy goes on, and a dead token is replaced even now.
  expect(await within(1000, one.tokens.getAccessToken())).toBe(token);
  sandbox.fault.rejectTokens({ token });
  await within(15_000, one.api.get(CALL));
  await cluster.waitForFailover();
  await within(15_000, two.api.get(CALL));
  const cold = connect(client());
  await within(15_000, cold.api.get(CALL));
  expect(countCalls(sandbox, STABLE)).toBeLessThanOrEqual(6);
});

test('a Sentinel that fails over', { timeout: 60_000 }, async () => {
  captureLogs();
  const sentinel = await startSentinel();
  onTestFinished(() => sentinel.stop());
  const options = { sentinels: [...sentinel.sentinels], name: sentinel.name };
  const one = connect(options);
  const token = await one.tokens.getAccessToken();
  await sentinel.killMaster();
  expect(await one.tokens.getAccessToken()).toBe(token);
  await sentinel.waitForFailover();
  const cold = connect(options);
  expect(await within(15_000, cold.tokens.getAccessToken())).toBe(token);
});

test('an answer that came while this process was busy is taken', async () => {
  const server = await start();
  const connection = new RedisConnection(server.url);
  onTestFinished(() => connection.close());
  const ask = () => connection.run(rawRedisScript('return 1'), [], []);
  await ask();
  const answers = Promise.all([connection.ping(), ask()]);
  const busyUntil = performance.now() + 1500;
  while (performance.now() < busyUntil);
  expect(await answers).toEqual([undefined, 1]);
});
