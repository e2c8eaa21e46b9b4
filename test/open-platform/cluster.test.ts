import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { WechatSandbox, type ApiCall, type SandboxComponent } from 'nestjs-wechat/sandbox';
import { startWorker, type Worker } from '../support/processes.js';
import { startRedis, type RedisServer } from '../support/redis/server.js';
import { startRoundRobin } from '../support/round-robin.js';
import { callsOf } from '../support/sandbox.js';

interface Answers {
  /** By AppID. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly errors: readonly string[];
}

const TOKEN = '/cgi-bin/component/api_authorizer_token';
const COMPONENT_TOKEN = '/cgi-bin/component/api_component_token';
const INFO = '/cgi-bin/component/api_get_authorizer_info';
/** For eight processes to boot where little else fits beside them. */
const PATIENCE_MS = 300_000;
const APP_IDS = Array.from({ length: 200 }, (_, index) => `wxshop${index}`);
const SINGLE = ['wxonce', 'wxlate', 'wxlost'];

/** Two platforms on one Redis, which serve the same accounts: refresh tokens of one stay, of the other they change at each use. */
const PLATFORMS = [
  { componentAppId: 'wxstays', rotatesRefreshTokens: false },
  { componentAppId: 'wxrotates', rotatesRefreshTokens: true },
];
const PLATFORM_IDS = PLATFORMS.map(({ componentAppId }) => componentAppId);

let redis: RedisServer;
let client: Redis;
let sandbox: WechatSandbox;
let workers: readonly Worker[];

beforeAll(async () => {
  redis = await startRedis();
  client = new Redis(redis.url);
  const accounts = [...APP_IDS, ...SINGLE].map(appId => ({ appId, originalId: `gh_${appId}` }));
  sandbox = await WechatSandbox.start({ accounts, components: PLATFORMS });
  for (const id of PLATFORM_IDS) {
    for (const appId of APP_IDS) await sandbox.component(id).authorize(appId, { isPushed: false });
  }
  workers = await Promise.all(Array.from({ length: 8 }, () => startInstance()));
  await begin(workers);
}, PATIENCE_MS);
afterAll(async () => {
  await Promise.all(workers.map(worker => worker.kill()));
  client.disconnect();
  await Promise.all([sandbox.stop(), redis.stop()]);
});

/** With a limit that a machine with much else to do keeps. */
function startInstance(options: object = {}, unreadPath: readonly string[] = []): Promise<Worker> {
  const components = PLATFORM_IDS.map(id => sandbox.componentCredentials(id));
  const all = { components, hosts: sandbox.hosts, redis: redis.url, timeoutMs: 15_000, ...options };
  return startWorker(new URL('platform.worker.mjs', import.meta.url), [JSON.stringify(all), ...unreadPath]);
}

/** Instances of one test, with keys of their own. */
async function startInstances(count: number, keyPrefix: string): Promise<Worker[]> {
  const started = await Promise.all(Array.from({ length: count }, () => startInstance({ keyPrefix })));
  for (const worker of started) onTestFinished(async () => void (await worker.kill()));
  return started;
}

/** Where WeChat pushes from now on. */
function pushTo(origin: string): void {
  for (const id of PLATFORM_IDS) sandbox.component(id).eventsUrl = `${origin}/wechat/open/${id}/events`;
}

/** Tells a first instance of tickets and of the accounts that have authorized the platforms. */
async function begin([first]: readonly Worker[]): Promise<void> {
  pushTo((await first?.request<string>({ action: 'origin' })) ?? '');
  for (const componentAppId of PLATFORM_IDS) {
    expect((await sandbox.component(componentAppId).pushTicket()).verdict).toBe('acknowledged');
    await first?.request({ action: 'synchronize', componentAppId });
  }
}

/** The different answers of all these processes, by account. */
async function askAll(some: readonly Worker[], action: string, componentAppId: string, appIds = APP_IDS) {
  const answers = await Promise.all(some.map(each => each.request<Answers>({ action, componentAppId, appIds })));
  expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
  return appIds.map(appId => [...new Set(answers.map(({ values }) => values[appId]))]);
}

/** The calls of a path for one platform, of which there were none before. */
function counter(path: string, componentAppId: string): () => Readonly<Record<string, string>>[] {
  const all = () =>
    callsOf(sandbox, path)
      .map(({ body }) => body as Readonly<Record<string, string>>)
      .filter(({ component_appid: id }) => id === componentAppId);
  const before = all().length;
  return () => all().slice(before);
}

/** What is kept is what WeChat takes. */
async function expectRefreshTokens(component: SandboxComponent, keyPrefix = 'wechat'): Promise<void> {
  const { componentAppId, authorizations } = component;
  for (const { account, refreshToken } of authorizations.list()) {
    const key = `${keyPrefix}:{${componentAppId}:${account.appId}}:authorizer`;
    expect(await client.hget(key, 'refresh')).toBe(refreshToken);
  }
}

const A_TOKEN_EACH = APP_IDS.map(() => [expect.any(String)]);
const ALL_FINE = APP_IDS.map(() => [0]);

test.each(PLATFORM_IDS)(
  '8 processes get the tokens of 200 accounts by one request each, by the platform %s',
  { timeout: PATIENCE_MS },
  async id => {
    const component = sandbox.component(id);
    const asked = counter(TOKEN, id);
    const informed = counter(INFO, id);
    const first = await askAll(workers, 'get', id);
    expect(first).toEqual(A_TOKEN_EACH);
    expect(new Set(first.flat()).size).toBe(200);
    expect(new Set(asked().map(({ authorizer_appid: appId }) => appId)).size).toBe(200);
    expect(asked()).toHaveLength(200);
    expect(callsOf(sandbox, COMPONENT_TOKEN).filter(({ appId }) => appId === id)).toHaveLength(1);
    await expectRefreshTokens(component);

    const second = await askAll(workers, 'refresh', id);
    expect(second).toEqual(A_TOKEN_EACH);
    expect(second.flat().filter(token => first.flat().includes(token))).toEqual([]);
    expect(asked()).toHaveLength(400);
    expect(
      new Set(
        asked()
          .slice(200)
          .map(({ authorizer_appid: appId }) => appId),
      ).size,
    ).toBe(200);
    expect(callsOf(sandbox, COMPONENT_TOKEN).filter(({ appId }) => appId === id)).toHaveLength(1);
    expect(informed()).toHaveLength(0);
    await expectRefreshTokens(component);
    // Another platform's token of the same account is another.
    for (const { account, accessTokens } of component.authorizations.list()) {
      const index = APP_IDS.indexOf(account.appId);
      expect(second[index]).toEqual([accessTokens.current('authorizer')]);
    }
    expect(await askAll(workers, 'call', id)).toEqual(ALL_FINE);
  },
);

describe('what is taken back and given again', () => {
  const [id = ''] = PLATFORM_IDS;

  /** An account that two processes have a token of; only the first of them is told of what comes. */
  async function startTwo(appId: string) {
    const component = sandbox.component(id);
    await component.authorize(appId);
    const [told, other] = workers;
    const ask = (worker: Worker | undefined, action = 'call') =>
      worker?.request<Answers>({ action, componentAppId: id, appIds: [appId] });
    const hear = async () => {
      const heard = (await told?.request<string[]>({ action: 'heard' })) ?? [];
      return heard.filter(line => line.endsWith(` ${appId}`)).map(line => line.split(' ')[0]);
    };
    const first = await ask(told, 'get');
    expect(first).toEqual({ values: { [appId]: expect.any(String) as string }, errors: [] });
    expect(await ask(other, 'get')).toEqual(first);
    return { component, told, other, first, ask, hear, fine: { values: { [appId]: 0 }, errors: [] } };
  }

  test('is used with the new token only, in all processes', { timeout: PATIENCE_MS }, async () => {
    const { component, told, other, first, ask, hear, fine } = await startTwo('wxonce');
    await component.revoke('wxonce');
    for (const worker of [told, other]) {
      expect(await ask(worker)).toEqual({
        values: {},
        errors: [expect.stringMatching(/^WechatAuthorizerError: wxonce/)],
      });
    }
    sandbox.clock.advance(1000);
    await component.authorize('wxonce');
    const asked = counter(TOKEN, id);
    const lastBefore = sandbox.calls.at(-1)?.id ?? 0;
    const again = await ask(told, 'get');
    expect(again).toEqual({ values: { wxonce: expect.any(String) as string }, errors: [] });
    expect(again).not.toEqual(first);
    expect(await ask(other, 'get')).toEqual(again);
    expect([await ask(told), await ask(other)]).toEqual([fine, fine]);
    const { refreshToken } = component.authorizations.find('wxonce') ?? {};
    expect(asked()).toMatchObject([{ authorizer_refresh_token: refreshToken }]);
    const isRefused = ({ id: number, errcode }: ApiCall) => number > lastBefore && (errcode ?? 0) !== 0;
    expect(sandbox.calls.filter(isRefused)).toEqual([]);
    expect(await hear()).toEqual(['authorized', 'unauthorized', 'authorized']);
  });

  test('is not taken back by a message that comes late', { timeout: PATIENCE_MS }, async () => {
    const { component, told, other, first, ask, hear, fine } = await startTwo('wxlate');
    const held = sandbox.fault.holdDeliveries('component.unauthorized', 1);
    const late = component.revoke('wxlate');
    await held.held();
    sandbox.clock.advance(1000);
    await component.authorize('wxlate');
    const again = await ask(told, 'get');
    expect(again).not.toEqual(first);
    held.release();
    expect((await late).verdict).toBe('acknowledged');
    expect([await ask(told), await ask(other)]).toEqual([fine, fine]);
    expect([await ask(told, 'get'), await ask(other, 'get')]).toEqual([again, again]);
    expect(await hear()).toEqual(['authorized', 'authorized']);
  });

  test('is found out where nobody was told', { timeout: PATIENCE_MS }, async () => {
    const { component, told, other, ask, fine } = await startTwo('wxlost');
    const informed = counter(INFO, id);
    component.authorizations.revoke(sandbox.account('wxlost'));
    await component.authorize('wxlost', { isPushed: false });
    expect([await ask(told), await ask(other)]).toEqual([fine, fine]);
    expect(informed()).toHaveLength(1);
  });
});

test('a restart of everything one second after a ticket needs no other', { timeout: PATIENCE_MS }, async () => {
  const [id = ''] = PLATFORM_IDS;
  const component = sandbox.component(id);
  const old = await startInstances(2, 'restarted');
  const origins = await Promise.all(old.map(worker => worker.request<string>({ action: 'origin' })));
  pushTo((await startRoundRobin(origins)).origin);
  component.stopTicketPushes();
  await component.pushTicket();
  expect((await component.authorize('wxshop1')).delivery?.verdict).toBe('acknowledged');
  // Pushes of tickets overtake each other: the older of these two comes last.
  sandbox.clock.advance(1000);
  const held = sandbox.fault.holdDeliveries('component.component_verify_ticket', 1);
  const late = component.pushTicket();
  await held.held();
  sandbox.clock.advance(1000);
  await component.pushTicket();
  const newest = component.tickets.newest?.value;
  held.release();
  expect((await late).verdict).toBe('acknowledged');
  // Nor does an authorization touch tickets.
  sandbox.clock.advance(1000);
  await component.authorize('wxshop1');
  await sleep(1000);
  await Promise.all(old.map(worker => worker.kill()));
  component.eventsUrl = undefined;
  await client.del(`restarted:{${id}}:token:component`);

  const made = () => callsOf(sandbox, COMPONENT_TOKEN).map(({ body }) => body as Readonly<Record<string, string>>);
  const before = made().length;
  const others = await startInstances(2, 'restarted');
  // Of `wxshop2` nobody was told.
  const appIds = ['wxshop1', 'wxshop2'];
  expect(await askAll(others, 'get', id, appIds)).toEqual([[expect.any(String)], [expect.any(String)]]);
  expect(await askAll(others, 'call', id, appIds)).toEqual([[0], [0]]);
  expect(made().slice(before)).toMatchObject([{ component_verify_ticket: newest }]);
  expect(callsOf(sandbox, '/cgi-bin/component/api_start_push_ticket')).toEqual([]);
});

test(
  'a process that is killed between the answers of WeChat and what it would write loses no account',
  { timeout: PATIENCE_MS },
  async () => {
    const others = await startInstances(2, 'killed');
    await begin(others);
    const doomed = await startInstance({ keyPrefix: 'killed', timeoutMs: 10_000 }, [TOKEN]);
    onTestFinished(async () => void (await doomed.kill()));
    const answered = () => sandbox.calls.filter(({ path, durationMs }) => path === TOKEN && durationMs !== undefined);
    const before = answered().length;
    const platforms = PLATFORM_IDS.map(id => ({ id, asked: counter(TOKEN, id), informed: counter(INFO, id) }));
    for (const { id } of platforms) doomed.send({ action: 'get', componentAppId: id, appIds: APP_IDS });
    await expect.poll(() => answered().length, { timeout: 30_000 }).toBe(before + 400);
    const waiting = Promise.all(PLATFORM_IDS.map(id => askAll(others, 'get', id)));
    await doomed.kill();
    expect(await waiting).toEqual([A_TOKEN_EACH, A_TOKEN_EACH]);
    for (const { id, asked, informed } of platforms) {
      // Of new refresh tokens WeChat told nobody but the dead, so it is asked for them, once each.
      const isRotated = id === 'wxrotates';
      expect(asked()).toHaveLength(isRotated ? 600 : 400);
      expect(informed()).toHaveLength(isRotated ? 200 : 0);
      await expectRefreshTokens(sandbox.component(id), 'killed');
      expect(await askAll(others, 'call', id)).toEqual(ALL_FINE);
    }
  },
);
