import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { MemoryUserTokenStore } from '#lib/oauth/memory-user-token.store';
import { RedisOAuthExchangeStore } from '#lib/oauth/redis-oauth-exchange.store';
import { RedisUserTokenStore } from '#lib/oauth/redis-user-token.store';
import { RedisConnection } from '#lib/redis/redis.connection';
import { UserTokenStore, WechatStoreError, type OAuthService, type UserTokens, type WechatStores } from 'nestjs-wechat';
import { WechatSandbox, type Follower } from 'nestjs-wechat/sandbox';
import { captureLogs, createAccount } from '../support/account.js';
import { expectNowhere, getCode, oauthFailure, rejection } from '../support/oauth.js';
import { startRedis, type RedisServer } from '../support/redis/server.js';
import { callsOf, countCalls } from '../support/sandbox.js';

const EXCHANGE = '/sns/oauth2/access_token';
const REFRESH = '/sns/oauth2/refresh_token';

let sandbox: WechatSandbox;
let alice: Follower;
beforeEach(async () => {
  sandbox = await WechatSandbox.start();
  alice = sandbox.follower({ nickname: 'Alice' });
});
afterEach(() => sandbox.stop());

async function startStore(): Promise<{ server: RedisServer; stores: WechatStores }> {
  const server = await startRedis();
  const connection = new RedisConnection(server.url);
  onTestFinished(async () => {
    connection.close();
    await server.stop();
  });
  const userTokens = new RedisUserTokenStore(connection, 'wechat');
  const oauthExchanges = new RedisOAuthExchangeStore(connection, 'wechat');
  return { server, stores: { userTokens, oauthExchanges } };
}

/** Somebody who has logged in. */
async function login(oauth: OAuthService): Promise<void> {
  await oauth.exchange(await getCode(oauth, alice, 'snsapi_userinfo'));
}

describe('a Redis that is down', () => {
  test('is a WechatStoreError, and costs no code', { timeout: 60_000 }, async () => {
    const { server, stores } = await startStore();
    const { oauth } = createAccount(sandbox, { stores });
    await login(oauth);
    const code = await getCode(oauth, alice);
    const requests = sandbox.calls.length;
    await server.kill();
    const calls: Promise<unknown>[] = [
      oauth.exchange(code),
      oauth.code2Session(code),
      oauth.getUser(alice.openId),
      oauth.getAccessToken(alice.openId),
      oauth.refresh(alice.openId),
      oauth.verify(alice.openId),
      oauth.forget(alice.openId),
    ];
    for (const error of await Promise.all(calls.map(rejection))) {
      expect(error).toBeInstanceOf(WechatStoreError);
      expectNowhere(error, [code]);
    }
    expect(sandbox.calls).toHaveLength(requests);
    await server.restart();
    await expect
      .poll(() => oauth.exchange(code).catch(() => undefined), { timeout: 10_000 })
      .toMatchObject({ openId: alice.openId });
  });

  test('after WeChat answered keeps nobody out whose tokens are kept', { timeout: 60_000 }, async () => {
    const { server, stores } = await startStore();
    const userTokens = new MemoryUserTokenStore();
    const { oauth } = createAccount(sandbox, { stores: { ...stores, userTokens } });
    const code = await getCode(oauth, alice);
    const gate = sandbox.fault.hold(EXCHANGE, 1);
    const exchanged = oauth.exchange(code);
    await gate.held();
    server.pause();
    gate.release();
    expect(await exchanged).toMatchObject({ openId: alice.openId });
    server.resume();
  });

  test('after WeChat answered is a WechatStoreError where the tokens cannot be kept', { timeout: 60_000 }, async () => {
    const { server, stores } = await startStore();
    const oauthExchanges = createAccount(sandbox).oauth.parts.exchanges;
    const { oauth } = createAccount(sandbox, { stores: { ...stores, oauthExchanges } });
    const code = await getCode(oauth, alice);
    const gate = sandbox.fault.hold(EXCHANGE, 1);
    const error = rejection(oauth.exchange(code));
    await gate.held();
    server.pause();
    gate.release();
    expect(await error).toBeInstanceOf(WechatStoreError);
    server.resume();
    expect(await oauthFailure(oauth.exchange(code))).toMatchObject({ remedy: 'authorize-again', errcode: 40163 });
  });
});

