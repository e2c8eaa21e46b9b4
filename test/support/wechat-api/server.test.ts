import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { API_ACCOUNT, type WechatApiOptions } from './backend.js';
import { sleep } from './clock.js';
import type { Fault } from './faults.js';
import { startWechatApi, type WechatApi } from './server.js';

const { appId, secret } = API_ACCOUNT;
const OTHER = { appId: 'wx8f7e6d5c4b3a2918', secret: 'ffffffffffffffffffffffffffffffff' };
const CREDENTIAL = { grant_type: 'client_credential', appid: appId, secret };
const RID = / rid: [\da-f]{8}-[\da-f]{8}-[\da-f]{8}$/;
const MENU = '/cgi-bin/menu/get';

type Json = Readonly<Record<string, unknown>>;

let api: WechatApi;

beforeEach(async () => {
  api = await startWechatApi({ accounts: [API_ACCOUNT, OTHER] });
});
afterEach(() => api.close());

async function restart(options: WechatApiOptions): Promise<void> {
  await api.close();
  api = await startWechatApi(options);
}

type Query = Readonly<Record<string, string>> | [string, string][];

function request(path: string, query: Query = {}, init?: RequestInit): Promise<Response> {
  return fetch(`${api.origin}${path}?${String(new URLSearchParams(query))}`, init);
}

async function get(path: string, query?: Readonly<Record<string, string>>): Promise<Json> {
  return (await (await request(path, query)).json()) as Json;
}

async function post(path: string, body: string | Json, query?: Readonly<Record<string, string>>): Promise<Json> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return (await (await request(path, query, { method: 'POST', body: text })).json()) as Json;
}

async function classicToken(account = API_ACCOUNT): Promise<string> {
  const query = { ...CREDENTIAL, appid: account.appId, secret: account.secret };
  return String((await get('/cgi-bin/token', query))['access_token']);
}

const stable = (body: Json = {}) => post('/cgi-bin/stable_token', { ...CREDENTIAL, ...body });
const stableToken = async (body?: Json) => String((await stable(body))['access_token']);
const call = (token: string, path = MENU) => get(path, { access_token: token });
const errcodeOf = async (token: string) => (await call(token))['errcode'];

describe('GET /cgi-bin/token', () => {
  test('gives a new token each time', async () => {
    const first = await get('/cgi-bin/token', CREDENTIAL);
    expect(first).toEqual({ access_token: expect.stringMatching(/^[\w-]{100,512}$/), expires_in: 7200 });
    const second = await classicToken();
    expect(second).not.toBe(first['access_token']);
    expect(api.currentToken(appId, 'classic')).toBe(second);
    expect(api.tokensIssued(appId)).toBe(2);
    expect(api.tokensIssued(appId, 'stable')).toBe(0);
  });

  test('lets the previous token go on for five minutes', async () => {
    const [first, second] = [await classicToken(), await classicToken()];
    api.advance(290_000);
    expect([await errcodeOf(first), await errcodeOf(second)]).toEqual([0, 0]);
    api.advance(10_000);
    expect([await errcodeOf(first), await errcodeOf(second)]).toEqual([40001, 0]);
  });

  test('lets no token but the previous one go on', async () => {
    const [first, second, third] = [await classicToken(), await classicToken(), await classicToken()];
    expect([first, second, third].map(token => api.isAlive(token))).toEqual([false, true, true]);
    expect(await errcodeOf(first)).toBe(40001);
  });

  test('leaves the tokens of other accounts alone', async () => {
    const token = await classicToken();
    await classicToken(OTHER);
    await classicToken(OTHER);
    expect(api.isAlive(token)).toBe(true);
    expect([api.tokensIssued(appId), api.tokensIssued(OTHER.appId)]).toEqual([1, 2]);
  });

  test('is limited by day', async () => {
    await restart({ quotas: { tokenPerDay: 2 } });
    await classicToken();
    const last = await classicToken();
    const refused = await get('/cgi-bin/token', CREDENTIAL);
    expect(refused).toEqual({
      errcode: 45009,
      errmsg: expect.stringMatching(/^reach max api daily quota limit rid: /),
    });
    expect(api.currentToken(appId, 'classic')).toBe(last);
    api.advance(86_400_000);
    expect(await get('/cgi-bin/token', CREDENTIAL)).toHaveProperty('access_token');
  });
});

