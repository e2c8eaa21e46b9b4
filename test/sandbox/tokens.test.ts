import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { SandboxClock, SandboxError, WechatSandbox, type SandboxAccountOptions } from 'nestjs-wechat/sandbox';
import { getJson, postJson, RID, type Json } from '../support/raw-api.js';

const ACCOUNT = { appId: 'wx1a2b3c4d5e6f7081', appSecret: '0f1e2d3c4b5a69788796a5b4c3d2e1f0' };
const OTHER = { appId: 'wx8f7e6d5c4b3a2918', appSecret: 'ffffffffffffffffffffffffffffffff' };
const CREDENTIAL = { grant_type: 'client_credential', appid: ACCOUNT.appId, secret: ACCOUNT.appSecret };
const IPS = '/cgi-bin/getcallbackip';
const MORNING = '2026-03-02T08:00:00+08:00';

let sandbox: WechatSandbox;
beforeEach(() => start());
afterEach(() => sandbox.stop());

async function start(options: Partial<SandboxAccountOptions> = {}, startAt = MORNING): Promise<void> {
  const accounts = [{ ...ACCOUNT, ...options }, OTHER];
  sandbox = await WechatSandbox.start({ accounts, clock: new SandboxClock(new Date(startAt)) });
}

async function restart(options: Partial<SandboxAccountOptions>, startAt?: string): Promise<void> {
  await sandbox.stop();
  await start(options, startAt);
}

const classic = () => getJson(sandbox, '/cgi-bin/token', CREDENTIAL);
const classicToken = async () => String((await classic())['access_token']);
const stable = (body: Json = {}) => postJson(sandbox, '/cgi-bin/stable_token', { ...CREDENTIAL, ...body });
const stableToken = async (body?: Json) => String((await stable(body))['access_token']);
const call = (token: string, path = IPS) => getJson(sandbox, path, { access_token: token });
/** 0 where it is accepted. */
const errcodeOf = async (token: string) => (await call(token))['errcode'] ?? 0;
const tokens = () => sandbox.account().accessTokens;

describe('GET /cgi-bin/token', () => {
  test('gives a new token each time', async () => {
    const first = await classic();
    expect(first).toEqual({ access_token: expect.stringMatching(/^[\w-]{100,512}$/), expires_in: 7200 });
    const second = await classicToken();
    expect(second).not.toBe(first['access_token']);
    expect(tokens().current('classic')).toBe(second);
    expect(tokens().current('stable')).toBeUndefined();
    expect(tokens().list()).toMatchObject([{ value: first['access_token'] }, { value: second, kind: 'classic' }]);
  });

  test('lets the previous token go on for five minutes', async () => {
    const [first, second] = [await classicToken(), await classicToken()];
    sandbox.clock.advance(290_000);
    expect([await errcodeOf(first), await errcodeOf(second)]).toEqual([0, 0]);
    sandbox.clock.advance(10_000);
    expect([await errcodeOf(first), await errcodeOf(second)]).toEqual([40001, 0]);
  });

  test('lets no token but the previous one go on', async () => {
    const all = [await classicToken(), await classicToken(), await classicToken()];
    expect(all.map(token => tokens().state(token))).toEqual(['dead', 'alive', 'alive']);
    expect(await Promise.all(all.map(errcodeOf))).toEqual([40001, 0, 0]);
  });

  test('leaves the tokens of other accounts alone', async () => {
    const token = await classicToken();
    const query = { ...CREDENTIAL, appid: OTHER.appId, secret: OTHER.appSecret };
    await getJson(sandbox, '/cgi-bin/token', query);
    await getJson(sandbox, '/cgi-bin/token', query);
    expect(await errcodeOf(token)).toBe(0);
    expect(tokens().list()).toHaveLength(1);
    expect(sandbox.account(OTHER.appId).accessTokens.list()).toHaveLength(2);
  });

  test('can be called 2000 times a day', async () => {
    const { quotas } = sandbox.account();
    for (let count = 0; count < 1999; count++) quotas.spend('/cgi-bin/token', Infinity);
    expect(await classic()).toHaveProperty('access_token');
    expect(await classic()).toMatchObject({ errcode: 45009 });
  });

  test('has a day that ends at midnight in Beijing', async () => {
    await restart({ dailyLimits: { '/cgi-bin/token': 2 } }, '2026-03-02T23:00:00+08:00');
    await classicToken();
    const last = await classicToken();
    sandbox.clock.advance(3_500_000);
    expect(await classic()).toEqual({
      errcode: 45009,
      errmsg: expect.stringMatching(`^reach max api daily quota limit${RID.source}`),
    });
    expect(tokens().current('classic')).toBe(last);
    sandbox.clock.advance(100_000);
    expect(await classic()).toHaveProperty('access_token');
  });
});

