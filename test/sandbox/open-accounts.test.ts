import { beforeEach, expect, test } from 'vitest';
import { authorizerToken, startPlatform, type RawPlatform } from '../support/component.js';
import { getJson, postJson, withToken, type Answer } from '../support/raw-api.js';

const ACCOUNTS = [
  { appId: 'wxshop', principal: 'Shop Ltd' },
  { appId: 'wxgame', principal: 'Shop Ltd', type: 'mini-program' },
  { appId: 'wxrival', principal: 'Rival Ltd' },
  { appId: 'wxbound', openPlatform: true },
  { appId: 'wxforeign', openPlatform: true, principal: 'Foreign Ltd' },
] as const;

let platform: RawPlatform;
const tokens = new Map<string, string>();
beforeEach(async () => {
  platform = await startPlatform({ accounts: ACCOUNTS });
  for (const { appId } of ACCOUNTS) {
    const { code } = await platform.component.authorize(appId);
    tokens.set(appId, await authorizerToken(platform, code));
  }
});

function call(name: string, appId: string, body: object = { appid: appId }): Promise<Answer> {
  const query = { access_token: tokens.get(appId) ?? '' };
  return postJson(platform.sandbox, `/cgi-bin/open/${name}`, { ...body }, query);
}

test('an account is bound to an Open Platform account, and another of the same principal', async () => {
  const created = await call('create', 'wxshop');
  expect(created).toEqual({ errcode: 0, errmsg: 'ok', open_appid: expect.stringMatching(/^wx[\da-f]{16}$/) as string });
  const { open_appid } = created;
  expect(await call('create', 'wxshop')).toMatchObject({ errcode: 89000 });
  expect(await call('get', 'wxgame')).toMatchObject({ errcode: 89002 });
  expect(await call('bind', 'wxgame', { open_appid })).toMatchObject({ errcode: 0 });
  expect(await call('bind', 'wxgame', { open_appid })).toMatchObject({ errcode: 89000 });
  expect(await call('get', 'wxgame', {})).toEqual({ errcode: 0, errmsg: 'ok', open_appid });
  expect(await call('bind', 'wxrival', { open_appid })).toMatchObject({ errcode: 89001 });
  expect(await call('unbind', 'wxrival', { open_appid })).toMatchObject({ errcode: 89002 });
  expect(await call('unbind', 'wxgame', { open_appid })).toMatchObject({ errcode: 0 });
  expect(await call('get', 'wxgame')).toMatchObject({ errcode: 89002 });
});

test('an account is told who its followers are elsewhere, as long as it is bound', async () => {
  const alice = platform.sandbox.follower({ account: 'wxshop' });
  await alice.follow();
  const info = () => withToken(platform.sandbox, 'wxshop').get('/cgi-bin/user/info', { openid: alice.openId });
  expect(await info()).not.toHaveProperty('unionid');
  const { open_appid } = await call('create', 'wxshop');
  expect(await info()).toHaveProperty('unionid', alice.unionId);
  await call('unbind', 'wxshop', { open_appid });
  expect(await info()).not.toHaveProperty('unionid');
});

test('an Open Platform account that was made by hand is left alone', async () => {
  const { open_appid } = await call('get', 'wxbound');
  expect(await call('bind', 'wxshop', { open_appid })).toMatchObject({ errcode: 89003 });
  expect(await call('bind', 'wxshop', { open_appid: 'wxnone' })).toMatchObject({ errcode: 89003 });
  expect(await call('unbind', 'wxbound', { open_appid })).toMatchObject({ errcode: 89003 });
});

test('the AppID goes with the token, if it is told', async () => {
  expect(await call('create', 'wxshop', { appid: 'wxgame' })).toMatchObject({ errcode: 40013 });
  expect(await call('get', 'wxshop', { appid: 'wxgame' })).toMatchObject({ errcode: 40013 });
});

test.each(['GET', 'POST'])('whether an account is bound is asked by %s', async method => {
  const ask = () =>
    method === 'GET'
      ? getJson(platform.sandbox, '/cgi-bin/open/have', { access_token: tokens.get('wxshop') ?? '' })
      : call('have', 'wxshop');
  expect(await ask()).toMatchObject({ have_open: false });
  await call('create', 'wxshop');
  expect(await ask()).toMatchObject({ have_open: true });
});

test('whether all that is bound to it is of one principal is told', async () => {
  const ask = (appId: string) =>
    getJson(platform.sandbox, '/cgi-bin/open/sameentity', { access_token: tokens.get(appId) ?? '' });
  expect(await ask('wxshop')).toMatchObject({ errcode: 89002 });
  const { open_appid } = await call('create', 'wxshop');
  await call('bind', 'wxgame', { open_appid });
  expect(await ask('wxgame')).toEqual({ errcode: 0, errmsg: 'ok', same_entity: true });
  expect(await ask('wxbound')).toMatchObject({ same_entity: false });
});