describe('POST /cgi-bin/stable_token', () => {
  test('gives the same token with its remaining life', async () => {
    const first = await stable();
    expect(first['expires_in']).toBe(7200);
    api.advance(6_000_000);
    const second = await stable();
    expect(second['access_token']).toBe(first['access_token']);
    expect(second['expires_in']).toBeGreaterThan(1190);
    expect(second['expires_in']).toBeLessThanOrEqual(1200);
    expect(api.tokensIssued(appId)).toBe(1);
  });

  test('renews the token in its last five minutes, and the old one lives its life out', async () => {
    const first = await stableToken();
    api.advance(6_890_000);
    expect(await stableToken()).toBe(first);
    api.advance(10_000);
    const second = await stable();
    expect(second).toEqual({ access_token: expect.not.stringContaining(first), expires_in: 7200 });
    expect(await errcodeOf(first)).toBe(0);
    api.advance(300_000);
    expect(await errcodeOf(first)).toBe(42001);
    expect(await errcodeOf(String(second['access_token']))).toBe(0);
  });

  test('forced, gives a new token and kills the one before', async () => {
    const first = await stableToken();
    const second = await stableToken({ force_refresh: true });
    expect(second).not.toBe(first);
    expect([await errcodeOf(first), await errcodeOf(second)]).toEqual([40001, 0]);
    expect(await stableToken()).toBe(second);
    expect(api.currentToken(appId, 'stable')).toBe(second);
  });

  test('forced within thirty seconds, gives the present token', async () => {
    const first = await stableToken({ force_refresh: true });
    api.advance(20_000);
    expect(await stableToken({ force_refresh: true })).toBe(first);
    expect(api.forcedRefreshes(appId)).toEqual({ granted: 1, tooEarly: 1 });
    api.advance(10_000);
    expect(await stableToken({ force_refresh: true })).not.toBe(first);
    expect(api.forcedRefreshes(appId)).toEqual({ granted: 2, tooEarly: 1 });
  });

  test('can be forced twenty times a day', async () => {
    for (let count = 0; count < 20; count++) {
      await stableToken({ force_refresh: true });
      api.advance(30_000);
    }
    expect(await stable({ force_refresh: true })).toMatchObject({ errcode: 45009 });
    expect(api.forcedRefreshes(appId).granted).toBe(20);
    expect(await stableToken()).toBe(api.currentToken(appId, 'stable'));
    api.advance(86_400_000);
    expect(await stable({ force_refresh: true })).toHaveProperty('access_token');
  });

  test('is limited by minute and by day', async () => {
    await restart({ quotas: { stablePerMinute: 1, stablePerDay: 2 } });
    await stable();
    expect(await stable()).toMatchObject({ errcode: 45011 });
    api.advance(60_000);
    await stable();
    api.advance(60_000);
    expect(await stable()).toMatchObject({ errcode: 45009 });
  });

  test('and /cgi-bin/token do not touch each other', async () => {
    const [ofStable, ofClassic] = [await stableToken(), await classicToken()];
    expect(ofStable).not.toBe(ofClassic);
    await stableToken({ force_refresh: true });
    expect(api.isAlive(ofClassic)).toBe(true);
    const forced = await stableToken();
    await classicToken();
    await classicToken();
    expect(api.isAlive(forced)).toBe(true);
  });
});