describe('POST /cgi-bin/stable_token', () => {
  test('gives the same token with its remaining life', async () => {
    const first = await stable();
    expect(first['expires_in']).toBe(7200);
    sandbox.clock.advance(6_000_000);
    const second = await stable();
    expect(second['access_token']).toBe(first['access_token']);
    expect(second['expires_in']).toBeGreaterThan(1190);
    expect(second['expires_in']).toBeLessThanOrEqual(1200);
    expect(tokens().list()).toHaveLength(1);
  });

  test('renews the token in its last five minutes, and the old one lives its life out', async () => {
    const first = await stableToken();
    sandbox.clock.advance(6_890_000);
    expect(await stableToken()).toBe(first);
    sandbox.clock.advance(10_000);
    const second = await stable();
    expect(second).toEqual({ access_token: expect.not.stringContaining(first), expires_in: 7200 });
    expect(await errcodeOf(first)).toBe(0);
    sandbox.clock.advance(300_000);
    expect(await errcodeOf(first)).toBe(42001);
    expect(await errcodeOf(String(second['access_token']))).toBe(0);
  });

  test('forced, gives a new token and kills the one before', async () => {
    const first = await stableToken();
    const second = await stableToken({ force_refresh: true });
    expect(second).not.toBe(first);
    expect([await errcodeOf(first), await errcodeOf(second)]).toEqual([40001, 0]);
    expect(await stableToken()).toBe(second);
    expect(tokens().current('stable')).toBe(second);
  });

  test('forced within thirty seconds, gives the present token', async () => {
    const first = await stableToken({ force_refresh: true });
    sandbox.clock.advance(20_000);
    expect(await stableToken({ force_refresh: true })).toBe(first);
    expect(tokens().forced).toEqual({ granted: 1, tooEarly: 1 });
    sandbox.clock.advance(10_000);
    expect(await stableToken({ force_refresh: true })).not.toBe(first);
    expect(tokens().forced).toEqual({ granted: 2, tooEarly: 1 });
  });

  test('can be forced twenty times a day', async () => {
    for (let count = 0; count < 20; count++) {
      await stableToken({ force_refresh: true });
      sandbox.clock.advance(30_000);
    }
    expect(await stable({ force_refresh: true })).toMatchObject({ errcode: 45009 });
    expect(tokens().forced.granted).toBe(20);
    expect(await stableToken()).toBe(tokens().current('stable'));
    sandbox.clock.advance(16 * 3_600_000);
    expect(await stable({ force_refresh: true })).toHaveProperty('access_token');
  });

  test('can be called 10,000 times a minute', async () => {
    const { quotas } = sandbox.account();
    for (let count = 0; count < 9999; count++) quotas.spend('minute /cgi-bin/stable_token', Infinity, 'minute');
    await stableToken();
    expect(await stable()).toEqual({
      errcode: 45011,
      errmsg: expect.stringMatching(/^api minute-quota reach limit, must slower, retry next minute rid: /),
    });
    sandbox.clock.advance(60_000);
    expect(await stable()).toHaveProperty('access_token');
  });

  test('is limited by day', async () => {
    await restart({ dailyLimits: { '/cgi-bin/stable_token': 2, '/cgi-bin/stable_token?force_refresh': 1 } });
    await stableToken({ force_refresh: true });
    sandbox.clock.advance(60_000);
    expect(await stable({ force_refresh: true })).toMatchObject({ errcode: 45009 });
    expect(await stable()).toMatchObject({ errcode: 45009 });
    expect(await classic()).toHaveProperty('access_token');
  });

  test('and /cgi-bin/token do not touch each other', async () => {
    const [ofStable, ofClassic] = [await stableToken(), await classicToken()];
    expect(ofStable).not.toBe(ofClassic);
    const forced = await stableToken({ force_refresh: true });
    expect(await errcodeOf(ofClassic)).toBe(0);
    await classicToken();
    await classicToken();
    expect(await errcodeOf(forced)).toBe(0);
  });
});

