import { describe, expect, test } from 'vitest';
import type { SandboxOptions } from 'nestjs-wechat/sandbox';
import { authorizerToken, getWith, startPlatform, type RawPlatform } from '../support/component.js';
import { getJson, postJson, type Answer } from '../support/raw-api.js';

const SHOP = { appId: 'wxshop', originalId: 'gh_shop', nickname: 'Shop', principal: 'Shop Ltd' };
const GAME = { appId: 'wxgame', type: 'mini-program', nickname: 'Game' } as const;
const SITE = { appId: 'wxsite', type: 'website' } as const;
const OFFICIAL_SETS = [1, 2, 3, 4, 6, 7, 11, 15, 24];

function start(options: SandboxOptions = {}): Promise<RawPlatform> {
  return startPlatform({ accounts: [SHOP, GAME, SITE], ...options });
}

/** The shop authorizes the platform, which exchanges the code. */
async function authorizeShop(platform: RawPlatform, permissionSets?: readonly number[]): Promise<Answer> {
  const { code } = await platform.component.authorize('wxshop', { permissionSets });
  const { authorization_info: info } = await platform.call('api_query_auth', { authorization_code: code });
  return info as Answer;
}

function refresh({ call }: RawPlatform, refreshToken: string, appId = 'wxshop'): Promise<Answer> {
  return call('api_authorizer_token', { authorizer_appid: appId, authorizer_refresh_token: refreshToken });
}

function idsOf(info: Answer): number[] {
  const funcInfo = info['func_info'] as readonly { readonly funcscope_category: { readonly id: number } }[];
  return funcInfo.map(({ funcscope_category: { id } }) => id);
}

describe('an authorization', () => {
  test('is told with a code, which is exchanged once', async () => {
    const { component, pushes, call } = await start();
    const { code, delivery } = await component.authorize('wxshop');
    const createTime = Number(pushes[0]?.fields['CreateTime']);
    expect(delivery?.verdict).toBe('acknowledged');
    expect(pushes.map(({ fields }) => fields)).toEqual([
      {
        AppId: component.componentAppId,
        CreateTime: String(createTime),
        InfoType: 'authorized',
        AuthorizerAppid: 'wxshop',
        AuthorizationCode: code,
        AuthorizationCodeExpiredTime: String(createTime + 3600),
        PreAuthCode: expect.stringMatching(/^preauthcode@@@/) as string,
      },
    ]);
    const { authorization_info: info } = await call('api_query_auth', { authorization_code: code });
    expect(info).toEqual({
      authorizer_appid: 'wxshop',
      authorizer_access_token: expect.stringMatching(/^[\w-]{100,512}$/) as string,
      expires_in: 7200,
      authorizer_refresh_token: expect.stringMatching(/^refreshtoken@@@/) as string,
      func_info: OFFICIAL_SETS.map(id => ({ funcscope_category: { id } })),
    });
    expect(await call('api_query_auth', { authorization_code: code })).toMatchObject({ errcode: 61010 });
    expect(await call('api_query_auth', { authorization_code: 'made-up' })).toMatchObject({ errcode: 61009 });
    expect(await call('api_query_auth', {})).toMatchObject({ errcode: 61009 });
  });

  test('has a code that lives for an hour, and ends with what it came of', async () => {
    const { component, call, sandbox } = await start();
    const exchange = (code: string) => call('api_query_auth', { authorization_code: code });
    const { code: replaced } = await component.authorize('wxshop');
    const { code: revoked } = await component.authorize('wxshop');
    expect(await exchange(replaced)).toMatchObject({ errcode: 61010 });
    await component.revoke('wxshop');
    expect(await exchange(revoked)).toMatchObject({ errcode: 61010 });
    const { code: early } = await component.authorize('wxshop');
    const { code: late } = await component.authorize('wxgame');
    sandbox.clock.advance(3_590_000);
    expect(await exchange(early)).toHaveProperty('authorization_info');
    sandbox.clock.advance(10_000);
    expect(await exchange(late)).toMatchObject({ errcode: 61010 });
  });

  test('is of one platform', async () => {
    const { sandbox, call } = await start({ components: [{}, { componentAppId: 'wxother' }] });
    const { code } = await sandbox.component('wxother').authorize('wxshop');
    expect(await call('api_query_auth', { authorization_code: code })).toMatchObject({ errcode: 61009 });
    expect(await call('api_get_authorizer_info', { authorizer_appid: 'wxshop' })).toMatchObject({ errcode: 61003 });
  });

  test('has the permission sets that were chosen, of those that the platform asks for', async () => {
    const platform = await start({ components: [{ permissionSets: [7, 1, 19] }] });
    expect(idsOf(await authorizeShop(platform))).toEqual([1, 7]);
    expect(idsOf(await authorizeShop(platform, [2, 3]))).toEqual([2, 3]);
    const { code } = await platform.component.authorize('wxgame');
    const { authorization_info: info } = await platform.call('api_query_auth', { authorization_code: code });
    expect(idsOf(info as Answer)).toEqual([19]);
  });

  test('needs an account that can give it', async () => {
    const { component } = await start({ components: [{ testAccounts: ['wxgame'] }] });
    await expect(component.authorize('wxsite')).rejects.toThrow('wxsite is a website, which authorizes no platform.');
    await expect(component.authorize('wxnobody')).rejects.toThrow('no account with the AppID wxnobody');
    await expect(component.authorize('wxshop')).rejects.toThrow('wxshop is none of its testAccounts');
    await expect(component.revoke('wxshop')).rejects.toThrow('there is nothing to take back');
    expect(await component.authorize('wxgame')).toHaveProperty('code');
  });

  test('need not be told', async () => {
    const { component, pushes, call } = await start();
    expect(await component.authorize('wxshop', { isPushed: false })).toMatchObject({ delivery: undefined });
    expect(pushes).toEqual([]);
    expect(await call('api_get_authorizer_list', { offset: 0, count: 1 })).toMatchObject({ total_count: 1 });
  });
});

