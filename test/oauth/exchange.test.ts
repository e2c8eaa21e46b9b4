import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  WechatApiError,
  WechatConfigError,
  WechatOAuthError,
  WechatQuotaError,
  type OAuthIdentity,
  type OAuthService,
} from 'nestjs-wechat';
import { WechatSandbox, type ApiFailure, type Follower } from 'nestjs-wechat/sandbox';
import { MemoryUserTokenStore } from '#lib/oauth/memory-user-token.store';
import { captureLogs, createAccount } from '../support/account.js';
import { expectNowhere, getCode, oauthFailure, rejection } from '../support/oauth.js';
import { callsOf, countCalls } from '../support/sandbox.js';

const EXCHANGE = '/sns/oauth2/access_token';
const SITE = { appId: 'wxsite', type: 'website', openPlatform: true } as const;

let sandbox: WechatSandbox;
let oauth: OAuthService;
let userTokens: MemoryUserTokenStore;
let alice: Follower;

beforeEach(async () => {
  sandbox = await WechatSandbox.start({ accounts: [{}, SITE] });
  userTokens = new MemoryUserTokenStore();
  oauth = createAccount(sandbox, { stores: { userTokens } }).oauth;
  alice = sandbox.follower({ nickname: 'Alice' });
});
afterEach(() => sandbox.stop());

const stored = (openId = alice.openId) => userTokens.find(sandbox.account().appId, openId);
const secret = () => sandbox.account().appSecret;
/** Moves this application's clock, not WeChat's. */
function fakeClock(): void {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
}

describe('a code tells who it is', () => {
  test('silently', async () => {
    const code = await getCode(oauth, alice);
    const identity: OAuthIdentity = await oauth.exchange(code);
    expect(identity).toEqual({ openId: alice.openId, scope: ['snsapi_base'], isSnapshotUser: false });
    expect(identity.unionId).toBeUndefined();
    expect(callsOf(sandbox, EXCHANGE).map(({ method, query }) => [method, query])).toEqual([
      ['GET', { appid: sandbox.account().appId, secret: secret(), code, grant_type: 'authorization_code' }],
    ]);
  });

  test('with consent, and keeps the tokens', async () => {
    const before = Date.now();
    const identity = await oauth.exchange(await getCode(oauth, alice, 'snsapi_userinfo'));
    const after = Date.now();
    expect(identity).toMatchObject({ openId: alice.openId, scope: ['snsapi_userinfo'] });
    const tokens = await stored();
    const answer = callsOf(sandbox, EXCHANGE)[0]?.response as Record<string, unknown>;
    expect(tokens).toEqual({
      ...identity,
      accessToken: answer['access_token'],
      refreshToken: answer['refresh_token'],
      accessTokenExpiresAt: expect.any(Number),
      refreshTokenExpiresAt: expect.any(Number),
    });
    for (const [end, life] of [
      [tokens?.accessTokenExpiresAt, 7_200_000],
      [tokens?.refreshTokenExpiresAt, 2_592_000_000],
    ] as const) {
      expect(end).toBeGreaterThanOrEqual(before + life);
      expect(end).toBeLessThanOrEqual(after + life);
    }
  });

  test('at a website, with the unionid', async () => {
    const site = createAccount(sandbox, sandbox.credentials(SITE.appId)).oauth;
    expect(await site.exchange(await getCode(site, alice, 'snsapi_login'))).toEqual({
      openId: alice.at(SITE.appId).openId,
      unionId: alice.unionId,
      scope: ['snsapi_login'],
      isSnapshotUser: false,
    });
  });

  test('on a snapshot page, and is marked, in the store as well', async () => {
    const identity = await oauth.exchange(await getCode(oauth, alice, 'snsapi_userinfo', { forceSnapShot: true }));
    expect(identity.isSnapshotUser).toBe(true);
    expect(identity.openId).not.toBe(alice.openId);
    expect(await stored(identity.openId)).toMatchObject({ isSnapshotUser: true });
  });

  test.each([
    [{ is_snapshotuser: '1' }, { isSnapshotUser: true }],
    [{ is_snapshotuser: true }, { isSnapshotUser: true }],
    [{ is_snapshotuser: 0 }, { isSnapshotUser: false }],
    [{ is_snapshotuser: null, unionid: null }, { isSnapshotUser: false }],
    [{ unionid: '' }, {}],
    [{ unionid: 'o-u' }, { unionId: 'o-u' }],
    [{ scope: 'snsapi_base,snsapi_userinfo' }, { scope: ['snsapi_base', 'snsapi_userinfo'] }],
    [{ expires_in: '7200', errcode: 0, more: { of: 'it' } }, {}],
  ])('however WeChat writes it: %j', async (more, expected) => {
    const plain = { access_token: 'at', expires_in: 7200, refresh_token: 'rt', openid: 'o', scope: 'snsapi_base' };
    sandbox.fault.fail(EXCHANGE, { json: { ...plain, ...more } });
    const identity = await oauth.exchange('a-code');
    expect(identity).toEqual({ openId: 'o', scope: ['snsapi_base'], isSnapshotUser: false, ...expected });
    expect(await stored('o')).toMatchObject({ ...identity, accessToken: 'at', refreshToken: 'rt' });
  });
});