describe('refusals', () => {
  test.each([
    [41002, 'appid missing', { appid: '' }],
    [41004, 'appsecret missing', { secret: '' }],
    [40013, 'invalid appid', { appid: 'wx0000000000000000', secret: '' }],
    [40125, 'invalid appsecret', { secret: 'wrong' }],
    [40125, 'invalid appsecret', { secret: OTHER.appSecret }],
    [40002, 'invalid grant_type', { grant_type: 'authorization_code' }],
    [40002, 'invalid grant_type', { grant_type: '' }],
  ])('%i %s for %o', async (errcode, errmsg, wrong) => {
    const parameters = { ...CREDENTIAL, ...wrong };
    for (const refused of [await getJson(sandbox, '/cgi-bin/token', parameters), await stable(parameters)])
      expect(refused).toEqual({ errcode, errmsg: expect.stringMatching(`^${errmsg}${RID.source}`) });
    expect(tokens().list()).toEqual([]);
    expect(sandbox.account().quotas.used('/cgi-bin/token')).toBe(0);
  });

  test('40164 names the address that is not in the whitelist', async () => {
    await restart({ ipWhitelist: ['192.0.2.1'] });
    const refused = {
      errcode: 40164,
      errmsg: expect.stringMatching(/^invalid ip 127\.0\.0\.1 ipv6 \S+, not in .* rid/),
    };
    expect([await classic(), await stable()]).toEqual([refused, refused]);
    sandbox.account().ipWhitelist = ['127.0.0.1'];
    expect(await stable()).toHaveProperty('access_token');
  });

  test('a website has no access tokens', async () => {
    await restart({ type: 'website' });
    expect([await classic(), await stable()]).toMatchObject([{ errcode: 40013 }, { errcode: 40013 }]);
  });

  test('wrong methods and bodies', async () => {
    expect(await postJson(sandbox, '/cgi-bin/token', '', CREDENTIAL)).toMatchObject({ errcode: 43001 });
    expect(await getJson(sandbox, '/cgi-bin/stable_token', CREDENTIAL)).toMatchObject({ errcode: 43002 });
    expect(await postJson(sandbox, '/cgi-bin/stable_token', '', CREDENTIAL)).toMatchObject({ errcode: 44002 });
    expect(await postJson(sandbox, '/cgi-bin/stable_token', '{"appid":')).toMatchObject({ errcode: 47001 });
    expect(await stable({ appid: [] })).toMatchObject({ errcode: 47001 });
    expect(await stable({ force_refresh: 'yes' })).toMatchObject({ errcode: 47001 });
  });
});

describe('tokens that are taken away', () => {
  test('are refused, and stable_token gives another', async () => {
    const token = await stableToken();
    sandbox.fault.rejectTokens({ token });
    expect(await errcodeOf(token)).toBe(40001);
    expect([tokens().state(token), tokens().current('stable')]).toEqual(['dead', undefined]);
    expect(await stableToken()).not.toBe(token);
  });

  test('can be handed out as before, until stable_token is forced', async () => {
    const token = await stableToken();
    sandbox.fault.rejectTokens({ token, stillGiven: true });
    expect(await stableToken()).toBe(token);
    expect(await errcodeOf(token)).toBe(40001);
    expect(await errcodeOf(await stableToken({ force_refresh: true }))).toBe(0);
  });

  test('must have been given', () => {
    expect(() => sandbox.fault.rejectTokens({ token: 'unknown' })).toThrow(SandboxError);
  });

  test('can be all there are, or expire before their time', async () => {
    const all = [await stableToken(), await classicToken()];
    sandbox.fault.expireTokens();
    expect(await Promise.all(all.map(errcodeOf))).toEqual([42001, 42001]);
    const others = [await stableToken(), await classicToken()];
    sandbox.fault.rejectTokens();
    expect(await Promise.all(others.map(errcodeOf))).toEqual([40001, 40001]);
  });
});

describe('the clock of WeChat', () => {
  test('is its own', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const token = await stableToken();
    vi.setSystemTime(Date.now() + 7_200_000);
    expect(await errcodeOf(token)).toBe(0);
    sandbox.clock.advance(7_200_000);
    expect(await errcodeOf(token)).toBe(42001);
    const [first, , last] = sandbox.calls;
    expect(Number(last?.at) - Number(first?.at)).toBeGreaterThanOrEqual(7_200_000);
    expect(first?.at).toBeGreaterThanOrEqual(Date.parse(MORNING));
    expect(first?.at).toBeLessThan(Date.parse(MORNING) + 60_000);
  });

  test('goes forward only', () => {
    for (const wrong of [-1, Number.NaN]) expect(() => sandbox.clock.advance(wrong)).toThrow(RangeError);
  });
});