describe('a refresh token', () => {
  test('gives new access tokens, and stays the same', async () => {
    const platform = await start();
    const { sandbox } = platform;
    const { authorizer_refresh_token: token, authorizer_access_token: first } = await authorizeShop(platform);
    const { authorizer_access_token: second, ...rest } = await refresh(platform, token as string);
    expect(rest).toEqual({ expires_in: 7200, authorizer_refresh_token: token });
    expect(second).not.toBe(first);
    const errcodeOf = async (accessToken: string) =>
      (await getWith(sandbox, '/cgi-bin/getcallbackip', accessToken)).errcode ?? 0;
    sandbox.clock.advance(290_000);
    expect([await errcodeOf(first as string), await errcodeOf(second as string)]).toEqual([0, 0]);
    sandbox.clock.advance(10_000);
    expect([await errcodeOf(first as string), await errcodeOf(second as string)]).toEqual([40001, 0]);
    sandbox.clock.advance(7_000_000);
    expect(await errcodeOf(second as string)).toBe(42001);
  });

  test('is another after the account changed what it allows, or came back', async () => {
    const platform = await start();
    const { component, pushes } = platform;
    const first = await authorizeShop(platform);
    const second = await authorizeShop(platform, [1]);
    await component.revoke('wxshop');
    const third = await authorizeShop(platform);
    expect(pushes.map(({ fields }) => fields['InfoType'])).toEqual([
      'authorized',
      'updateauthorized',
      'unauthorized',
      'authorized',
    ]);
    for (const { authorizer_refresh_token: token } of [first, second])
      expect(await refresh(platform, token as string)).toMatchObject({ errcode: 61023 });
    expect(await refresh(platform, third['authorizer_refresh_token'] as string)).toHaveProperty('expires_in', 7200);
  });

  test('is dead when the account took back what it allowed, and so is all else', async () => {
    const platform = await start();
    const { component, sandbox, call, pushes } = platform;
    const { authorizer_refresh_token: token, authorizer_access_token: accessToken } = await authorizeShop(platform);
    expect(await component.revoke('wxshop')).toMatchObject({ verdict: 'acknowledged' });
    expect(pushes.at(-1)?.fields).toEqual({
      AppId: component.componentAppId,
      CreateTime: expect.any(String) as string,
      InfoType: 'unauthorized',
      AuthorizerAppid: 'wxshop',
    });
    expect(await getWith(sandbox, '/cgi-bin/getcallbackip', accessToken as string)).toMatchObject({ errcode: 40001 });
    expect(await refresh(platform, token as string)).toMatchObject({ errcode: 61023 });
    expect(await call('api_get_authorizer_info', { authorizer_appid: 'wxshop' })).toMatchObject({ errcode: 61003 });
    expect(await call('api_get_authorizer_list', { offset: 0, count: 1 })).toEqual({ total_count: 0, list: [] });
  });

  test('is of one account', async () => {
    const platform = await start();
    const { authorizer_refresh_token: token } = await authorizeShop(platform);
    await platform.component.authorize('wxgame');
    expect(await refresh(platform, token as string, 'wxgame')).toMatchObject({ errcode: 61023 });
    expect(await refresh(platform, token as string, 'wxsite')).toMatchObject({ errcode: 61003 });
    expect(await refresh(platform, token as string, '')).toMatchObject({ errcode: 41002 });
    expect(await refresh(platform, '')).toMatchObject({ errcode: 41003 });
  });

  test('can be made to change each time; the present one is told with the account', async () => {
    const platform = await start({ components: [{ rotatesRefreshTokens: true }] });
    const { authorizer_refresh_token: first } = await authorizeShop(platform);
    const { authorizer_refresh_token: second } = await refresh(platform, first as string);
    expect(second).not.toBe(first);
    expect(await refresh(platform, first as string)).toMatchObject({ errcode: 61023 });
    const lost = await refresh(platform, second as string);
    const { authorization_info: info } = await platform.call('api_get_authorizer_info', { authorizer_appid: 'wxshop' });
    expect(info).toMatchObject({ authorizer_refresh_token: lost['authorizer_refresh_token'] });
  });
});

