import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  WechatApiError,
  WechatOAuthError,
  WechatQuotaError,
  type ExchangeClaim,
  type OAuthService,
  type UserTokens,
} from 'nestjs-wechat';
import { WechatSandbox, type ApiFailure, type Follower } from 'nestjs-wechat/sandbox';
import { MemoryOAuthExchangeStore } from '#lib/oauth/memory-oauth-exchange.store';
import { MemoryUserTokenStore } from '#lib/oauth/memory-user-token.store';
import { captureLogs, createAccount } from '../support/account.js';
import { expectNowhere, getCode, oauthFailure, rejection } from '../support/oauth.js';
import { callsOf, countCalls } from '../support/sandbox.js';

const REFRESH = '/sns/oauth2/refresh_token';
const PROFILE = '/sns/userinfo';
const VERIFY = '/sns/auth';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NICKNAME = 'Alice 😀\u202E\t"\\ 昵称';

let sandbox: WechatSandbox;
let oauth: OAuthService;
let userTokens: MemoryUserTokenStore;
let alice: Follower;

beforeEach(async () => {
  sandbox = await WechatSandbox.start({ accounts: [{ openPlatform: true }] });
  userTokens = new MemoryUserTokenStore();
  oauth = createAccount(sandbox, { stores: { userTokens } }).oauth;
  alice = sandbox.follower({ nickname: NICKNAME });
});
afterEach(() => sandbox.stop());

async function login(scope: 'snsapi_base' | 'snsapi_userinfo' = 'snsapi_userinfo', more = {}): Promise<UserTokens> {
  const { openId } = await oauth.exchange(await getCode(oauth, alice, scope, more));
  return stored(openId);
}

async function stored(openId = alice.openId): Promise<UserTokens> {
  const tokens = await userTokens.find(sandbox.account().appId, openId);
  if (tokens === undefined) throw new Error('There are no tokens.');
  return tokens;
}

const isForgotten = async () => (await userTokens.find(sandbox.account().appId, alice.openId)) === undefined;

/** Both clocks go on, ours first. */
function advance(milliseconds: number): void {
  vi.setSystemTime(Date.now() + milliseconds);
  sandbox.clock.advance(milliseconds);
}

function fakeClock(): void {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
}

const WAYS: readonly (readonly [string, (openId: string) => Promise<unknown>])[] = [
  ['getUser', openId => oauth.getUser(openId)],
  ['getAccessToken', openId => oauth.getAccessToken(openId)],
  ['refresh', openId => oauth.refresh(openId)],
];