describe('refusals', () => {
  test.each([
    [41002, 'appid missing', { appid: '' }],
    [41004, 'appsecret missing', { secret: '' }],
    [40013, 'invalid appid', { appid: 'wx0000000000000000', secret: '' }],
    [40125, 'invalid appsecret', { secret: 'wrong' }],
    [40002, 'invalid grant_type', { grant_type: 'authorization_code' }],
  ])('%i %s', async (errcode, errmsg, wrong) => {
    const parameters = { ...CREDENTIAL, ...wrong };
    for (const refused of [await get('/cgi-bin/token', parameters), await stable(parameters)]) {
      expect(refused).toEqual({ errcode, errmsg: expect.stringMatching(`^${errmsg}${RID.source}`) });
    }
    expect(api.tokensIssued(appId)).toBe(0);
  });

  test('40164 names the address that is not in the whitelist', async () => {
    await restart({ whitelist: ['192.0.2.1'] });
    const refused = {
      errcode: 40164,
      errmsg: expect.stringMatching(/^invalid ip 127\.0\.0\.1 ipv6 \S+, not in .* rid/),
    };
    expect([await get('/cgi-bin/token', CREDENTIAL), await stable()]).toEqual([refused, refused]);
    api.setWhitelist(['127.0.0.1']);
    expect(await stable()).toHaveProperty('access_token');
  });

  test('wrong methods and bodies', async () => {
    expect(await post('/cgi-bin/token', '', CREDENTIAL)).toMatchObject({ errcode: 43001 });
    expect(await get('/cgi-bin/stable_token', CREDENTIAL)).toMatchObject({ errcode: 43002 });
    expect(await post('/cgi-bin/stable_token', '', CREDENTIAL)).toMatchObject({ errcode: 44002 });
    expect(await post('/cgi-bin/stable_token', '{"appid":')).toMatchObject({ errcode: 47001 });
  });
});

describe('calls', () => {
  test('need a live token in the query', async () => {
    const token = await stableToken();
    expect(await call(token, '/wxa/getwxacode')).toEqual({ errcode: 0, errmsg: 'ok' });
    expect(await post(MENU, { access_token: token })).toEqual({
      errcode: 41001,
      errmsg: expect.stringMatching(/^access_token missing rid: /),
    });
    expect(await call('unknown', '/customservice/getkflist')).toEqual({
      errcode: 40001,
      errmsg: expect.stringMatching(/^invalid credential, access_token is invalid or not latest, .* rid: /),
    });
    api.advance(7_200_000);
    expect(await call(token)).toEqual({
      errcode: 42001,
      errmsg: expect.stringMatching(/^access_token expired rid: /),
    });
  });

  test('of users and components, and clear_quota/v2, need none', async () => {
    for (const path of ['/sns/userinfo', '/cgi-bin/component/api_component_token', '/cgi-bin/clear_quota/v2']) {
      expect(await get(path)).toEqual({ errcode: 0, errmsg: 'ok' });
    }
  });

  test('get what is scripted', async () => {
    const token = await stableToken();
    api.answer(MENU, { menu: { button: [] } });
    expect(await call(token)).toEqual({ menu: { button: [] } });
    api.answer(MENU, ({ query }) => ({ asked: query['access_token'] }));
    expect(await call(token)).toEqual({ asked: token });
    expect(await call('unknown')).toMatchObject({ errcode: 40001 });
    api.answer(MENU, { errcode: 45065, errmsg: 'clientmsgid exist', msg_id: 7 });
    expect(await call(token)).toEqual({
      errcode: 45065,
      errmsg: expect.stringMatching(`^clientmsgid exist${RID.source}`),
      msg_id: 7,
    });
  });

  test('get files', async () => {
    const token = await stableToken();
    api.answer('/cgi-bin/media/get', { content: Buffer.from([1, 2]), contentType: 'image/jpeg', filename: 'a.jpg' });
    const response = await request('/cgi-bin/media/get', { access_token: token });
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="a.jpg"');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(Buffer.from([1, 2]));
  });

  test('show that a script threw', async () => {
    const token = await stableToken();
    api.answer(MENU, () => Promise.reject(new Error('wrong script')));
    const response = await request(MENU, { access_token: token });
    expect([response.status, await response.text()]).toEqual([599, expect.stringContaining('wrong script')]);
  });

  test('get one ticket per account and type while it lives', async () => {
    const token = await stableToken();
    const other = await classicToken(OTHER);
    const ticket = (type: string, of = token) => get('/cgi-bin/ticket/getticket', { access_token: of, type });
    const first = await ticket('jsapi');
    expect(first).toEqual({ errcode: 0, errmsg: 'ok', ticket: expect.any(String), expires_in: 7200 });
    expect((await ticket('jsapi'))['ticket']).toBe(first['ticket']);
    expect((await ticket('wx_card'))['ticket']).not.toBe(first['ticket']);
    expect((await ticket('jsapi', other))['ticket']).not.toBe(first['ticket']);
    expect(await ticket('other')).toMatchObject({ errcode: 40097 });
    api.advance(7_200_000);
    expect((await ticket('jsapi', await stableToken()))['ticket']).not.toBe(first['ticket']);
  });
});