describe('an authorizer', () => {
  test('is described', async () => {
    const { component, call, sandbox } = await start();
    await component.authorize('wxshop');
    await component.authorize('wxgame', { permissionSets: [18] });
    const shop = await call('api_get_authorizer_info', { authorizer_appid: 'wxshop' });
    expect(shop).toMatchObject({
      authorizer_info: {
        nick_name: 'Shop',
        user_name: 'gh_shop',
        principal_name: 'Shop Ltd',
        service_type_info: { id: 2 },
        verify_type_info: { id: 0 },
        business_info: { open_pay: 0 },
        account_status: 1,
      },
      authorization_info: {
        authorizer_appid: 'wxshop',
        authorizer_refresh_token: component.authorizations.get('wxshop').refreshToken,
        func_info: OFFICIAL_SETS.map(id => ({ funcscope_category: { id } })),
      },
    });
    expect(shop['authorizer_info']).not.toHaveProperty('MiniProgramInfo');
    const picture = await fetch(String(shop['authorizer_info'].head_img));
    expect(await picture.text()).toContain('>S</text>');
    expect(await call('api_get_authorizer_info', { authorizer_appid: 'wxgame' })).toMatchObject({
      authorizer_info: { nick_name: 'Game', MiniProgramInfo: { network: { RequestDomain: [] } } },
      authorization_info: { func_info: [{ funcscope_category: { id: 18 } }] },
    });
    expect(sandbox.calls.at(-1)).toMatchObject({ errcode: 0, appId: component.componentAppId });
  });

  test('is listed, 500 at a time', async () => {
    const accounts = Array.from({ length: 501 }, (_, index) => ({ appId: `wx${index}` }));
    const { component, call } = await start({ accounts });
    for (const { appId } of accounts) await component.authorize(appId, { isPushed: false });
    await component.revoke('wx7');
    const first = await call('api_get_authorizer_list', { offset: 0, count: 500 });
    expect(first).toMatchObject({ total_count: 500 });
    expect((first['list'] as readonly unknown[])[7]).toEqual({
      authorizer_appid: 'wx8',
      refresh_token: component.authorizations.get('wx8').refreshToken,
      auth_time: component.authorizations.get('wx8').authorizedAt,
    });
    const last = await call('api_get_authorizer_list', { offset: '499', count: 500 });
    expect(last['list']).toMatchObject([{ authorizer_appid: 'wx500' }]);
    expect(await call('api_get_authorizer_list', { offset: 500, count: 1 })).toEqual({ total_count: 500, list: [] });
    for (const page of [{ offset: 0, count: 501 }, { offset: 0, count: 0 }, { offset: -1, count: 1 }, {}])
      expect(await call('api_get_authorizer_list', page)).toMatchObject({ errcode: 40097 });
  });

  test('can be served with its token as with one of its own', async () => {
    const platform = await start();
    const { sandbox, component } = platform;
    const { code } = await component.authorize('wxshop');
    const token = await authorizerToken(platform, code);
    const menu = { button: [{ type: 'click', name: 'Order', key: 'ORDER' }] };
    expect(await postJson(sandbox, '/cgi-bin/menu/create', menu, { access_token: token })).toMatchObject({
      errcode: 0,
    });
    expect(await getWith(sandbox, '/cgi-bin/menu/get', token)).toMatchObject({ menu });
    expect(await getWith(sandbox, '/cgi-bin/ticket/getticket', token)).toMatchObject({ errcode: 40097 });
    expect(sandbox.calls.at(-1)).toMatchObject({ appId: 'wxshop' });
    expect(sandbox.account('wxshop').quotas.used('/cgi-bin/menu/create')).toBe(1);
    expect(await getJson(sandbox, '/cgi-bin/menu/get', { component_access_token: token })).toMatchObject({
      errcode: 41001,
    });
    component.ipWhitelist = ['192.0.2.1'];
    const refused = await getWith(sandbox, '/cgi-bin/menu/get', token);
    expect(refused).toMatchObject({ errcode: 61004, errmsg: expect.stringContaining('127.0.0.1') as string });
  });

  test.each([
    [1, '/cgi-bin/message/custom/send', {}],
    [2, '/cgi-bin/tags/create', {}],
    [2, '/cgi-bin/user/info/updateremark', {}],
    [3, '/cgi-bin/qrcode/create', {}],
    [6, '/customservice/kfaccount/add', {}],
    [7, '/cgi-bin/message/mass/send', {}],
    [7, '/cgi-bin/message/template/send', {}],
    [15, '/cgi-bin/menu/create', {}],
    [24, '/cgi-bin/open/create', {}],
  ])('has to allow set %i for %s', async (id, path, body) => {
    const platform = await start();
    const others = OFFICIAL_SETS.filter(other => other !== id);
    const { authorizer_access_token: refused } = await authorizeShop(platform, others);
    const call = (token: unknown) => postJson(platform.sandbox, path, body, { access_token: String(token) });
    expect(await call(refused)).toMatchObject({ errcode: 61007 });
    const { authorizer_access_token: allowed } = await authorizeShop(platform, [id]);
    expect((await call(allowed))['errcode']).not.toBe(61007);
    const own = platform.sandbox.account('wxshop').accessTokens.getStable().value;
    expect((await call(own))['errcode']).not.toBe(61007);
  });
});

