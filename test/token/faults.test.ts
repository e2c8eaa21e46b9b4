import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WechatApiError, WechatConfigError, WechatNetworkError, WechatQuotaError } from 'nestjs-wechat';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { captureLogs, createAccount } from '../support/account.js';
import { countCalls } from '../support/sandbox.js';

const STABLE = '/cgi-bin/stable_token';
const CLASSIC = '/cgi-bin/token';

let sandbox: WechatSandbox;
beforeEach(async () => {
  sandbox = await WechatSandbox.start();
});
afterEach(() => sandbox.stop());

const settle = async (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

describe.each([
  ['stable', STABLE],
  ['classic', CLASSIC],
] as const)('with %s tokens', (source, path) => {
  const options = { accessToken: { source } };

  test.each([
    [
      'a wrong secret',
      { errcode: 40125, errmsg: 'invalid appsecret rid: a1-b2-c3' },
      WechatApiError,
      /40125.*AppSecret/i,
    ],
    ['an unknown AppID', { errcode: 40013, errmsg: 'invalid appid' }, WechatApiError, /40013/],
    [
      'an address that is not whitelisted',
      { errcode: 40164, errmsg: 'invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist' },
      WechatApiError,
      /203\.0\.113\.7.*whitelist/i,
    ],
    [
      'a quota that is used up',
      { errcode: 45009, errmsg: 'reach max api daily quota limit' },
      WechatQuotaError,
      /45009/,
    ],
    ['a system that is busy', { errcode: -1 }, WechatApiError, /-1/],
    ['HTML', 'html', WechatNetworkError, /no JSON object/],
    ['nothing in the body', 'empty', WechatNetworkError, /no JSON object/],
    ['status 500', 'status-500', WechatNetworkError, /500/],
    ['half a JSON', 'half-json', WechatNetworkError, /no JSON object/],
    ['nothing at all', 'hang', WechatNetworkError, /500 ms/],
    ['a reset', 'reset', WechatNetworkError, /could not be reached/],
    ['a token that is no text', { json: { access_token: 5, expires_in: 7200 } }, WechatNetworkError, /no usable token/],
    ['an empty token', { json: { access_token: '', expires_in: 7200 } }, WechatNetworkError, /no usable token/],
    ['a token that lives 0 s', { json: { access_token: 't', expires_in: 0 } }, WechatNetworkError, /no usable token/],
    ['a token without a life', { json: { access_token: 't' } }, WechatNetworkError, /no usable token/],
    ['an array', { json: [] }, WechatNetworkError, /no usable token|no JSON object/],
    ['null', { json: null }, WechatNetworkError, /no JSON object/],
  ] as const)('%s is a typed error, with bounded requests and no secret', async (_, fault, type, message) => {
    const logger = captureLogs();
    sandbox.fault.fail(path, fault);
    const { tokens, api } = createAccount(sandbox, options);
    const errors = await Promise.all([
      ...Array.from({ length: 100 }, () => settle(tokens.getAccessToken())),
      settle(api.menu.get()),
      settle(tokens.refresh()),
      settle(tokens.getTicket('jsapi')),
    ]);
    for (let turn = 0; turn < 5; turn++) errors.push(await settle(tokens.getAccessToken()));
    for (const error of errors) {
      expect(error).toBeInstanceOf(type);
      const { message: text, stack = '', cause } = error as Error;
      expect(text).toMatch(message);
      expect(`${text}${stack}${String(cause)}${JSON.stringify(error)}`).not.toContain(sandbox.account().appSecret);
    }
    expect(countCalls(sandbox, path)).toBeLessThanOrEqual(4);
    expect(JSON.stringify(logger.entries)).not.toContain(sandbox.account().appSecret);
    expect(sandbox.calls.some(call => call.path.startsWith('/cgi-bin/menu'))).toBe(false);
  });

  test('recovers when WeChat does', async () => {
    sandbox.fault.apiError(path, -1, { times: 1 });
    const { tokens } = createAccount(sandbox, options);
    await expect(tokens.getAccessToken()).rejects.toThrow(WechatApiError);
    expect(sandbox.account().accessTokens.state(await tokens.getAccessToken())).toBe('alive');
  });

  test('a token that lives 5 s is used for 5 s', async () => {
    sandbox.fault.fail(path, { json: { access_token: 'short', expires_in: 5 } });
    const { tokens } = createAccount(sandbox, options);
    const answers = await Promise.all(Array.from({ length: 100 }, () => tokens.getAccessToken()));
    expect(new Set(answers)).toEqual(new Set(['short']));
    await tokens.getAccessToken();
    expect(countCalls(sandbox, path)).toBe(1);
    const { expiresAt } = await tokens.getCredential();
    expect(expiresAt.getTime() - Date.now()).toBeLessThanOrEqual(5000);
  });

  test('a token that claims to live for ever is replaced after two hours all the same', async () => {
    sandbox.fault.fail(path, { json: { access_token: 'eternal', expires_in: 1e9 } });
    const { tokens } = createAccount(sandbox, options);
    const { expiresAt } = await tokens.getCredential();
    expect(expiresAt.getTime() - Date.now()).toBeLessThanOrEqual(7_200_000);
  });
});

describe('stable tokens', () => {
  test('that WeChat refuses and gives again are replaced by force', async () => {
    const { tokens, api } = createAccount(sandbox);
    const dead = await tokens.getAccessToken();
    sandbox.fault.rejectTokens({ token: dead, stillGiven: true });
    await api.get('/cgi-bin/getcallbackip');
    expect(sandbox.account().accessTokens.state(await tokens.getAccessToken())).toBe('alive');
    expect(sandbox.calls.map(({ path, body }) => [path, (body as { force_refresh?: boolean })?.force_refresh])).toEqual(
      [
        [STABLE, false],
        ['/cgi-bin/getcallbackip', undefined],
        [STABLE, true],
        ['/cgi-bin/getcallbackip', undefined],
      ],
    );
  });

  test('are not forced twice within 30 s: a typed error, and no loop', async () => {
    const { tokens } = createAccount(sandbox);
    const first = await tokens.getAccessToken();
    sandbox.fault.rejectTokens({ token: first, stillGiven: true });
    await tokens.invalidate(first);
    const second = await tokens.getAccessToken();
    sandbox.fault.rejectTokens({ token: second, stillGiven: true });
    await tokens.invalidate(second);
    const errors = await Promise.all(Array.from({ length: 50 }, () => settle(tokens.getAccessToken())));
    for (const error of errors) expect(error).toMatchObject({ errcode: 40001, retryable: true });
    for (let turn = 0; turn < 10; turn++) await settle(tokens.getAccessToken());
    const forced = sandbox.calls.filter(({ body }) => (body as { force_refresh?: boolean }).force_refresh);
    expect(forced).toHaveLength(1);
    expect(countCalls(sandbox, STABLE)).toBeLessThanOrEqual(6);
  });

  test('that come again near their end are no failure, and not asked for all the time', async () => {
    const { tokens } = createAccount(sandbox, { accessToken: { leadSeconds: 7199 } });
    const token = await tokens.getAccessToken();
    for (let turn = 0; turn < 20; turn++) expect(await tokens.getAccessToken()).toBe(token);
    expect(countCalls(sandbox, STABLE)).toBeLessThanOrEqual(2);
  });
});

describe('a service', () => {
  test('refreshes once for many callers', async () => {
    const { tokens } = createAccount(sandbox, { accessToken: { source: 'classic' } });
    const before = await tokens.getAccessToken();
    const after = new Set(await Promise.all(Array.from({ length: 100 }, () => tokens.refresh())));
    expect(after.size).toBe(1);
    expect(after.has(before)).toBe(false);
    expect(countCalls(sandbox, CLASSIC)).toBe(2);
  });

  test('is not impressed by a late report of an old token', async () => {
    const { tokens } = createAccount(sandbox, { accessToken: { source: 'classic' } });
    const old = await tokens.getAccessToken();
    const current = await tokens.refresh();
    await Promise.all(Array.from({ length: 20 }, () => tokens.invalidate(old)));
    expect(await tokens.getAccessToken()).toBe(current);
    expect(countCalls(sandbox, CLASSIC)).toBe(2);
  });

  test('fetches past its cache where it is told to', async () => {
    const { tokens } = createAccount(sandbox, { accessToken: { source: 'classic' } });
    const kept = await tokens.getAccessToken();
    expect((await tokens.fetchAccessToken()).accessToken).not.toBe(kept);
    expect(await tokens.getAccessToken()).toBe(kept);
  });

  test('of an account without a secret says what is missing, and asks WeChat nothing', async () => {
    const { tokens, api } = createAccount(sandbox, { appSecret: undefined });
    await expect(tokens.getAccessToken()).rejects.toThrow(WechatConfigError);
    await expect(api.menu.delete()).rejects.toThrow(/appSecret \(WECHAT_APP_SECRET\)/);
    expect(sandbox.calls).toEqual([]);
  });

  test('keeps tickets of both types', async () => {
    const { tokens } = createAccount(sandbox);
    const tickets = await Promise.all([
      tokens.getTicket('jsapi'),
      tokens.getTicket('wx_card'),
      tokens.getTicket('jsapi'),
    ]);
    expect(new Set(tickets).size).toBe(2);
    expect(countCalls(sandbox, '/cgi-bin/ticket/getticket')).toBe(2);
    expect(countCalls(sandbox, STABLE)).toBe(1);
  });
});