describe('getUser', () => {
  test('tells the profile, in a language', async () => {
    await login();
    const profile = await oauth.getUser(alice.openId);
    expect(profile).toEqual({
      openId: alice.openId,
      unionId: alice.unionId,
      nickname: NICKNAME,
      headImgUrl: expect.stringMatching(/^http.*\/132$/),
      sex: 0,
      province: '',
      city: '',
      country: '',
      privilege: [],
      isSnapshotUser: false,
    });
    await oauth.getUser(alice.openId, 'en');
    expect(callsOf(sandbox, PROFILE).map(({ query }) => query['lang'])).toEqual(['zh_CN', 'en']);
  });

  test('marks who is nobody', async () => {
    const { openId } = await login('snsapi_userinfo', { forceSnapShot: true });
    expect(await oauth.getUser(openId)).toMatchObject({ openId, nickname: '微信用户', isSnapshotUser: true });
  });

  test.each([
    [{}, {}],
    [{ nickname: 5, headimgurl: null, privilege: 'all', sex: 'x' }, {}],
    [
      { sex: '1', privilege: ['a', 5], unionid: 'o-u', more: 1 },
      { sex: 1, privilege: ['a'], unionId: 'o-u' },
    ],
    [{ nickname: 'a\u0000b\uD83D' }, { nickname: 'a\u0000b\uD83D' }],
  ])('reads %j', async (more, expected) => {
    await login();
    sandbox.fault.fail(PROFILE, { json: { openid: alice.openId, ...more } });
    expect(await oauth.getUser(alice.openId)).toEqual({
      openId: alice.openId,
      unionId: alice.unionId,
      nickname: '',
      headImgUrl: '',
      sex: 0,
      province: '',
      city: '',
      country: '',
      privilege: [],
      isSnapshotUser: false,
      ...expected,
    });
  });

  test('is repeated while WeChat is busy, for it only reads', async () => {
    await login();
    sandbox.fault.apiError(PROFILE, -1, { times: 1 });
    sandbox.fault.fail(PROFILE, 'reset', 1);
    expect(await oauth.getUser(alice.openId)).toMatchObject({ nickname: NICKNAME });
    expect(countCalls(sandbox, PROFILE)).toBe(3);
  });

  test('needs a scope that covers it', async () => {
    const { accessToken } = await login('snsapi_base');
    const error = await oauthFailure(oauth.getUser(alice.openId));
    expect(error).toMatchObject({ remedy: 'authorize-again', errcode: 48001 });
    expect(error.message).toMatch(/scope.*snsapi_userinfo/);
    // The tokens are good for what they were given for.
    expect(await stored()).toMatchObject({ accessToken });
    expect(countCalls(sandbox, PROFILE)).toBe(1);
  });

  test('believes nothing about another person', async () => {
    await login();
    sandbox.fault.fail(PROFILE, { json: { openid: 'o-mallory', nickname: 'Mallory' } });
    expect(await oauthFailure(oauth.getUser(alice.openId))).toMatchObject({ remedy: 'authorize-again' });
  });

  test('leaves an error of the account, and an openid of another account, as they are', async () => {
    await login();
    sandbox.fault.apiError(PROFILE, 40003, { times: 1 });
    expect(await rejection(oauth.getUser(alice.openId))).toMatchObject({ name: 'WechatApiError', errcode: 40003 });
    sandbox.fault.apiError(PROFILE, 45009, { times: 1 });
    expect(await rejection(oauth.getUser(alice.openId))).toBeInstanceOf(WechatQuotaError);
  });
});

describe('without tokens', () => {
  test.each(WAYS)('%s says that the person has to authorize', async (_, call) => {
    for (const openId of ['o-unknown', '', undefined as unknown as string]) {
      expect(await oauthFailure(call(openId))).toMatchObject({ remedy: 'authorize-again', errcode: undefined });
    }
    await login();
    await oauth.forget(alice.openId);
    expect(await oauthFailure(call(alice.openId))).toMatchObject({ remedy: 'authorize-again' });
    expect(countCalls(sandbox, PROFILE) + countCalls(sandbox, REFRESH)).toBe(0);
  });

  test('after 30 days they are over, and WeChat is not asked', async () => {
    fakeClock();
    await login();
    advance(30 * DAY_MS);
    for (const [, call] of WAYS) {
      expect(await oauthFailure(call(alice.openId))).toMatchObject({ remedy: 'authorize-again' });
    }
    expect(countCalls(sandbox, REFRESH)).toBe(0);
  });
});

