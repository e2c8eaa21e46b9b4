import { beforeEach, describe, expect, test } from 'vitest';
import type { AuthorizeResult, Follower } from 'nestjs-wechat/sandbox';
import { startPlatform, type RawPlatform } from '../support/component.js';
import { getJson, type Answer } from '../support/raw-api.js';

const PLATFORM = { componentAppId: 'wxplatform', developmentDomains: ['app.test', 'other.test'] };
const OTHER = { componentAppId: 'wxother' };
const SHOP = { appId: 'wxshop', appSecret: 'shop', oauthDomain: 'shop.test' };
const GAME = { appId: 'wxgame', appSecret: 'game', type: 'mini-program' } as const;

let platform: RawPlatform;
let alice: Follower;
beforeEach(async () => {
  platform = await startPlatform({ accounts: [SHOP, GAME], components: [PLATFORM, OTHER] });
  await platform.component.authorize('wxshop');
  await platform.component.authorize('wxgame');
  alice = platform.sandbox.follower({ nickname: 'Alice' });
});

interface Link {
  readonly host?: string;
  readonly scope?: string;
  /** What stands behind the state. */
  readonly more?: string;
}

function open({
  host = 'app.test',
  scope = 'snsapi_base',
  more = '&component_appid=wxplatform',
}: Link = {}): Promise<AuthorizeResult> {
  const redirectUri = encodeURIComponent(`http://${host}/back?a=1`);
  return alice.authorize(
    `https://open.weixin.qq.com/connect/oauth2/authorize?appid=wxshop&redirect_uri=${redirectUri}` +
      `&response_type=code&scope=${scope}&state=xyz${more}#wechat_redirect`,
  );
}

async function ask(path: string, query: Readonly<Record<string, string>>, component = 'wxplatform'): Promise<Answer> {
  const { value } = platform.sandbox.component(component).accessTokens.renew('component');
  return getJson(platform.sandbox, path, {
    appid: 'wxshop',
    component_appid: component,
    component_access_token: value,
    ...query,
  });
}

const exchange = (code: string, more: Readonly<Record<string, string>> = {}, component?: string) =>
  ask('/sns/oauth2/component/access_token', { grant_type: 'authorization_code', code, ...more }, component);
const refresh = (refreshToken: unknown, more: Readonly<Record<string, string>> = {}) =>
  ask('/sns/oauth2/component/refresh_token', {
    grant_type: 'refresh_token',
    refresh_token: String(refreshToken),
    ...more,
  });