describe('an option of an authorizer', () => {
  test('is read and set, with the token of either', async () => {
    const platform = await start();
    const { call, sandbox, token } = platform;
    const { authorizer_access_token: ofShop } = await authorizeShop(platform);
    const shop = { authorizer_appid: 'wxshop', option_name: 'location_report' };
    const read = { option_name: 'location_report' };
    expect(await call('api_get_authorizer_option', shop)).toEqual({ ...shop, option_value: '0' });
    expect(await call('api_set_authorizer_option', { ...shop, option_value: '2' })).toMatchObject({ errcode: 0 });
    expect(await call('api_get_authorizer_option', shop)).toEqual({ ...shop, option_value: '2' });
    const callNew = (verb: string, body: object, accessToken: unknown) =>
      postJson(
        sandbox,
        `/cgi-bin/component/${verb}_authorizer_option`,
        { ...body },
        { access_token: String(accessToken) },
      );
    expect(await callNew('get', read, ofShop)).toEqual({ ...read, option_value: '2' });
    expect(await callNew('set', { ...read, option_value: 1 }, ofShop)).toMatchObject({ errcode: 0 });
    expect(await callNew('get', shop, await token())).toEqual({ ...read, option_value: '1' });
    expect(await callNew('get', read, await token())).toMatchObject({ errcode: 41002 });
    const own = sandbox.account('wxshop').accessTokens.getStable().value;
    expect(await callNew('get', read, own)).toMatchObject({ errcode: 61014 });
  });

  test.each([
    ['location_report', 2, '3'],
    ['voice_recognize', 1, '2'],
    ['customer_service', 6, 'x'],
  ])('%s needs set %i, and takes no %s', async (option_name, set, option_value) => {
    const platform = await start();
    const ask = (body: object = {}) =>
      platform.call('api_set_authorizer_option', {
        authorizer_appid: 'wxshop',
        option_name,
        option_value: '1',
        ...body,
      });
    expect(await ask()).toMatchObject({ errcode: 61003 });
    await platform.component.authorize('wxshop', { permissionSets: OFFICIAL_SETS.filter(id => id !== set) });
    expect(await ask()).toMatchObject({ errcode: 61007 });
    await platform.component.authorize('wxshop', { permissionSets: [set] });
    expect(await ask()).toMatchObject({ errcode: 0 });
    expect(await ask({ option_value })).toMatchObject({ errcode: 61013 });
    expect(await ask({ option_name: 'other' })).toMatchObject({ errcode: 61012 });
  });
});