describe('an access token', () => {
  test('is used as long as it lives', async () => {
    fakeClock();
    const { accessToken } = await login();
    advance(7_200_000 - 300_000 - 10_000);
    expect(await oauth.getAccessToken(alice.openId)).toBe(accessToken);
    expect(countCalls(sandbox, REFRESH)).toBe(0);
  });

  test('is renewed shortly before its end, once for all who call', async () => {
    fakeClock();
    const first = await login();
    advance(7_200_000 - 300_000 + 10_000);
    const tokens = await Promise.all(Array.from({ length: 50 }, () => oauth.getAccessToken(alice.openId)));
    // WeChat lets a token that lives live on.
    expect(new Set(tokens)).toEqual(new Set([first.accessToken]));
    expect(countCalls(sandbox, REFRESH)).toBe(1);
    const { appId } = sandbox.account();
    const query = { appid: appId, grant_type: 'refresh_token', refresh_token: first.refreshToken };
    expect(callsOf(sandbox, REFRESH)[0]?.query).toEqual(query);
    const second = await stored();
    expect(second).toEqual({ ...first, accessTokenExpiresAt: expect.any(Number) });
    expect(second.accessTokenExpiresAt - Date.now()).toBeGreaterThan(7_199_000);
    // Two hours later again, and so on for 30 days.
    for (let turn = 2; turn < 5; turn++) {
      advance(7_000_000);
      await oauth.getAccessToken(alice.openId);
      expect(countCalls(sandbox, REFRESH)).toBe(turn);
    }
  });

  test('is renewed after its end', async () => {
    fakeClock();
    const { accessToken, refreshTokenExpiresAt } = await login();
    advance(DAY_MS);
    expect(await oauth.getUser(alice.openId)).toMatchObject({ nickname: NICKNAME });
    const after = await stored();
    expect(after.accessToken).not.toBe(accessToken);
    expect(after).toMatchObject({ refreshTokenExpiresAt, unionId: alice.unionId, scope: ['snsapi_userinfo'] });
    expect(countCalls(sandbox, REFRESH)).toBe(1);
  });

  test('that WeChat ended before its time is renewed, once for all who call', async () => {
    await login();
    sandbox.clock.advance(7_200_000);
    const profiles = await Promise.all(Array.from({ length: 20 }, () => oauth.getUser(alice.openId)));
    for (const profile of profiles) expect(profile).toMatchObject({ nickname: NICKNAME });
    expect(countCalls(sandbox, REFRESH)).toBe(1);
  });

  test.each([40001, 40014, 42001])('that WeChat refuses with %i is renewed', async errcode => {
    await login();
    sandbox.clock.advance(7_200_000);
    sandbox.fault.apiError(PROFILE, errcode, { times: 1 });
    expect(await oauth.getUser(alice.openId)).toMatchObject({ nickname: NICKNAME });
    expect([countCalls(sandbox, PROFILE), countCalls(sandbox, REFRESH)]).toEqual([2, 1]);
  });

  test('that is refused and given again is an error, without a loop', async () => {
    await login();
    sandbox.fault.apiError(PROFILE, 40014);
    expect(await oauthFailure(oauth.getUser(alice.openId))).toMatchObject({
      remedy: 'authorize-again',
      errcode: 40014,
    });
    expect([countCalls(sandbox, PROFILE), countCalls(sandbox, REFRESH)]).toEqual([1, 1]);
    sandbox.clock.advance(7_200_000);
    expect(await oauthFailure(oauth.getUser(alice.openId))).toMatchObject({ errcode: 40014 });
    expect([countCalls(sandbox, PROFILE), countCalls(sandbox, REFRESH)]).toEqual([3, 2]);
  });

  test('goes on while it lives, where it cannot be renewed ahead of its end', async () => {
    fakeClock();
    const { accessToken } = await login();
    advance(7_200_000 - 100_000);
    sandbox.fault.fail(REFRESH, 'reset');
    expect(await oauth.getAccessToken(alice.openId)).toBe(accessToken);
    advance(100_000);
    expect(await oauthFailure(oauth.getAccessToken(alice.openId))).toMatchObject({ remedy: 'try-later' });
    sandbox.fault.clear(REFRESH);
    expect(await oauth.getAccessToken(alice.openId)).not.toBe(accessToken);
  });
});