describe('kill', () => {
  test('revokes a token, and stable_token gives another', async () => {
    const token = await stableToken();
    api.kill(token);
    expect(await errcodeOf(token)).toBe(40001);
    expect([api.isAlive(token), api.currentToken(appId, 'stable')]).toEqual([false, undefined]);
    expect(await stableToken()).not.toBe(token);
  });

  test('can leave stable_token unaware until it is forced', async () => {
    const token = await stableToken();
    api.kill(token, { stillGiven: true });
    expect(await stableToken()).toBe(token);
    expect(await errcodeOf(token)).toBe(40001);
    expect(await errcodeOf(await stableToken({ force_refresh: true }))).toBe(0);
  });

  test('knows only tokens that were given', () => {
    expect(() => api.kill('unknown')).toThrow('never gave');
  });
});

describe('faults', () => {
  async function textOf(fault: Fault): Promise<readonly [number, string | null, string]> {
    api.fail(MENU, fault);
    const response = await request(MENU);
    return [response.status, response.headers.get('content-type'), await response.text()];
  }

  test('answer in place of WeChat', async () => {
    expect(await textOf('html')).toEqual([200, 'text/html', expect.stringContaining('<html>')]);
    expect(await textOf('empty')).toEqual([200, 'text/plain', '']);
    expect(await textOf('status-500')).toEqual([500, 'text/html', expect.stringContaining('Internal')]);
    const [, type, half] = await textOf('half-json');
    expect(type).toBe('application/json; encoding=utf-8');
    expect(() => JSON.parse(half) as unknown).toThrow(SyntaxError);
    expect((await textOf('busy'))[2]).toMatch(/^\{"errcode":-1,"errmsg":"system error rid: /);
    expect((await textOf({ errcode: 45009 }))[2]).toMatch(/"reach max api daily quota limit rid: /);
    expect((await textOf({ errcode: 48001, errmsg: 'api unauthorized' }))[2]).toMatch(/"api unauthorized rid: /);
    expect((await textOf({ json: { access_token: 12, expires_in: 1e9 } }))[2]).toBe(
      '{"access_token":12,"expires_in":1000000000}',
    );
    expect((await textOf({ json: null }))[2]).toBe('null');
  });

  test('befall the token endpoints too, and no token is issued', async () => {
    api.fail('/cgi-bin/stable_token', 'busy', 1);
    expect(await stable()).toMatchObject({ errcode: -1 });
    expect(api.tokensIssued(appId)).toBe(0);
    expect(await stable()).toHaveProperty('access_token');
  });

  test('hang', async () => {
    api.fail(MENU, 'hang');
    const caller = new AbortController();
    const answer = request(MENU, {}, { signal: caller.signal });
    await vi.waitFor(() => expect(api.count(MENU)).toBe(1));
    expect(await Promise.race([answer, sleep(50)])).toBeUndefined();
    caller.abort();
    await expect(answer).rejects.toThrow('abort');
  });

  test('reset', async () => {
    api.fail(MENU, 'reset');
    await expect(request(MENU)).rejects.toThrow(
      expect.objectContaining({ cause: expect.objectContaining({ code: 'ECONNRESET' }) }),
    );
    expect(api.count(MENU)).toBe(1);
  });

  test('delay', async () => {
    const token = await stableToken();
    api.fail(MENU, { delayMs: 60 });
    const start = performance.now();
    expect(await errcodeOf(token)).toBe(0);
    expect(performance.now() - start).toBeGreaterThan(50);
  });

  test('come in order, as often as they shall, and end when healed', async () => {
    const token = await stableToken();
    api.fail(MENU, { errcode: 1 }, 2);
    api.fail(MENU, { errcode: 2 });
    api.fail(MENU, { errcode: 3 });
    const seen = [];
    for (let count = 0; count < 4; count++) seen.push(await errcodeOf(token));
    expect(seen).toEqual([1, 1, 3, 3]);
    api.heal(MENU);
    expect(await errcodeOf(token)).toBe(0);
    api.fail(MENU, 'busy');
    api.heal();
    expect(await errcodeOf(token)).toBe(0);
  });

  test('hold requests until they are released', async () => {
    const token = await stableToken();
    api.fail(MENU, 'hold');
    const answers = Promise.all([errcodeOf(token), errcodeOf(token), errcodeOf(token)]);
    await api.held(MENU, 3);
    await api.held(MENU);
    api.kill(token);
    api.release(MENU);
    expect(await answers).toEqual([40001, 40001, 40001]);
    expect(await errcodeOf(token)).toBe(40001);
  });

  test('healed, let held requests go', async () => {
    const token = await stableToken();
    api.fail(MENU, 'hold', 1);
    const answer = errcodeOf(token);
    await api.held(MENU);
    api.heal();
    expect(await answer).toBe(0);
  });

  test('carry a held request out although its caller left, who is not counted', async () => {
    api.fail('/cgi-bin/token', 'hold');
    const leaving = new AbortController();
    const left = request('/cgi-bin/token', CREDENTIAL, { signal: leaving.signal });
    await api.held('/cgi-bin/token');
    leaving.abort();
    await expect(left).rejects.toThrow('abort');
    await sleep(50);
    const two = vi.fn<() => void>();
    void api.held('/cgi-bin/token', 2).then(two);
    const staying = classicToken();
    await api.held('/cgi-bin/token', 1);
    expect(two).not.toHaveBeenCalled();
    api.release('/cgi-bin/token');
    expect(await staying).toBe(api.currentToken(appId, 'classic'));
    expect(api.tokensIssued(appId)).toBe(2);
  });
});

describe('the server', () => {
  test('records what arrives', async () => {
    await post('/cgi-bin/a', { text: '中文' }, { access_token: 'x', type: 'image' });
    await request(
      '/cgi-bin/b',
      [
        ['id', '1'],
        ['id', '2'],
      ],
      { headers: { 'x-name': 'value' } },
    );
    await request('/cgi-bin/a', {}, { method: 'POST', body: Buffer.from([0xff, 0x00]) });
    expect(api.requests).toEqual([
      expect.objectContaining({
        method: 'POST',
        path: '/cgi-bin/a',
        query: { access_token: 'x', type: 'image' },
        body: { text: '中文' },
        raw: Buffer.from('{"text":"中文"}'),
      }),
      expect.objectContaining({
        method: 'GET',
        path: '/cgi-bin/b',
        query: { id: ['1', '2'] },
        headers: expect.objectContaining({ 'x-name': 'value' }),
        body: undefined,
      }),
      expect.objectContaining({ body: Buffer.from([0xff, 0x00]), ip: '127.0.0.1' }),
    ]);
    expect([api.count('/cgi-bin/a'), api.count('/cgi-bin/b'), api.count('/cgi-bin/c')]).toEqual([2, 1, 0]);
  });

  test('has a clock of its own', async () => {
    vi.useFakeTimers();
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const token = await stableToken();
    vi.setSystemTime(Date.now() + 7_200_000);
    expect(await errcodeOf(token)).toBe(0);
    api.advance(7_200_000);
    expect(await errcodeOf(token)).toBe(42001);
    const [first, , last] = api.requests;
    expect(Number(last?.at) - Number(first?.at)).toBeGreaterThanOrEqual(7_200_000);
  });

  test('forgets everything on reset', async () => {
    const token = await stableToken({ force_refresh: true });
    api.answer(MENU, { scripted: true });
    api.fail(MENU, 'hold');
    api.advance(1000);
    const held = call(token);
    await api.held(MENU);
    api.reset();
    await expect(held).rejects.toThrow('fetch failed');
    expect(api.requests).toEqual([]);
    expect([api.isAlive(token), api.tokensIssued(appId), api.forcedRefreshes(appId).granted]).toEqual([false, 0, 0]);
    expect(await call(await stableToken())).toEqual({ errcode: 0, errmsg: 'ok' });
  });

  test('closes while requests hang', async () => {
    api.fail(MENU, 'hang');
    const hanging = request(MENU);
    await vi.waitFor(() => expect(api.count(MENU)).toBe(1));
    await api.close();
    await expect(hanging).rejects.toThrow('fetch failed');
  });
});
