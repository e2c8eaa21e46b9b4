import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SandboxClock, WechatSandbox, type ApiFailure } from 'nestjs-wechat/sandbox';
import { getJson, postJson, request, RID } from '../support/raw-api.js';
import { callsOf, countCalls } from '../support/sandbox.js';

const ACCOUNT = { appId: 'wx1a2b3c4d5e6f7081', appSecret: '0f1e2d3c4b5a69788796a5b4c3d2e1f0' };
const OTHER = { appId: 'wx8f7e6d5c4b3a2918', appSecret: 'ffffffffffffffffffffffffffffffff' };
const CREDENTIAL = { grant_type: 'client_credential', appid: ACCOUNT.appId, secret: ACCOUNT.appSecret };
const CLASSIC = '/cgi-bin/token';
const IPS = '/cgi-bin/getcallbackip';

let sandbox: WechatSandbox;
let token: string;
beforeEach(async () => {
  const clock = new SandboxClock(new Date('2026-03-02T08:00:00+08:00'));
  sandbox = await WechatSandbox.start({ accounts: [ACCOUNT, OTHER], clock });
  token = tokens().getStable().value;
});
afterEach(() => sandbox.stop());

const tokens = (appId?: string) => sandbox.account(appId).accessTokens;
const call = (accessToken = token, path = IPS) => getJson(sandbox, path, { access_token: accessToken });
/** 0 where it is accepted. */
const errcodeOf = async (accessToken = token) => (await call(accessToken))['errcode'] ?? 0;

describe('calls', () => {
  test('need a live token in the query', async () => {
    expect(await call()).toEqual({ ip_list: ['127.0.0.1'] });
    expect(await postJson(sandbox, IPS, { access_token: token })).toEqual({
      errcode: 41001,
      errmsg: expect.stringMatching(`^access_token missing${RID.source}`),
    });
    expect(await call('unknown')).toEqual({
      errcode: 40014,
      errmsg: expect.stringMatching(`^invalid access_token${RID.source}`),
    });
    tokens().forceStable();
    expect(await call()).toEqual({
      errcode: 40001,
      errmsg: expect.stringMatching(/^invalid credential, access_token is invalid or not latest, .* rid: /),
    });
    token = tokens().getStable().value;
    sandbox.clock.advance(7_200_000);
    expect(await call()).toEqual({
      errcode: 42001,
      errmsg: expect.stringMatching(`^access_token expired${RID.source}`),
    });
  });

  test('of an unknown path are refused before the token is looked at', async () => {
    expect(await call('unknown', '/cgi-bin/no/such/path')).toEqual({
      errcode: 40066,
      errmsg: expect.stringMatching(`^invalid url \\(the sandbox does not play it; .*\\)${RID.source}`),
    });
  });

  test('of users, and clear_quota/v2, need none', async () => {
    sandbox.answer('/sns/something', { scripted: true });
    expect(await getJson(sandbox, '/sns/something')).toEqual({ scripted: true });
    expect(await postJson(sandbox, '/cgi-bin/clear_quota/v2', '')).toMatchObject({ errcode: 41002 });
    sandbox.answer('/cgi-bin/component/api_component_token', { component_access_token: 'c' });
    expect(await getJson(sandbox, '/cgi-bin/component/api_component_token')).toEqual({ component_access_token: 'c' });
  });

  test('get what is scripted', async () => {
    sandbox.answer('/wxa/getwxacode', { menu: { button: [] } });
    expect(await call(token, '/wxa/getwxacode')).toEqual({ menu: { button: [] } });
    sandbox.answer(IPS, ({ query, appId }) => ({ asked: query['access_token'], appId }));
    expect(await call()).toEqual({ asked: token, appId: ACCOUNT.appId });
    expect(await call('unknown')).toMatchObject({ errcode: 40014 });
    sandbox.answer(IPS, { errcode: 45065, errmsg: 'clientmsgid exist', msg_id: 7 });
    expect(await call()).toEqual({
      errcode: 45065,
      errmsg: expect.stringMatching(`^clientmsgid exist${RID.source}`),
      msg_id: 7,
    });
  });

  test('get files', async () => {
    sandbox.answer(IPS, { content: Buffer.from([1, 2]), contentType: 'image/jpeg', filename: 'a.jpg' });
    const response = await request(sandbox, IPS, { access_token: token });
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="a.jpg"');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(Buffer.from([1, 2]));
    expect(callsOf(sandbox, IPS)).toMatchObject([{ errcode: 0, response: { file: 'a.jpg', bytes: 2 } }]);
  });

  test('say that a script threw', async () => {
    sandbox.answer(IPS, () => Promise.reject(new Error('wrong script')));
    const response = await request(sandbox, IPS, { access_token: token });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ errcode: -1, errmsg: expect.stringContaining('wrong script') });
  });

  test('get one ticket per account and type while it lives', async () => {
    const other = tokens(OTHER.appId).getStable().value;
    const ticket = (type: string, of = token) =>
      getJson(sandbox, '/cgi-bin/ticket/getticket', { access_token: of, type });
    const first = await ticket('jsapi');
    expect(first).toEqual({ errcode: 0, errmsg: 'ok', ticket: expect.any(String), expires_in: 7200 });
    expect((await ticket('jsapi'))['ticket']).toBe(first['ticket']);
    expect((await ticket('wx_card'))['ticket']).not.toBe(first['ticket']);
    expect((await ticket('jsapi', other))['ticket']).not.toBe(first['ticket']);
    expect(await ticket('other')).toMatchObject({ errcode: 40097 });
    sandbox.clock.advance(7_200_000);
    expect((await ticket('jsapi', tokens().getStable().value))['ticket']).not.toBe(first['ticket']);
  });

  test('are written down as they arrive', async () => {
    await postJson(sandbox, '/cgi-bin/a', { text: '中文' }, { access_token: 'x', type: 'image' });
    const twice: [string, string][] = [
      ['id', '1'],
      ['id', '2'],
    ];
    await request(sandbox, '/cgi-bin/b', twice, { headers: { 'x-name': 'value' } });
    await request(sandbox, '/cgi-bin/a', {}, { method: 'POST', body: Buffer.from([0xff, 0x00]) });
    const form = new FormData();
    form.set('media', new File(['content'], 'a.txt', { type: 'text/plain' }));
    form.set('field', 'value');
    await postJson(sandbox, '/cgi-bin/c', form, { appid: OTHER.appId });
    expect(sandbox.calls).toMatchObject([
      {
        id: 1,
        method: 'POST',
        path: '/cgi-bin/a',
        query: { access_token: 'x', type: 'image' },
        body: { text: '中文' },
        raw: Buffer.from('{"text":"中文"}'),
        errcode: 40066,
      },
      {
        method: 'GET',
        url: '/cgi-bin/b?id=1&id=2',
        path: '/cgi-bin/b',
        query: { id: '1' },
        headers: { 'x-name': 'value' },
        body: undefined,
      },
      { body: undefined, raw: Buffer.from([0xff, 0x00]), ip: '127.0.0.1', appId: undefined },
      {
        appId: OTHER.appId,
        body: { field: 'value' },
        files: { media: { filename: 'a.txt', bytes: Buffer.from('content') } },
      },
    ]);
  });
});

