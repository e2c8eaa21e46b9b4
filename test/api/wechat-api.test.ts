import { afterEach, beforeEach, describe, expect, test, type TestContext } from 'vitest';
import {
  WechatApiError,
  WechatNetworkError,
  WechatQuotaError,
  type WechatApi,
  type WechatAccount,
  type WechatOptions,
} from 'nestjs-wechat';
import { WechatSandbox, type ApiFailure } from 'nestjs-wechat/sandbox';
import { createAccount } from '../support/account.js';
import { callsOf, countCalls } from '../support/sandbox.js';

const STABLE = '/cgi-bin/stable_token';
const ANY = '/cgi-bin/anything';
const OK = { errcode: 0, errmsg: 'ok' };

let sandbox: WechatSandbox;
beforeEach(async () => {
  sandbox = await WechatSandbox.start();
  sandbox.answer(ANY, OK);
});
afterEach(() => sandbox.stop());

/** Patient, for machines that are busy with other tests. */
const account = (options: Partial<WechatOptions> = {}, local = sandbox): WechatAccount =>
  createAccount(local, { timeoutMs: 20_000, ...options });

type Call = (api: WechatApi, path: string) => Promise<unknown>;

const FILE = { content: Buffer.from('bytes'), filename: 'a.jpg' };
const CALLS: readonly (readonly [name: string, call: Call])[] = [
  ['get', (api, path) => api.get(path, { openid: 'o1' })],
  ['post', (api, path) => api.post(path, { openid: 'o1' })],
  ['upload', (api, path) => api.upload(path, FILE, { type: 'image' })],
  ['download', (api, path) => api.download(path, { media_id: 'm1' })],
];