describe('refresh', () => {
  test('renews a token though it lives, once for calls at the same time', async () => {
    const before = await login();
    const tokens = await Promise.all(Array.from({ length: 20 }, () => oauth.refresh(alice.openId)));
    expect(new Set(tokens)).toEqual(new Set([before.accessToken]));
    expect(countCalls(sandbox, REFRESH)).toBe(1);
    sandbox.clock.advance(7_200_000);
    const token = await oauth.refresh(alice.openId);
    expect(token).not.toBe(before.accessToken);
    expect((await stored()).accessToken).toBe(token);
  });

  test.each<[string, ApiFailure]>([
    ['-1', { errcode: -1 }],
    ['no answer', 'hang'],
    ['a reset', 'reset'],
    ['HTML', 'html'],
    ['nothing usable', { json: { openid: 'o' } }],
  ])('after %s may be tried later, and the tokens stay', async (_, fault) => {
    const before = await login();
    sandbox.fault.fail(REFRESH, fault, 1);
    const error = await oauthFailure(oauth.refresh(alice.openId));
    expect(error.remedy).toBe('try-later');
    expect(error.message).toMatch(/Try again later\.$/);
    expect(await stored()).toEqual(before);
    expect(await oauth.refresh(alice.openId)).toBe(before.accessToken);
  });

  test('takes what WeChat gives: a new refresh token lives 30 days, and no tokens of another person are taken', async () => {
    fakeClock();
    const before = await login();
    advance(DAY_MS);
    const answer = { access_token: 'a2', refresh_token: 'r2', expires_in: 100, scope: 'snsapi_userinfo' };
    sandbox.fault.fail(REFRESH, { json: { ...answer, openid: 'o-mallory' } }, 1);
    expect(await oauthFailure(oauth.refresh(alice.openId))).toMatchObject({ remedy: 'authorize-again' });
    expect(await stored()).toEqual(before);
    sandbox.fault.fail(REFRESH, { json: { ...answer, openid: alice.openId } }, 1);
    expect(await oauth.refresh(alice.openId)).toBe('a2');
    expect(await stored()).toEqual({
      ...before,
      accessToken: 'a2',
      refreshToken: 'r2',
      accessTokenExpiresAt: Date.now() + 100_000,
      refreshTokenExpiresAt: Date.now() + 30 * DAY_MS,
    });
  });

  test('overwrites no tokens that came meanwhile, and brings none back that are forgotten', async () => {
    const before = await login('snsapi_base');
    const gate = sandbox.fault.hold(REFRESH);
    let refreshed = oauth.refresh(alice.openId);
    await gate.held();
    const wide = await login('snsapi_userinfo');
    gate.release();
    expect(await refreshed).toBe(wide.accessToken);
    expect(await stored()).toEqual(wide);
    expect(wide.accessToken).not.toBe(before.accessToken);

    const again = sandbox.fault.hold(REFRESH);
    refreshed = oauth.refresh(alice.openId);
    await again.held();
    await oauth.forget(alice.openId);
    again.release();
    expect(await oauthFailure(refreshed)).toMatchObject({ remedy: 'authorize-again' });
    expect(await isForgotten()).toBe(true);
  });

  test('asks for nothing that another process did meanwhile', async () => {
    class Meanwhile extends MemoryOAuthExchangeStore {
      claims = 0;
      override async claim(key: string, claimId: string, leaseMs: number): Promise<ExchangeClaim> {
        this.claims++;
        const tokens = await stored();
        // WeChat lets a token that lives live on, so that only its end tells.
        const accessTokenExpiresAt = tokens.accessTokenExpiresAt + 1000;
        await userTokens.save(sandbox.account().appId, { ...tokens, accessTokenExpiresAt });
        return super.claim(key, claimId, leaseMs);
      }
    }
    const { accessToken } = await login();
    const oauthExchanges = new Meanwhile();
    const other = createAccount(sandbox, { stores: { userTokens, oauthExchanges } }).oauth;
    const tokens = await Promise.all(Array.from({ length: 20 }, () => other.refresh(alice.openId)));
    expect(new Set(tokens)).toEqual(new Set([accessToken]));
    expect(countCalls(sandbox, REFRESH)).toBe(0);
    // Callers of one process wait together, and ask the store once.
    expect(oauthExchanges.claims).toBe(1);
  });

  test('keeps the mark of somebody who is nobody', async () => {
    const { openId } = await login('snsapi_userinfo', { forceSnapShot: true });
    await oauth.refresh(openId);
    expect(await stored(openId)).toMatchObject({ isSnapshotUser: true });
    expect(await oauth.getUser(openId)).toMatchObject({ isSnapshotUser: true });
  });

  test('leaves an error of the account as it is', async () => {
    await login();
    sandbox.fault.apiError(REFRESH, 40013, { times: 1 });
    const error = await rejection(oauth.refresh(alice.openId));
    expect(error).toBeInstanceOf(WechatApiError);
    expect(error).toMatchObject({ errcode: 40013 });
    expect(await isForgotten()).toBe(false);
  });
});