describe('faults', () => {
  async function textOf(failure: ApiFailure): Promise<readonly [number, string | null, string]> {
    sandbox.fault.fail(IPS, failure);
    const response = await request(sandbox, IPS);
    return [response.status, response.headers.get('content-type'), await response.text()];
  }

  test('answer in place of WeChat', async () => {
    expect(await textOf('html')).toEqual([200, 'text/html', expect.stringContaining('<html>')]);
    expect(await textOf('empty')).toEqual([200, 'text/plain', '']);
    expect(await textOf('status-500')).toEqual([500, 'text/html', expect.stringContaining('Internal')]);
    const [, type, half] = await textOf('half-json');
    expect(type).toBe('application/json; encoding=utf-8');
    expect(() => JSON.parse(half) as unknown).toThrow(SyntaxError);
    expect((await textOf({ errcode: -1 }))[2]).toMatch(/^\{"errcode":-1,"errmsg":"system error rid: /);
    expect((await textOf({ errcode: 45009 }))[2]).toMatch(/"reach max api daily quota limit rid: /);
    expect((await textOf({ errcode: 48001, errmsg: 'my own words' }))[2]).toMatch(/"my own words rid: /);
    expect((await textOf({ json: { access_token: 12, expires_in: 1e9 } }))[2]).toBe(
      '{"access_token":12,"expires_in":1000000000}',
    );
    expect((await textOf({ json: null }))[2]).toBe('null');
  });

  test('befall the token endpoints too, and no token is issued', async () => {
    const before = tokens().list().length;
    sandbox.fault.apiError(CLASSIC, -1, { times: 1 });
    expect(await getJson(sandbox, CLASSIC, CREDENTIAL)).toMatchObject({ errcode: -1 });
    expect(tokens().list()).toHaveLength(before);
    expect(await getJson(sandbox, CLASSIC, CREDENTIAL)).toHaveProperty('access_token');
  });

  test('hang', async () => {
    sandbox.fault.fail(IPS, 'hang');
    const caller = new AbortController();
    const answered = vi.fn<() => void>();
    const answer = request(sandbox, IPS, {}, { signal: caller.signal }).finally(answered);
    await expect.poll(() => callsOf(sandbox, IPS)[0]?.response).toBe('hang');
    expect(await errcodeOfAnotherPath()).toBe(40066);
    expect(answered).not.toHaveBeenCalled();
    caller.abort();
    await expect(answer).rejects.toThrow('abort');
  });

  test('reset, before the call is carried out', async () => {
    sandbox.fault.fail(CLASSIC, 'reset');
    await expect(getJson(sandbox, CLASSIC, CREDENTIAL)).rejects.toThrow(
      expect.objectContaining({ cause: expect.objectContaining({ code: 'ECONNRESET' }) }),
    );
    expect(tokens().current('classic')).toBeUndefined();
    expect(callsOf(sandbox, CLASSIC)).toMatchObject([{ response: 'reset', errcode: undefined }]);
  });

  test('drop responses of calls that are carried out', async () => {
    sandbox.fault.dropResponses(0, CLASSIC);
    sandbox.fault.dropResponses(1, CLASSIC);
    await expect(getJson(sandbox, CLASSIC, CREDENTIAL)).rejects.toThrow('fetch failed');
    expect(tokens().current('classic')).toEqual(expect.any(String));
    expect(await getJson(sandbox, CLASSIC, CREDENTIAL)).toHaveProperty('access_token');
  });

  test('delay, and carry the call out when its time has come', async () => {
    sandbox.fault.delay(500, { path: IPS, times: 1 });
    const late = errcodeOf();
    await expect.poll(() => countCalls(sandbox, IPS)).toBe(1);
    expect(await errcodeOf()).toBe(0);
    sandbox.fault.rejectTokens();
    expect(await late).toBe(40001);
  });

  test('come in order, as often as they shall, and end when cleared', async () => {
    sandbox.fault.apiError(IPS, 1, { times: 2 });
    sandbox.fault.apiError(IPS, 2);
    sandbox.fault.apiError(IPS, 3);
    const seen = [];
    for (let count = 0; count < 4; count++) seen.push(await errcodeOf());
    expect(seen).toEqual([1, 1, 3, 3]);
    sandbox.fault.clear(IPS);
    expect(await errcodeOf()).toBe(0);
    sandbox.fault.apiError(IPS, -1);
    sandbox.fault.clear();
    expect(await errcodeOf()).toBe(0);
  });

  test('of a path come before those of all paths', async () => {
    sandbox.fault.dropResponses(1);
    sandbox.fault.apiError(IPS, 7, { times: 1 });
    expect(await errcodeOf()).toBe(7);
    await expect(errcodeOf()).rejects.toThrow('fetch failed');
    expect(await errcodeOf()).toBe(0);
  });

  test('hold calls until they are released', async () => {
    const held = sandbox.fault.hold(IPS);
    const answers = Promise.all([errcodeOf(), errcodeOf(), errcodeOf()]);
    await held.held(3);
    await held.held();
    sandbox.fault.rejectTokens();
    held.release();
    expect(await answers).toEqual([40001, 40001, 40001]);
    expect(await errcodeOf()).toBe(40001);
  });

  test('hold as many calls as they shall', async () => {
    const held = sandbox.fault.hold(IPS, 1);
    const answer = errcodeOf();
    await held.held();
    expect(await errcodeOf()).toBe(0);
    held.release();
    expect(await answer).toBe(0);
  });

  test('cleared, let held calls go', async () => {
    const held = sandbox.fault.hold(IPS);
    const answer = errcodeOf();
    await held.held();
    sandbox.fault.clear();
    expect(await answer).toBe(0);
  });

  test('carry a held call out although its caller left, who is not counted', async () => {
    const held = sandbox.fault.hold(CLASSIC);
    const leaving = new AbortController();
    const left = request(sandbox, CLASSIC, CREDENTIAL, { signal: leaving.signal });
    await held.held();
    leaving.abort();
    await expect(left).rejects.toThrow('abort');
    // The sandbox has seen that the caller left once it has answered a call that came after.
    expect(await errcodeOfAnotherPath()).toBe(40066);
    const two = vi.fn<() => void>();
    void held.held(2).then(two);
    const staying = getJson(sandbox, CLASSIC, CREDENTIAL);
    await expect.poll(() => countCalls(sandbox, CLASSIC)).toBe(2);
    await held.held();
    expect(two).not.toHaveBeenCalled();
    held.release();
    expect((await staying)['access_token']).toBe(tokens().current('classic'));
    expect(tokens().list()).toHaveLength(3);
  });

  test('do not keep the sandbox from stopping', async () => {
    sandbox.fault.fail(IPS, 'hang');
    const hanging = request(sandbox, IPS);
    await expect.poll(() => countCalls(sandbox, IPS)).toBe(1);
    await Promise.all([sandbox.stop(), expect(hanging).rejects.toThrow('fetch failed')]);
    sandbox = await WechatSandbox.start();
  });

  const errcodeOfAnotherPath = async () => (await getJson(sandbox, '/cgi-bin/other'))['errcode'];
});