const settle = async (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

/** A token that was sent twice is there twice. */
const tokensSentTo = (path: string) =>
  callsOf(sandbox, path).flatMap(({ url }) => new URL(url, sandbox.origin).searchParams.getAll('access_token'));

describe.each([40001, 40014, 42001])('a token that is refused with %i', errcode => {
  test.each(CALLS)('is replaced, and %s sent once more', async (_, call) => {
    sandbox.fault.fail(ANY, { errcode }, 1);
    const { api, tokens } = account();
    const refused = await tokens.getAccessToken();
    await call(api, ANY);
    const current = await tokens.getAccessToken();
    expect(current).not.toBe(refused);
    expect(tokensSentTo(ANY)).toEqual([refused, current]);
    expect(countCalls(sandbox, STABLE)).toBe(2);
    const [first, second] = callsOf(sandbox, ANY);
    expect({ ...second?.query, access_token: '' }).toEqual({ ...first?.query, access_token: '' });
    expect(second?.raw.length).toBe(first?.raw.length);
  });

  test.each(CALLS)('twice is the error of %s, and no loop', async (_, call) => {
    sandbox.fault.fail(ANY, { errcode, errmsg: 'refused, rid: a-b-c' });
    const error = await settle(call(account().api, ANY));
    expect(error).toBeInstanceOf(WechatApiError);
    expect(error).toMatchObject({ errcode, endpoint: ANY, rid: 'a-b-c', retryable: false });
    expect(new Set(tokensSentTo(ANY)).size).toBe(2);
    expect([countCalls(sandbox, ANY), countCalls(sandbox, STABLE)]).toEqual([2, 2]);
  });
});

describe('a dead token', () => {
  test('in the hands of a hundred calls is replaced once', async () => {
    for (const [name] of CALLS) sandbox.answer(`/cgi-bin/${name}`, OK);
    const { api, tokens } = account();
    sandbox.fault.rejectTokens({ token: await tokens.getAccessToken(), stillGiven: true });
    await Promise.all(
      Array.from({ length: 25 }, () => CALLS.map(([name, call]) => call(api, `/cgi-bin/${name}`))).flat(),
    );
    expect(sandbox.account().accessTokens.forced).toEqual({ granted: 1, tooEarly: 0 });
    expect(countCalls(sandbox, STABLE)).toBe(2);
    expect(CALLS.map(([name]) => countCalls(sandbox, `/cgi-bin/${name}`))).toEqual([50, 50, 50, 50]);
  });

  test('that a late answer tells of is not replaced again', async () => {
    const { api, tokens } = account();
    const dead = await tokens.getAccessToken();
    sandbox.answer('/cgi-bin/late', OK);
    const gate = sandbox.fault.hold('/cgi-bin/late');
    const late = [1, 2, 3].map(() => api.post('/cgi-bin/late'));
    await gate.held(3);
    sandbox.fault.rejectTokens({ token: dead, stillGiven: true });
    await api.get(ANY);
    gate.release();
    await Promise.all(late);
    expect(countCalls(sandbox, STABLE)).toBe(2);
    expect(countCalls(sandbox, '/cgi-bin/late')).toBe(6);
  });

  test('is replaced in the middle of repeated calls', async () => {
    sandbox.fault.apiError(ANY, -1, { times: 1 });
    sandbox.fault.fail(ANY, { errcode: 42001 }, 1);
    sandbox.fault.apiError(ANY, -1, { times: 1 });
    await account().api.get(ANY);
    expect([countCalls(sandbox, ANY), countCalls(sandbox, STABLE)]).toEqual([4, 2]);
  });

  test('leaves the second answer to speak for itself', async () => {
    sandbox.fault.fail(ANY, { errcode: 40001 }, 1);
    sandbox.fault.fail(ANY, { errcode: 45009 }, 1);
    await expect(account().api.post(ANY)).rejects.toThrow(WechatQuotaError);
    expect(countCalls(sandbox, ANY)).toBe(2);
  });

  test('whose successor cannot be had is the error of its source', async () => {
    const { api, tokens } = account();
    sandbox.fault.rejectTokens({ token: await tokens.getAccessToken() });
    sandbox.fault.fail(STABLE, { errcode: 40164, errmsg: 'invalid ip 203.0.113.7, not in whitelist' });
    await expect(api.get(ANY)).rejects.toMatchObject({ errcode: 40164, endpoint: STABLE });
    expect(countCalls(sandbox, ANY)).toBe(1);
  });

  test('is no matter of an access_token that the caller brings', async () => {
    const { api, tokens } = account();
    await api.get(ANY, { access_token: 'of the caller' });
    await api.get(`${ANY}?access_token=of-the-caller&type=image`);
    const own = await tokens.getAccessToken();
    expect(tokensSentTo(ANY)).toEqual([own, own]);
    expect(sandbox.calls.at(-1)?.query).toEqual({ access_token: own, type: 'image' });
  });
});

describe('an errcode', () => {
  test.each([
    [41001, WechatApiError, false, /take the current one/],
    [45009, WechatQuotaError, true, /next day in Beijing/],
    [45011, WechatQuotaError, true, /until the limit resets/],
    [48001, WechatApiError, false, /does not cover this API/],
    [40003, WechatApiError, false, /do not try again/],
    [47001, WechatApiError, false, /change it before/],
    [46007, WechatApiError, true, /try again later/],
    [123456, WechatApiError, false, /not known here/],
  ])('%i is its error, after one request', async (errcode, type, retryable, hint) => {
    for (const [index, [name, call]] of CALLS.entries()) {
      sandbox.fault.fail(ANY, { errcode, errmsg: `no ${name} rid: 65a1-0b-2c` }, 1);
      const error = (await settle(call(account().api, ANY))) as WechatApiError;
      expect(error.constructor).toBe(type);
      expect(error).toMatchObject({ errcode, endpoint: ANY, retryable, rid: '65a1-0b-2c', name: type.name });
      expect(error.errmsg).toBe(`no ${name} rid: 65a1-0b-2c`);
      expect(error.message).toContain(`${ANY} of ${sandbox.account().appId} failed with ${errcode}: no ${name}`);
      expect(error.message).toMatch(hint);
      expect(countCalls(sandbox, ANY)).toBe(index + 1);
    }
  });

  test.each([
    ['hint rid: 65a1f0-1b2c-3d', '65a1f0-1b2c-3d'],
    ['hint, rid: 65a1f0-1b2c-3d', '65a1f0-1b2c-3d'],
    ['hint rid: 65a1f0-1b2c-3d, more of it', '65a1f0-1b2c-3d'],
    ['hint', undefined],
    ['', undefined],
    [undefined, undefined],
    [null, undefined],
    [5, undefined],
  ])('with errmsg %j has rid %s', async (errmsg, rid) => {
    sandbox.fault.fail(ANY, { json: { errcode: 40003, errmsg } });
    await expect(account().api.get(ANY)).rejects.toMatchObject({ errcode: 40003, rid });
  });

  test.each([0, '0', null])('%j is success', async errcode => {
    sandbox.fault.fail(ANY, { json: { errcode, errmsg: 'ok', total: 1 } });
    expect(await account().api.get(ANY)).toEqual({ errcode, errmsg: 'ok', total: 1 });
  });

  test('is a number also where WeChat sends it as text', async () => {
    sandbox.fault.fail(ANY, { json: { errcode: '40003', errmsg: 'invalid openid' } });
    await expect(account().api.get(ANY)).rejects.toMatchObject({ errcode: 40003 });
  });

  test.each<{ errcode: unknown }>([
    { errcode: { toString: 1, valueOf: 1 } },
    { errcode: {} },
    { errcode: [] },
    { errcode: [40003] },
    { errcode: 'forty' },
  ])('in %j cannot be read', async ({ errcode }) => {
    sandbox.fault.fail(ANY, { json: { errcode, errmsg: { toString: 1 } } });
    await expect(account().api.post(ANY)).rejects.toThrow(WechatNetworkError);
  });
});

const TOKEN = /cgi-bin\/stable_token/;

/** What is sent how often while its path does nothing but fail. */
const SENDS: readonly (readonly [
  name: string,
  path: string,
  call: (api: WechatApi) => Promise<unknown>,
  sent: 1 | 3,
])[] = [
  ['get', '/cgi-bin/a', api => api.get('/cgi-bin/a'), 3],
  ['get that is not repeatable', '/cgi-bin/b', api => api.get('/cgi-bin/b', {}, { repeatable: false }), 1],
  ['post', '/cgi-bin/c', api => api.post('/cgi-bin/c', {}), 1],
  ['post that is repeatable', '/cgi-bin/d', api => api.post('/cgi-bin/d', {}, { repeatable: true }), 3],
  ['upload', '/cgi-bin/e', api => api.upload('/cgi-bin/e', FILE), 1],
  ['download', '/cgi-bin/f', api => api.download('/cgi-bin/f'), 3],
  ['user.get', '/cgi-bin/user/info', api => api.user.get({ openid: 'o1' }), 3],
  ['menu.create', '/cgi-bin/menu/create', api => api.menu.create({ button: [] }), 3],
  ['media.get', '/cgi-bin/media/get', api => api.media.get({ media_id: 'm1' }), 3],
  [
    'kefu.send',
    '/cgi-bin/message/custom/send',
    api => api.kefu.send({ touser: 'o1', msgtype: 'text', text: { content: 'hello' } }),
    1,
  ],
  [
    'qrcode.create',
    '/cgi-bin/qrcode/create',
    api =>
      api.qrcode.create({
        action_name: 'QR_SCENE',
        action_info: { scene: { scene_id: 1 } },
        expire_seconds: 60,
      }),
    1,
  ],
  ['media.upload', '/cgi-bin/media/upload', api => api.media.upload({ type: 'image', media: FILE }), 1],
  [
    'menu.addConditional',
    '/cgi-bin/menu/addconditional',
    api => api.menu.addConditional({ button: [], matchrule: { tag_id: '1' } }),
    1,
  ],
];

describe('what is repeated', () => {
  /** These tests wait for pauses side by side, so each has a WeChat of its own. */
  async function startLocal({ onTestFinished }: Pick<TestContext, 'onTestFinished'>): Promise<WechatSandbox> {
    const local = await WechatSandbox.start();
    onTestFinished(() => local.stop());
    for (const [, path] of SENDS) local.answer(path, OK);
    return local;
  }

  test.concurrent.for<readonly [string, ApiFailure, typeof WechatApiError | typeof WechatNetworkError]>([
    ['a system that is busy', { errcode: -1 }, WechatApiError],
    ['nothing at all', 'hang', WechatNetworkError],
    ['a reset', 'reset', WechatNetworkError],
    ['HTML', 'html', WechatNetworkError],
    ['nothing in the body', 'empty', WechatNetworkError],
    ['status 500', 'status-500', WechatNetworkError],
    ['half a JSON', 'half-json', WechatNetworkError],
  ])(
    'after %s is harmless, and sent three times; a send is sent once',
    { timeout: 20_000 },
    async ([, fault, type], context) => {
      const local = await startLocal(context);
      for (const [, path] of SENDS) local.fault.fail(path, fault);
      const { api } = account(fault === 'hang' ? { timeoutMs: 1000 } : {}, local);
      const errors = await Promise.all(SENDS.map(([, , call]) => settle(call(api))));
      for (const [index, error] of errors.entries()) {
        expect(error).toBeInstanceOf(type);
        expect(error).toMatchObject({ endpoint: SENDS[index]?.[1] });
      }
      const counts = SENDS.map(([name, path]) => [name, countCalls(local, path)]);
      expect(counts).toEqual(SENDS.map(([name, , , sent]) => [name, sent]));
      expect(countCalls(local, STABLE)).toBe(1);
    },
  );

  test.concurrent.for([1, 2])('succeeds after %i failures', async (times, context) => {
    const local = await startLocal(context);
    for (const [, path] of SENDS) local.fault.fail(path, 'reset', times);
    const { api } = account({}, local);
    const repeated = SENDS.filter(([, , , sent]) => sent === 3);
    await Promise.all(repeated.map(([, , call]) => call(api)));
    for (const [, path] of repeated) expect(countCalls(local, path)).toBe(times + 1);
  });

  test('waits longer each time, and not at all after the last', async () => {
    const events: string[] = [];
    const { api } = account({
      fetch: async (url, init) => {
        if (TOKEN.test(url)) return fetch(url, init);
        const turn = events.filter(event => event === 'sent').length;
        events.push('sent');
        // Timers that are due earlier run earlier, however late they all are.
        for (const ms of [90, 390, 1590]) setTimeout(() => events.push(`${ms} ms after ${turn}`), ms).unref();
        return Response.json({ errcode: -1, errmsg: 'system error' });
      },
    });
    await expect(api.get(ANY)).rejects.toMatchObject({ errcode: -1, retryable: true });
    const ofInterest = events.filter(event => event === 'sent' || /^90 ms after 0|^390 ms after 1/.test(event));
    expect(ofInterest).toEqual(['sent', '90 ms after 0', 'sent', '390 ms after 1', 'sent']);
  });

  test('is sent with the same body each time', async () => {
    sandbox.fault.fail(ANY, 'reset', 2);
    await account().api.post(ANY, { remark: '备注' }, { repeatable: true });
    expect(callsOf(sandbox, ANY).map(({ body }) => body)).toEqual(
      Array.from({ length: 3 }, () => ({ remark: '备注' })),
    );
  });
});

describe('a body', () => {
  test('is UTF-8 with its characters as they are', async () => {
    const json = { text: { content: '你好,世界 😀 <a href="https://example.com">链接</a> \u2028' } };
    await account().api.post(ANY, json);
    const [request] = callsOf(sandbox, ANY);
    expect(request?.raw.toString()).toBe(JSON.stringify(json));
    expect(request?.raw.toString()).not.toMatch(/\\u/);
    expect(request?.raw.includes(Buffer.from('你好,世界 😀'))).toBe(true);
    expect(request?.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(request?.headers['content-length']).toBe(String(request?.raw.length));
  });

  test('is an empty object where there is nothing to say', async () => {
    await account().api.post(ANY);
    expect(callsOf(sandbox, ANY)[0]?.raw.toString()).toBe('{}');
  });

  test('of a get is none, and undefined parameters are left out', async () => {
    const { api, tokens } = account();
    await api.get(ANY, { next_openid: undefined, count: 5, remark: '备注 & more=1' });
    const [request] = callsOf(sandbox, ANY);
    expect(request?.raw.length).toBe(0);
    expect(request?.query).toEqual({
      access_token: await tokens.getAccessToken(),
      count: '5',
      remark: '备注 & more=1',
    });
  });
});