describe('web OAuth on behalf of an authorizer', () => {
  test('tells the platform who somebody is', async () => {
    const { url, code = '' } = await open();
    expect(url).toBe(`http://app.test/back?a=1&code=${code}&state=xyz&appid=wxshop`);
    expect(await exchange(code)).toEqual({
      access_token: expect.any(String) as string,
      expires_in: 7200,
      refresh_token: expect.any(String) as string,
      openid: alice.openId,
      scope: 'snsapi_base',
    });
    expect(await exchange(code)).toMatchObject({ errcode: 40163 });
  });

  test('tells the profile, and is refreshed', async () => {
    const { code = '' } = await open({ scope: 'snsapi_userinfo' });
    const token = await exchange(code);
    const { access_token: accessToken, openid } = token;
    const query = { access_token: String(accessToken), openid: String(openid) };
    expect(await getJson(platform.sandbox, '/sns/userinfo', query)).toMatchObject({ nickname: 'Alice' });
    expect(await refresh(token['refresh_token'])).toEqual(token);
    expect(await refresh('made-up')).toMatchObject({ errcode: 40030 });
    expect(await refresh(token['refresh_token'], { grant_type: '' })).toMatchObject({ errcode: 40002 });
    expect(await refresh('')).toMatchObject({ errcode: 41003 });
  });

  test('is apart from that of the account itself, and of other platforms', async () => {
    await platform.sandbox.component('wxother').authorize('wxshop');
    const own = { appid: 'wxshop', secret: 'shop', grant_type: 'authorization_code' };
    const ofAccount = await open({ host: 'shop.test', more: '' });
    expect(ofAccount.url).not.toContain('appid=');
    expect(await exchange(ofAccount.code ?? '')).toMatchObject({ errcode: 40029 });
    const { code = '' } = await open();
    const exchangeOwn = (value: string) =>
      getJson(platform.sandbox, '/sns/oauth2/access_token', { ...own, code: value });
    expect(await exchangeOwn(code)).toMatchObject({ errcode: 40029 });
    expect(await exchange(code, {}, 'wxother')).toMatchObject({ errcode: 40029 });
    expect(await exchangeOwn(ofAccount.code ?? '')).toMatchObject({ openid: alice.openId });
    const { refresh_token: refreshToken } = await exchange(code);
    const asAccount = { appid: 'wxshop', grant_type: 'refresh_token', refresh_token: String(refreshToken) };
    expect(await getJson(platform.sandbox, '/sns/oauth2/refresh_token', asAccount)).toMatchObject({ errcode: 40030 });
  });

  test.each<[Readonly<Record<string, string>>, number]>([
    [{ component_appid: '' }, 41018],
    [{ component_appid: 'wxother' }, 61011],
    [{ appid: '' }, 41002],
    [{ appid: 'wx' }, 61003],
    [{ grant_type: 'client_credential' }, 40002],
    [{ code: '' }, 41008],
    [{ code: 'made-up' }, 40029],
    [{ component_access_token: '' }, 41021],
  ])('refuses %j', async (more, errcode) => {
    const { code = '' } = await open();
    expect(await exchange(code, more)).toMatchObject({ errcode });
    expect(await exchange(code)).toHaveProperty('openid');
  });

  test('needs the authorization, with the set for web services', async () => {
    const { component } = platform;
    await component.authorize('wxshop', { permissionSets: [1, 2] });
    expect((await open()).error).toMatch(/^10015 公众号未授权第三方平台.*permission set 4/);
    await component.authorize('wxshop', { permissionSets: [4] });
    const { code = '' } = await open();
    await component.authorize('wxshop', { permissionSets: [1] });
    expect(await exchange(code)).toMatchObject({ errcode: 61007 });
    await component.revoke('wxshop');
    expect(await exchange(code)).toMatchObject({ errcode: 61003 });
    expect((await open()).error).toMatch(/^10015 .*wxshop has not authorized the third-party platform wxplatform/);
  });

  test('returns to the domains of the platform only', async () => {
    expect(await open({ host: 'other.test' })).toHaveProperty('code');
    for (const host of ['shop.test', 'www.app.test', 'app.test.evil.test'])
      expect((await open({ host })).error).toMatch(/^10003 .*development domain is app\.test, other\.test, and the/);
    const any = platform.sandbox.component('wxother');
    await any.authorize('wxshop');
    expect(await open({ host: 'anything.test', more: '&component_appid=wxother' })).toHaveProperty('code');
  });

  test.each([
    ['&component_appid=', /component_appid 参数错误/],
    ['&component_appid=wxnobody', /no third-party platform with the AppID wxnobody/],
    ['&component_appid=wxother', /^10015 /],
  ])('shows an error page for %s', async (more, error) => {
    expect((await open({ more })).error).toMatch(error);
  });

  test('has the platform behind all else in its link', async () => {
    const link = (query: string) => alice.authorize(`/connect/oauth2/authorize?${query}#wechat_redirect`);
    const redirect = `redirect_uri=${encodeURIComponent('http://app.test/')}`;
    const rest = `${redirect}&response_type=code&scope=snsapi_base&state=x`;
    expect(await link(`appid=wxshop&${rest}&component_appid=wxplatform`)).toHaveProperty('code');
    expect((await link(`appid=wxshop&component_appid=wxplatform&${rest}`)).error).toContain('授权链接错误');
  });
});

describe('a mini program of an authorizer', () => {
  const login = (code: string, more: Readonly<Record<string, string>> = {}) =>
    ask('/sns/component/jscode2session', { appid: 'wxgame', grant_type: 'authorization_code', js_code: code, ...more });

  test('learns from its platform who logs in', async () => {
    const code = await alice.loginMiniProgram('wxgame');
    expect(await login(code)).toEqual({
      openid: alice.at('wxgame').openId,
      session_key: expect.stringMatching(/^[\w+/]{22}==$/) as string,
    });
    expect(await login(code)).toMatchObject({ errcode: 40163 });
    expect(await login('')).toMatchObject({ errcode: 41008 });
    expect(await login('made-up')).toMatchObject({ errcode: 40029 });
    expect(await login(await alice.loginMiniProgram('wxgame'), { appid: 'wxshop' })).toMatchObject({ errcode: 40029 });
    expect(await exchange(code, { appid: 'wxgame' })).toMatchObject({ errcode: 40029 });
  });

  test('needs the set for development', async () => {
    await platform.component.authorize('wxgame', { permissionSets: [17, 19] });
    expect(await login(await alice.loginMiniProgram('wxgame'))).toMatchObject({ errcode: 61007 });
  });

  test('may log in by its own secret, too', async () => {
    const query = { appid: 'wxgame', secret: 'game', grant_type: 'authorization_code' };
    const js_code = await alice.loginMiniProgram('wxgame');
    expect(await getJson(platform.sandbox, '/sns/jscode2session', { ...query, js_code })).toHaveProperty('openid');
  });
});
