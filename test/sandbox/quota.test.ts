import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SandboxClock, WechatSandbox } from 'nestjs-wechat/sandbox';
import { createAccount } from '../support/account.js';
import { postJson, request, RID, withToken, type Json } from '../support/raw-api.js';

const ACCOUNT = { appId: 'wx1a2b3c4d5e6f7081', appSecret: '0f1e2d3c4b5a69788796a5b4c3d2e1f0' };
const OTHER = 'wx8f7e6d5c4b3a2918';
const CLEAR = '/cgi-bin/clear_quota';
const IPS = '/cgi-bin/getcallbackip';
const DAY_MS = 86_400_000;

let sandbox: WechatSandbox;
beforeEach(async () => {
  sandbox = await WechatSandbox.start({
    accounts: [{ ...ACCOUNT, dailyLimits: { [IPS]: 2 } }, { appId: OTHER }],
    clock: new SandboxClock(new Date('2026-03-15T08:00:00+08:00')),
  });
});
afterEach(() => sandbox.stop());

const post = (path: string, body: Json, appId?: string) => withToken(sandbox, appId).post(path, body);
const getIps = () => withToken(sandbox).get(IPS);
const quotaOf = (path: string) => post('/cgi-bin/openapi/quota/get', { cgi_path: path });

/** Uses up what there is of one API, and is refused. */
async function useUp(): Promise<void> {
  expect([await getIps(), await getIps(), await getIps()]).toMatchObject([
    { ip_list: ['127.0.0.1'] },
    { ip_list: ['127.0.0.1'] },
    { errcode: 45009 },
  ]);
}

