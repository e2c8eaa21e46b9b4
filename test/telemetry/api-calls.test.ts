import { afterEach, beforeEach, expect, test } from 'vitest';
import { MemoryCredentialStore } from '#lib/credentials/memory-credential.store';
import { WechatEvents, type WechatAccount, type WechatOptions } from 'nestjs-wechat';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { createAccount } from '../support/account.js';
import { collect, ofType } from '../support/events.js';
import { getCode } from '../support/oauth.js';

const ANY = '/cgi-bin/anything';
const STABLE = '/cgi-bin/stable_token';
const OK = { errcode: 0, errmsg: 'ok' };

let sandbox: WechatSandbox;
beforeEach(async () => {
  sandbox = await WechatSandbox.start();
  sandbox.answer(ANY, OK);
});
afterEach(() => sandbox.stop());

/** Patient, for machines that are busy with other tests. */
function start(options: Partial<WechatOptions> = {}) {
  const events = new WechatEvents();
  const all = { timeoutMs: 20_000, ...options };
  const { api, oauth, tokens } = createAccount(sandbox, all, new MemoryCredentialStore(), undefined, events);
  const heard = collect(events);
  const about = { account: 'default', appId: sandbox.account().appId };
  const of = (path: string) => ofType(heard, 'api-call').filter(({ endpoint }) => endpoint === path);
  return { api, oauth, tokens, heard, about, of };
}