describe("a store of the host's own", () => {
  /** A database whose errors tell what it was asked. */
  class TalkativeStore extends UserTokenStore {
    readonly inner = new MemoryUserTokenStore();
    fails = false;

    find(appId: string, openId: string) {
      if (this.fails) throw new Error(`cannot read {"openId":"${openId}","accessToken":"84_abcdefgh"}`);
      return this.inner.find(appId, openId);
    }
    async save(appId: string, tokens: UserTokens) {
      const failure = Object.assign(new Error(`INSERT failed: ${tokens.accessToken}, ${tokens.refreshToken}`), {
        tokens,
      });
      if (this.fails) throw failure;
      await this.inner.save(appId, tokens);
    }
    delete(appId: string, openId: string) {
      return this.fails ? Promise.reject(new Error('DELETE failed')) : this.inner.delete(appId, openId);
    }
  }

  test('fails as a WechatStoreError, which holds no token', async () => {
    const logger = captureLogs();
    const userTokens = new TalkativeStore();
    const { oauth } = createAccount(sandbox, { stores: { userTokens } });
    await login(oauth);
    userTokens.fails = true;
    const code = await getCode(oauth, alice, 'snsapi_userinfo');
    const failures = await Promise.all([
      rejection(oauth.exchange(code)),
      rejection(oauth.getUser(alice.openId)),
      rejection(oauth.forget(alice.openId)),
    ]);
    const messages = failures.map(({ message }) => message);
    expect(messages).toEqual([
      expect.stringMatching(/^The store of user tokens of wx\w+ failed: INSERT failed: …, …$/),
      expect.stringMatching(/cannot read .*"accessToken":"…"/),
      expect.stringMatching(/DELETE failed$/),
    ]);
    for (const failure of failures) expect(failure).toBeInstanceOf(WechatStoreError);
    const answers = callsOf(sandbox, EXCHANGE).map(({ response }) => response as Record<string, string>);
    const secrets = answers.flatMap(answer => [String(answer['access_token']), String(answer['refresh_token'])]);
    expect(secrets).toHaveLength(4);
    expectNowhere([failures, logger.entries], [...secrets, code]);
  });

  test('may keep what has ended: it counts for nothing', async () => {
    const rows = new Map<string, UserTokens>();
    class EternalStore extends MemoryUserTokenStore {
      override find = async (_: string, openId: string) => rows.get(openId);
      override save = async (_: string, tokens: UserTokens) => void rows.set(tokens.openId, tokens);
    }
    const { oauth } = createAccount(sandbox, { stores: { userTokens: new EternalStore() } });
    await login(oauth);
    for (const [openId, tokens] of rows) rows.set(openId, { ...tokens, refreshTokenExpiresAt: Date.now() - 1 });
    const requests = sandbox.calls.length;
    expect(await oauthFailure(oauth.getUser(alice.openId))).toMatchObject({ remedy: 'authorize-again' });
    expect(sandbox.calls).toHaveLength(requests);
  });

  test('that fails while tokens are renewed loses nothing', async () => {
    const userTokens = new TalkativeStore();
    const { oauth } = createAccount(sandbox, { stores: { userTokens } });
    await login(oauth);
    const gate = sandbox.fault.hold(REFRESH, 1);
    const refreshed = rejection(oauth.refresh(alice.openId));
    await gate.held();
    userTokens.fails = true;
    gate.release();
    expect(await refreshed).toBeInstanceOf(WechatStoreError);
    userTokens.fails = false;
    expect(await oauth.getUser(alice.openId)).toMatchObject({ nickname: 'Alice' });
    await oauth.refresh(alice.openId);
    expect(countCalls(sandbox, REFRESH)).toBe(2);
  });
});