describe('clear_quota', () => {
  test('lets the day begin anew, by our own API', async () => {
    await useUp();
    const { api } = createAccount(sandbox, { timeoutMs: 20_000 });
    await expect(api.quota.clearAll({ appid: ACCOUNT.appId })).resolves.not.toThrow();
    await useUp();
  });

  test('is for the account of the token', async () => {
    expect(await post(CLEAR, {})).toMatchObject({ errcode: 41002 });
    for (const appid of [OTHER, 'wx0000000000000000'])
      expect(await post(CLEAR, { appid })).toMatchObject({ errcode: 40013 });
    await useUp();
    expect(await post(CLEAR, { appid: OTHER }, OTHER)).toEqual({ errcode: 0, errmsg: 'ok' });
    expect(await getIps()).toMatchObject({ errcode: 45009 });
  });

  test('goes without a token when tokens are used up', async () => {
    await sandbox.stop();
    sandbox = await WechatSandbox.start({ accounts: [{ ...ACCOUNT, dailyLimits: { '/cgi-bin/token': 0 } }] });
    const credential = { appid: ACCOUNT.appId, appsecret: ACCOUNT.appSecret };
    const clear = (body: string | Json, query?: Record<string, string>) =>
      postJson(sandbox, `${CLEAR}/v2`, body, query);
    const { quotas } = sandbox.account();
    for (const [body, query] of [
      ['', credential],
      [credential, {}],
      [String(new URLSearchParams(credential)), {}],
    ] as const) {
      quotas.spend('/cgi-bin/token', Infinity);
      expect(await clearForm(body, query)).toEqual({ errcode: 0, errmsg: 'ok' });
      expect(quotas.used('/cgi-bin/token')).toBe(0);
    }
    expect(await clear('', { ...credential, appid: '' })).toMatchObject({ errcode: 41002 });
    expect(await clear('', { ...credential, appsecret: '' })).toMatchObject({ errcode: 41004 });
    expect(await clear('', { ...credential, appid: 'wx0' })).toMatchObject({ errcode: 40013 });
    expect(await clear('', { ...credential, appsecret: 'x' })).toMatchObject({ errcode: 40125 });
    expect(await (await request(sandbox, `${CLEAR}/v2`, credential)).json()).toMatchObject({ errcode: 43002 });
  });

  test('works ten times a month, with and without a token', async () => {
    const credential = { appid: ACCOUNT.appId, appsecret: ACCOUNT.appSecret };
    const clear = (count: number) =>
      count % 2 === 0 ? post(CLEAR, credential) : postJson(sandbox, `${CLEAR}/v2`, credential);
    for (let count = 0; count < 10; count++) expect(await clear(count)).toMatchObject({ errcode: 0 });
    const refused = {
      errcode: 48006,
      errmsg: expect.stringMatching(`^forbid to clear quota because of reaching the limit${RID.source}`),
    };
    expect([await clear(0), await clear(1)]).toEqual([refused, refused]);
    // From the 15th to the 31st of March, and an hour before April in Beijing.
    sandbox.clock.advance(16 * DAY_MS + 15 * 3_600_000);
    expect(await clear(0)).toEqual(refused);
    sandbox.clock.advance(3_600_000);
    expect(await clear(0)).toMatchObject({ errcode: 0 });
  });

  async function clearForm(body: string | Json, query: Record<string, string>): Promise<unknown> {
    const headers = {
      'content-type': typeof body === 'string' ? 'application/x-www-form-urlencoded' : 'application/json',
    };
    const init = { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
    return (await request(sandbox, `${CLEAR}/v2`, query, init)).json();
  }
});

describe('openapi/quota', () => {
  test('tells what is used and left, by our own API', async () => {
    const { api } = createAccount(sandbox, { timeoutMs: 20_000 });
    const get = (path: string) => api.quota.get({ cgi_path: path });
    expect(await get(IPS)).toMatchObject({ quota: { daily_limit: 2, used: 0, remain: 2 } });
    await useUp();
    expect(await get(IPS)).toMatchObject({ quota: { daily_limit: 2, used: 2, remain: 0 } });
    await api.quota.clear({ cgi_path: IPS });
    expect(await get(IPS)).toMatchObject({ quota: { used: 0, remain: 2 } });
    await getIps();
    sandbox.clock.advance(DAY_MS);
    expect(await get(IPS)).toMatchObject({ quota: { used: 0, remain: 2 } });
  });

  test('knows the limits by day and by minute', async () => {
    const credential = { grant_type: 'client_credential', appid: ACCOUNT.appId, secret: ACCOUNT.appSecret };
    await request(sandbox, '/cgi-bin/token', credential);
    expect(await quotaOf('/cgi-bin/token')).toEqual({
      errcode: 0,
      errmsg: 'ok',
      quota: { daily_limit: 2000, used: 1, remain: 1999 },
    });
    expect(await quotaOf('/cgi-bin/stable_token')).toMatchObject({
      quota: { daily_limit: 500_000 },
      rate_limit: { call_count: 10_000, refresh_second: 60 },
    });
    expect(await quotaOf('/cgi-bin/media/upload')).toMatchObject({ quota: { daily_limit: 5000 } });
    expect(await quotaOf('/cgi-bin/openapi/quota/get')).toMatchObject({
      quota: { daily_limit: 0, used: 4, remain: 0 },
    });
  });

  test('refuses paths that are none', async () => {
    const refused = { errcode: 76021, errmsg: expect.stringMatching(/^cgi_path not found, please check rid: /) };
    for (const path of ['', '/cgi-bin/no', 'cgi-bin/token', `${sandbox.origin}${IPS}`, 'constructor', '__proto__'])
      expect(await quotaOf(path)).toEqual(refused);
    expect(await post('/cgi-bin/openapi/quota/get', {})).toEqual(refused);
    expect(await post('/cgi-bin/openapi/quota/clear', { cgi_path: '/cgi-bin/no' })).toEqual(refused);
    expect(await quotaOf('/sns/userinfo')).toMatchObject({ errcode: 76022 });
  });

  test('clears the counter of one API 50 times a month', async () => {
    await useUp();
    await withToken(sandbox).get('/cgi-bin/get_api_domain_ip');
    const clear = () => post('/cgi-bin/openapi/quota/clear', { cgi_path: IPS });
    for (let count = 0; count < 50; count++) expect(await clear()).toEqual({ errcode: 0, errmsg: 'ok' });
    expect(await clear()).toMatchObject({ errcode: 48006 });
    await useUp();
    expect(sandbox.account().quotas.used('/cgi-bin/get_api_domain_ip')).toBe(1);
    expect(await post(CLEAR, { appid: ACCOUNT.appId })).toMatchObject({ errcode: 0 });
  });
});

describe('openapi/rid/get', () => {
  const fail = async (appId?: string) => String((await post('/cgi-bin/qrcode/create', { a: '中' }, appId))['errmsg']);
  const ridOf = (errmsg: string) => RID.exec(errmsg)?.[0].replace(' rid: ', '') ?? '';
  const find = (rid: unknown) => post('/cgi-bin/openapi/rid/get', { rid });

  test('tells what was sent and answered, by our own API', async () => {
    const { api } = createAccount(sandbox, { timeoutMs: 20_000 });
    const error: unknown = await api.post('/cgi-bin/qrcode/create', { a: '中' }).catch((reason: unknown) => reason);
    const { rid } = error as { rid: string };
    const failed = sandbox.calls.find(({ path }) => path === '/cgi-bin/qrcode/create');
    const { request: found } = await api.quota.getRid({ rid });
    expect(found).toEqual({
      invoke_time: Math.floor(Number(failed?.at) / 1000),
      cost_in_ms: expect.any(Number),
      request_url: `access_token=${failed?.query['access_token']}`,
      request_body: '{"a":"中"}',
      response_body: JSON.stringify({ errcode: 40053, errmsg: `invalid action info rid: ${rid}` }),
      client_ip: '127.0.0.1',
    });
  });

  test.each([undefined, '', 'abc', '65a1b2c3-01234567', '65A1B2C3-01234567-89abcdef', '65a1b2c3-01234567-89abcdef '])(
    '76002 for %o',
    async rid => {
      expect(await find(rid)).toEqual({ errcode: 76002, errmsg: expect.stringMatching(`^rid is error${RID.source}`) });
    },
  );

  test('keeps the calls of an account for seven days, and from others', async () => {
    const rid = ridOf(await fail());
    expect(await find('65a1b2c3-01234567-89abcdef')).toMatchObject({ errcode: 76001 });
    expect(await find(ridOf(await fail(OTHER)))).toMatchObject({ errcode: 76003 });
    sandbox.clock.advance(7 * DAY_MS - 60_000);
    expect(await find(rid)).toMatchObject({ errcode: 0 });
    sandbox.clock.advance(60_000);
    expect(await find(rid)).toMatchObject({ errcode: 76004 });
  });

  test('tells of no call on behalf of a user', async () => {
    sandbox.answer('/sns/something', { errcode: 40003 });
    const { errmsg } = (await (await request(sandbox, '/sns/something')).json()) as { errmsg: string };
    expect(await find(ridOf(errmsg))).toMatchObject({ errcode: 76022 });
  });
});