describe('once for everybody', () => {
  test('many at once, and again a minute later, are one request and one answer', async () => {
    fakeClock();
    const code = await getCode(oauth, alice);
    const first = await Promise.all(Array.from({ length: 100 }, () => oauth.exchange(code)));
    vi.advanceTimersByTime(60_000);
    first.push(await oauth.exchange(code));
    vi.advanceTimersByTime(230_000);
    first.push(await oauth.exchange(code));
    for (const identity of first) expect(identity).toEqual(first[0]);
    expect(countCalls(sandbox, EXCHANGE)).toBe(1);
    vi.advanceTimersByTime(10_000);
    expect(await oauthFailure(oauth.exchange(code))).toMatchObject({ errcode: 40163, remedy: 'authorize-again' });
    expect(countCalls(sandbox, EXCHANGE)).toBe(2);
  });

  test('callers do not share an object', async () => {
    const code = await getCode(oauth, alice);
    const [one, two] = await Promise.all([oauth.exchange(code), oauth.exchange(code)]);
    expect(one).toEqual(two);
    expect(one).not.toBe(two);
    sandbox.fault.apiError(EXCHANGE, 40029);
    const [failure, same] = await Promise.all([oauthFailure(oauth.exchange('x')), oauthFailure(oauth.exchange('x'))]);
    expect(failure).not.toBe(same);
    expect(failure.message).toBe(same?.message);
  });

  test('two codes, and the same code of two accounts, are exchanged each', async () => {
    const stores = { oauthExchanges: oauth.parts.exchanges };
    const site = createAccount(sandbox, { ...sandbox.credentials(SITE.appId), stores }).oauth;
    const code = await getCode(oauth, alice);
    await oauth.exchange(code);
    await oauth.exchange(await getCode(oauth, sandbox.follower()));
    expect(await oauthFailure(site.exchange(code))).toMatchObject({ errcode: 40029 });
    expect(countCalls(sandbox, EXCHANGE)).toBe(3);
  });
});

describe('a code that is of no use', () => {
  const answer = { access_token: 'at', expires_in: 7200, refresh_token: 'rt', openid: 'o', scope: 'snsapi_base' };

  test.each<[string, ApiFailure, number | undefined, RegExp]>([
    ['is unknown', { errcode: 40029 }, 40029, /40029: invalid code/],
    ['was used elsewhere', { errcode: 40163 }, 40163, /40163: code been used/],
    ['has expired', { errcode: 42003 }, 42003, /42003/],
    ['is missing, for WeChat', { errcode: 41008 }, 41008, /41008/],
    ['may be spent: WeChat is busy', { errcode: -1 }, -1, /-1: system error/],
    ['may be spent: WeChat does not answer', 'hang', undefined, /did not answer within 500 ms.* may be spent/],
    ['may be spent: the connection breaks', 'reset', undefined, /could not be reached.* may be spent/],
    ['may be spent: WeChat answers a page', 'html', undefined, /no JSON object.* may be spent/],
    ['may be spent: WeChat answers nothing', 'empty', undefined, /no JSON object.* may be spent/],
    ['may be spent: WeChat answers half', 'half-json', undefined, /no JSON object.* may be spent/],
    ['may be spent: WeChat answers 500', 'status-500', undefined, /500.* may be spent/],
    ['may be spent: there is nothing in it', { json: {} }, undefined, /nothing that can be used/],
    ...[
      { openid: 5 },
      { openid: '' },
      { openid: undefined },
      { access_token: ['at'] },
      { access_token: '' },
      { refresh_token: null },
      { scope: ['snsapi_base'] },
      { expires_in: 0 },
      { expires_in: 'soon' },
      { expires_in: undefined },
      { expires_in: [7200] },
    ].map((wrong): [string, ApiFailure, undefined, RegExp] => [
      `may be spent: WeChat answers ${JSON.stringify(wrong)}`,
      { json: { ...answer, ...wrong } },
      undefined,
      /nothing that can be used.* may be spent/,
    ]),
  ])('%s: one request, one answer for all, nobody is logged in', async (_, fault, errcode, message) => {
    fakeClock();
    const logger = captureLogs();
    const code = await getCode(oauth, alice);
    sandbox.fault.fail(EXCHANGE, fault);
    const errors = await Promise.all(Array.from({ length: 20 }, () => oauthFailure(oauth.exchange(code))));
    vi.advanceTimersByTime(60_000);
    errors.push(await oauthFailure(oauth.exchange(code)));
    for (const error of errors) {
      expect(error).toMatchObject({ name: 'WechatOAuthError', remedy: 'authorize-again', errcode });
      expect(error.message).toMatch(message);
      expect(error.message).toContain(sandbox.account().appId);
      expect(error.message).toMatch(/open the authorize page again\.$/);
    }
    expect(countCalls(sandbox, EXCHANGE)).toBe(1);
    expect(await stored()).toBeUndefined();
    expect(await stored('o')).toBeUndefined();
    expectNowhere([errors, logger.entries], [code, secret()]);
  });

  test('is one by the rules of WeChat itself', async () => {
    expect(await oauthFailure(oauth.exchange('made-up'))).toMatchObject({ errcode: 40029 });
    const late = await getCode(oauth, alice);
    sandbox.clock.advance(300_000);
    expect(await oauthFailure(oauth.exchange(late))).toMatchObject({ errcode: 42003 });
    const used = await getCode(oauth, alice);
    await oauth.exchange(used);
    const other = createAccount(sandbox).oauth;
    expect(await oauthFailure(other.exchange(used))).toMatchObject({ errcode: 40163 });
  });

  test.each([undefined, null, '', 5, ['a'], {}, 'with space', 'a\nb', '码', '\u0000', 'a'.repeat(513)])(
    '%j is none: WeChat is not asked',
    async code => {
      const error = await oauthFailure(oauth.exchange(code as string));
      expect(error).toMatchObject({ remedy: 'authorize-again', errcode: 41008 });
      expect(sandbox.calls).toEqual([]);
    },
  );
});