const settle = async (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

const CALLS: readonly (readonly [string, 'GET' | 'POST', (api: WechatAccount['api']) => Promise<unknown>])[] = [
  ['get', 'GET', api => api.get(`${ANY}?openid=oPerson#more`, { secret: 'x' })],
  ['post', 'POST', api => api.post(ANY, { secret: 'x' })],
  ['upload', 'POST', api => api.upload(ANY, { content: Buffer.from('bytes') })],
  ['download', 'GET', api => api.download(ANY)],
];

test.each(CALLS)('a call is told with all that it took: %s', async (_, method, call) => {
  const { api, about, of } = start();
  await call(api);
  expect(of(ANY)).toEqual([
    {
      type: 'api-call',
      ...about,
      method,
      origin: sandbox.origin,
      endpoint: ANY,
      attempts: 1,
      errcode: 0,
      rid: undefined,
      durationMs: expect.any(Number),
      error: undefined,
    },
  ]);
});

test.each(CALLS)('a token that is replaced is a second attempt of one call: %s', async (_, __, call) => {
  sandbox.fault.fail(ANY, { errcode: 40001 }, 1);
  const { api, of } = start();
  await call(api);
  expect(of(ANY)).toMatchObject([{ attempts: 2, errcode: 0 }]);
  expect(of(STABLE)).toMatchObject([{ attempts: 1 }, { attempts: 1 }]);
});

test('a call that is repeated is one call, which lasts as long as all its attempts', async () => {
  sandbox.fault.fail(ANY, { errcode: -1 }, 2);
  const { api, of } = start();
  await api.get(ANY);
  expect(of(ANY)).toMatchObject([{ attempts: 3, errcode: 0 }]);
  // Its pauses are at least half of 200 ms and of 800 ms.
  expect(of(ANY)[0]?.durationMs).toBeGreaterThan(490);
});

test('a call that WeChat refuses is told with its errcode and rid', async () => {
  sandbox.fault.fail(ANY, { errcode: 48001, errmsg: 'api unauthorized rid: 6-a-b' });
  const { api, of, heard } = start();
  await settle(api.post(ANY));
  expect(of(ANY)).toMatchObject([{ attempts: 1, errcode: 48001, rid: '6-a-b', error: 'WechatApiError' }]);
  expect(ofType(heard, 'quota-error')).toEqual([]);
});

test('a call without an answer has no errcode', async () => {
  sandbox.fault.fail(ANY, 'reset');
  const { api, of } = start();
  await settle(api.post(ANY));
  expect(of(ANY)).toMatchObject([{ attempts: 1, errcode: undefined, rid: undefined, error: 'WechatNetworkError' }]);
});

test('a quota that WeChat says is used up is told beside the call', async () => {
  sandbox.fault.apiError(ANY, 45009);
  const { api, about, heard, of } = start();
  await settle(api.post(ANY));
  expect(of(ANY)).toMatchObject([{ errcode: 45009, error: 'WechatQuotaError' }]);
  expect(ofType(heard, 'quota-error')).toEqual([
    { type: 'quota-error', ...about, by: 'wechat', endpoint: ANY, errcode: 45009 },
  ]);
});

test('a call for which there is no token has made no attempt', async () => {
  sandbox.fault.apiError(STABLE, 40125);
  const { api, about, heard, of } = start();
  await settle(api.get(ANY));
  expect(of(ANY)).toMatchObject([{ attempts: 0, errcode: 40125, error: 'WechatApiError' }]);
  expect(ofType(heard, 'credential-refresh')).toEqual([
    {
      type: 'credential-refresh',
      ...about,
      credential: 'access token',
      outcome: 'failed',
      durationMs: expect.any(Number),
      errcode: 40125,
      error: 'WechatApiError',
    },
  ]);
});

test('a token or a ticket is told when it is fetched, and not when it is there already', async () => {
  const { tokens, about, heard } = start();
  for (let turn = 0; turn < 3; turn++) {
    await tokens.getAccessToken();
    await tokens.getTicket('jsapi');
  }
  await tokens.refresh();
  const refreshed = {
    type: 'credential-refresh',
    ...about,
    outcome: 'refreshed',
    durationMs: expect.any(Number),
    errcode: undefined,
    error: undefined,
  };
  expect(ofType(heard, 'credential-refresh')).toEqual([
    { ...refreshed, credential: 'access token' },
    { ...refreshed, credential: 'jsapi ticket' },
    { ...refreshed, credential: 'access token' },
  ]);
});

test.each(['stable', 'classic'] as const)('the call that fetches a %s token is told as any other', async source => {
  const { tokens, of } = start({ accessToken: { source } });
  await tokens.getAccessToken();
  const [path, method] = source === 'stable' ? [STABLE, 'POST'] : ['/cgi-bin/token', 'GET'];
  expect(of(path)).toMatchObject([{ method, attempts: 1, errcode: 0 }]);
});

test('a hub that does not answer is told as a refresh that failed', async () => {
  const { tokens, heard } = start({
    accessToken: { source: 'hub', url: 'http://127.0.0.1:1/hub', secret: 'at least 16 characters' },
  });
  await settle(tokens.getAccessToken());
  expect(heard).toMatchObject([
    { type: 'credential-refresh', outcome: 'failed', errcode: undefined, error: 'WechatNetworkError' },
  ]);
});

test('calls about people are told as well, and one with a token that is renewed is one', async () => {
  const { oauth, of } = start();
  const alice = sandbox.follower();
  const { openId } = await oauth.exchange(await getCode(oauth, alice, 'snsapi_userinfo'));
  expect(of('/sns/oauth2/access_token')).toMatchObject([{ method: 'GET', attempts: 1, errcode: 0 }]);
  sandbox.fault.apiError('/sns/userinfo', 42001, { times: 1 });
  const renewed = { access_token: 'another', expires_in: 7200, refresh_token: 'r', openid: openId };
  sandbox.answer('/sns/oauth2/refresh_token', { ...renewed, scope: 'snsapi_userinfo' });
  sandbox.answer('/sns/userinfo', { openid: openId, nickname: 'Alice' });
  await oauth.getUser(openId);
  expect(of('/sns/userinfo')).toMatchObject([{ method: 'GET', attempts: 2, errcode: 0 }]);
  expect(of('/sns/oauth2/refresh_token')).toMatchObject([{ attempts: 1 }]);
  sandbox.fault.apiError('/sns/userinfo', 40003, { times: 1 });
  await settle(oauth.getUser(openId));
  expect(of('/sns/userinfo')[1]).toMatchObject({ attempts: 1, errcode: 40003, error: 'WechatApiError' });
});

test('what a proxy needs to be called by is not told', async () => {
  const url = new URL(sandbox.origin);
  const { api, heard } = start({ hosts: { api: `${url.protocol}//user:password@${url.host}/proxy` } });
  await settle(api.post(ANY));
  expect(ofType(heard, 'api-call')[0]).toMatchObject({ origin: sandbox.origin });
  expect(JSON.stringify(heard)).not.toContain('password');
});