describe('the counters', () => {
  test('of a platform and its authorizers are cleared', async () => {
    const platform = await start({ components: [{ componentAppId: 'wxplatform', componentAppSecret: 'secret' }] });
    const { sandbox, component, token } = platform;
    const { authorizer_access_token: ofShop } = await authorizeShop(platform);
    const shop = sandbox.account('wxshop');
    const used = () => [component.quotas.today().length, shop.quotas.today().length];
    await getWith(sandbox, '/cgi-bin/menu/get', ofShop as string);
    expect(used()).toEqual([2, 1]);
    const clear = (path: string, body: object, accessToken?: string) =>
      postJson(sandbox, path, { ...body }, accessToken === undefined ? {} : { access_token: accessToken });
    const v2 = { component_appid: 'wxplatform', appsecret: 'secret' };
    expect(await clear('/cgi-bin/component/clear_quota/v2', { ...v2, appid: 'wxshop' })).toMatchObject({ errcode: 0 });
    expect(used()).toEqual([2, 0]);
    expect(await clear('/cgi-bin/component/clear_quota/v2', { ...v2, appid: 'wxplatform' })).toMatchObject({
      errcode: 0,
    });
    expect(used()).toEqual([0, 0]);
    expect(await clear('/cgi-bin/component/clear_quota/v2', { ...v2, appid: 'wxgame' })).toMatchObject({
      errcode: 61003,
    });
    expect(await clear('/cgi-bin/component/clear_quota/v2', { ...v2, appid: '' })).toMatchObject({ errcode: 41002 });
    const wrong = { ...v2, appid: 'wxshop', appsecret: 'wrong' };
    expect(await clear('/cgi-bin/component/clear_quota/v2', wrong)).toMatchObject({ errcode: 40125 });
    await getWith(sandbox, '/cgi-bin/menu/get', ofShop as string);
    const ofPlatform = await token();
    expect(await clear('/cgi-bin/clear_quota', { appid: 'wxshop' }, ofPlatform)).toMatchObject({ errcode: 40013 });
    expect(await clear('/cgi-bin/clear_quota', { appid: 'wxplatform' }, ofPlatform)).toMatchObject({ errcode: 0 });
    expect(await clear('/cgi-bin/clear_quota', { appid: 'wxshop' }, String(ofShop))).toMatchObject({ errcode: 0 });
    expect(used()).toEqual([0, 0]);
  });

  test('are told to whom they belong', async () => {
    const platform = await start();
    const { sandbox, token } = platform;
    const { authorizer_access_token: ofShop } = await authorizeShop(platform);
    const ask = (cgi_path: string, accessToken: unknown) =>
      postJson(sandbox, '/cgi-bin/openapi/quota/get', { cgi_path }, { access_token: String(accessToken) });
    const ofPlatform = await token();
    expect(await ask('/cgi-bin/component/api_component_token', ofPlatform)).toMatchObject({
      quota: { daily_limit: 2000, used: 2, remain: 1998 },
    });
    expect(await ask('/cgi-bin/component/api_query_auth', ofShop)).toMatchObject({ errcode: 76022 });
    expect(await ask('/cgi-bin/menu/create', ofPlatform)).toMatchObject({ errcode: 76022 });
    expect(await ask('/cgi-bin/menu/create', ofShop)).toHaveProperty('quota');
    const { rid } = sandbox.calls.find(({ errcode }) => errcode === 76022) ?? {};
    const find = (accessToken: unknown) =>
      postJson(sandbox, '/cgi-bin/openapi/rid/get', { rid }, { access_token: String(accessToken) });
    expect(await find(ofShop)).toHaveProperty('request');
    expect(await find(ofPlatform)).toMatchObject({ errcode: 76003 });
  });
});