describe('what is wrong with the account', () => {
  test.each([
    [40013, WechatApiError, /40013/],
    [40125, WechatApiError, /40125.*AppSecret/],
    [40164, WechatApiError, /40164.*whitelist/],
    [40001, WechatApiError, /40001.*AppSecret/],
    [48001, WechatApiError, /48001/],
    [45009, WechatQuotaError, /45009/],
  ])('%i says nothing about the code, which works when it is mended', async (errcode, type, message) => {
    const code = await getCode(oauth, alice);
    sandbox.fault.apiError(EXCHANGE, errcode, { times: 2 });
    for (let turn = 0; turn < 2; turn++) {
      const error = await rejection(oauth.exchange(code));
      expect(error).toBeInstanceOf(type);
      expect(error).not.toBeInstanceOf(WechatOAuthError);
      expect(error.message).toMatch(message);
      expectNowhere(error, [code, secret()]);
    }
    expect(await oauth.exchange(code)).toMatchObject({ openId: alice.openId });
  });

  test('without an AppSecret it is told what to set', async () => {
    const bare = createAccount(sandbox, { appSecret: undefined }).oauth;
    const error = await rejection(bare.exchange('a-code'));
    expect(error).toBeInstanceOf(WechatConfigError);
    expect(error.message).toMatch(/appSecret/);
    expect(sandbox.calls).toEqual([]);
  });

  test('called too often, the code may work later', async () => {
    const code = await getCode(oauth, alice);
    sandbox.fault.apiError(EXCHANGE, 45011, { times: 1 });
    expect(await oauthFailure(oauth.exchange(code))).toMatchObject({ remedy: 'try-later', errcode: 45011 });
    expect(await oauth.exchange(code)).toMatchObject({ openId: alice.openId });
  });
});

describe('a silent login', () => {
  const login = async (scope: 'snsapi_base' | 'snsapi_userinfo', more = {}) =>
    oauth.exchange(await getCode(oauth, alice, scope, more));

  test('leaves tokens alone that give more', async () => {
    await login('snsapi_userinfo');
    const wide = await stored();
    expect(await login('snsapi_base')).toMatchObject({ scope: ['snsapi_base'] });
    expect(await stored()).toEqual(wide);
    expect(await oauth.getUser(alice.openId)).toMatchObject({ nickname: 'Alice' });
  });

  test('replaces them when they have ended', async () => {
    fakeClock();
    await login('snsapi_userinfo');
    vi.advanceTimersByTime(30 * 86_400_000);
    await login('snsapi_base');
    expect(await stored()).toMatchObject({ scope: ['snsapi_base'] });
  });

  test('replaces those of a silent login, and gives way to a login with consent', async () => {
    await login('snsapi_base');
    const first = await stored();
    await login('snsapi_base');
    expect((await stored())?.accessToken).not.toBe(first?.accessToken);
    await login('snsapi_userinfo');
    const second = await stored();
    expect(second).toMatchObject({ scope: ['snsapi_userinfo'] });
    await login('snsapi_userinfo');
    expect((await stored())?.accessToken).not.toBe(second?.accessToken);
  });

  test('replaces what a snapshot page gave for the same id', async () => {
    const tokens = { unionId: undefined, accessToken: 'a', refreshToken: 'r', accessTokenExpiresAt: Infinity };
    const snapshot = { ...tokens, openId: alice.openId, scope: ['snsapi_userinfo'], isSnapshotUser: true };
    await userTokens.save(sandbox.account().appId, { ...snapshot, refreshTokenExpiresAt: Infinity });
    await login('snsapi_base');
    expect(await stored()).toMatchObject({ scope: ['snsapi_base'], isSnapshotUser: false });
  });
});