describe('when everything is dead', () => {
  test.each([
    [42002, 'refresh'],
    [40030, 'refresh'],
    [42007, 'refresh'],
  ])('%i at a refresh: the tokens are forgotten, one request for all who call', async errcode => {
    const { accessToken, refreshToken } = await login();
    sandbox.fault.apiError(REFRESH, errcode);
    const logger = captureLogs();
    const errors = await Promise.all(Array.from({ length: 20 }, () => oauthFailure(oauth.refresh(alice.openId))));
    for (const error of errors) expect(error).toMatchObject({ remedy: 'authorize-again', errcode });
    expect(countCalls(sandbox, REFRESH)).toBe(1);
    expect(await isForgotten()).toBe(true);
    expectNowhere([errors, logger.entries], [accessToken, refreshToken]);
  });

  test('a person who took back what they allowed has to be asked again', async () => {
    for (const [, call] of [WAYS[0], WAYS[2]] as typeof WAYS) {
      const { accessToken, refreshToken } = await login();
      await alice.revoke();
      const error = await oauthFailure(call(alice.openId));
      expect(error).toMatchObject({ remedy: 'authorize-again', errcode: 42007 });
      expectNowhere(error, [accessToken, refreshToken]);
      expect(await isForgotten()).toBe(true);
    }
    await login();
    expect(await oauth.getUser(alice.openId)).toMatchObject({ nickname: NICKNAME });
  });

  test('tokens that came meanwhile stay', async () => {
    await login();
    await alice.revoke();
    const gate = sandbox.fault.hold(REFRESH);
    const refreshed = oauthFailure(oauth.refresh(alice.openId));
    await gate.held();
    const again = await login();
    gate.release();
    expect(await refreshed).toMatchObject({ errcode: 42007 });
    expect(await stored()).toEqual(again);
  });
});

describe('verify', () => {
  test('tells whether what a person allowed still holds', async () => {
    expect(await oauth.verify(alice.openId)).toBe(false);
    expect(sandbox.calls).toEqual([]);
    await login('snsapi_base');
    expect(await oauth.verify(alice.openId)).toBe(true);
    sandbox.clock.advance(7_200_000);
    expect(await oauth.verify(alice.openId)).toBe(true);
    expect(countCalls(sandbox, REFRESH)).toBe(1);
    await alice.revoke();
    expect(await oauth.verify(alice.openId)).toBe(false);
    expect(await isForgotten()).toBe(true);
  });

  test('does not where the openid is not that of the token', async () => {
    await login();
    sandbox.fault.apiError(VERIFY, 40003);
    expect(await oauth.verify(alice.openId)).toBe(false);
  });

  test('does not know while WeChat does not answer', async () => {
    await login();
    sandbox.fault.fail(VERIFY, 'reset');
    expect(await oauthFailure(oauth.verify(alice.openId))).toMatchObject({ remedy: 'try-later' });
    expect(countCalls(sandbox, VERIFY)).toBe(3);
    sandbox.fault.clear();
    sandbox.fault.apiError(VERIFY, 45009);
    expect(await rejection(oauth.verify(alice.openId))).toBeInstanceOf(WechatQuotaError);
  });
});

test('errors and logs hold no token and no profile', async () => {
  const { accessToken, refreshToken } = await login();
  const logger = captureLogs();
  const faults: ApiFailure[] = ['html', 'half-json', 'reset', { errcode: -1 }, { errcode: 48001 }, { errcode: 99999 }];
  const errors: Error[] = [];
  for (const fault of [...faults, 'echo'] as const) {
    // WeChat might say what it was sent.
    const saying = (text: string) => (fault === 'echo' ? { errcode: 40003, errmsg: `invalid ${text}` } : fault);
    sandbox.fault.fail(PROFILE, saying(accessToken));
    sandbox.fault.fail(REFRESH, saying(refreshToken));
    errors.push(await rejection(oauth.getUser(alice.openId)), await rejection(oauth.refresh(alice.openId)));
  }
  expect(errors.filter(error => error instanceof WechatOAuthError)).not.toHaveLength(0);
  expectNowhere([errors, logger.entries], [accessToken, refreshToken, sandbox.account().appSecret, 'Alice 😀']);
});
