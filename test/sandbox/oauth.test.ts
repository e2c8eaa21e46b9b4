import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WechatSandbox, type AuthorizeResult, type Follower } from 'nestjs-wechat/sandbox';

const DAY_MS = 24 * 3_600_000;
const SHOP = { appId: 'wx0000000000000001', appSecret: 'shop-secret' };
const SITE = { appId: 'wx0000000000000002', appSecret: 'site-secret' };
const GAME = { appId: 'wx0000000000000003', appSecret: 'game-secret' };

type Json = Record<string, unknown>;

let sandbox: WechatSandbox;
let alice: Follower;
beforeEach(async () => {
  sandbox = await WechatSandbox.start({
    accounts: [SHOP, { ...SITE, type: 'website', openPlatform: true }, { ...GAME, type: 'mini-program' }],
  });
  alice = sandbox.follower({ nickname: 'Alice 😀' });
});
afterEach(() => sandbox.stop());

async function get(path: string, query: Record<string, string>): Promise<Json> {
  const response = await fetch(`${sandbox.origin}${path}?${String(new URLSearchParams(query))}`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain');
  return (await response.json()) as Json;
}

function authorizeUrl(scope: string, appId = SHOP.appId, more = ''): string {
  const redirectUri = encodeURIComponent('http://app.test/back?a=1');
  return (
    'https://open.weixin.qq.com/connect/' +
    (scope === 'snsapi_login' ? 'qrconnect' : 'oauth2/authorize') +
    `?appid=${appId}&redirect_uri=${redirectUri}&response_type=code&scope=${scope}&state=xyz${more}#wechat_redirect`
  );
}

function codeOf({ code }: AuthorizeResult): string {
  expect(code).toMatch(/^\w{32}$/);
  return code ?? '';
}

async function codeFor(scope: string, appId?: string, more?: string): Promise<string> {
  return codeOf(await alice.authorize(authorizeUrl(scope, appId, more)));
}

function exchange(code: string, { appId, appSecret } = SHOP, more: Record<string, string> = {}): Promise<Json> {
  const query = { appid: appId, secret: appSecret, code, grant_type: 'authorization_code', ...more };
  return get('/sns/oauth2/access_token', query);
}

function refresh(refreshToken: unknown, { appId } = SHOP): Promise<Json> {
  const query = { appid: appId, grant_type: 'refresh_token', refresh_token: String(refreshToken) };
  return get('/sns/oauth2/refresh_token', query);
}

function userInfo({ access_token: token, openid }: Json): Promise<Json> {
  return get('/sns/userinfo', { access_token: String(token), openid: String(openid), lang: 'zh_CN' });
}

describe('a code', () => {
  test('is exchanged for a token', async () => {
    const reply = await exchange(await codeFor('snsapi_base'));
    expect(reply).toEqual({
      access_token: expect.any(String) as string,
      expires_in: 7200,
      refresh_token: expect.any(String) as string,
      openid: alice.openId,
      scope: 'snsapi_base',
    });
    expect(sandbox.calls.at(-1)).toMatchObject({ path: '/sns/oauth2/access_token', appId: SHOP.appId, errcode: 0 });
  });

  test('makes somebody known who never followed, unless it is of a snapshot page', async () => {
    const stranger = sandbox.follower({ account: SITE.appId });
    const { contacts } = sandbox.account();
    await stranger.authorize(authorizeUrl('snsapi_userinfo', SHOP.appId, '&forceSnapShot=true'));
    expect(contacts.list()).toHaveLength(1);
    const { openid } = await exchange(codeOf(await stranger.authorize(authorizeUrl('snsapi_base'))));
    expect(contacts.list()).toHaveLength(2);
    expect(contacts.get(String(openid))).toMatchObject({ isFollowing: false });
  });

  test('works once', async () => {
    const code = await codeFor('snsapi_base');
    await exchange(code);
    expect(await exchange(code)).toMatchObject({ errcode: 40163, errmsg: expect.stringMatching(/^code been used/) });
  });

  test('lives for five minutes', async () => {
    const [early, late] = [await codeFor('snsapi_base'), await codeFor('snsapi_base')];
    sandbox.clock.advance(290_000);
    expect(await exchange(early)).toMatchObject({ openid: alice.openId });
    sandbox.clock.advance(10_000);
    expect(await exchange(late)).toMatchObject({ errcode: 42003 });
  });

  test('is of one account, and of no mini program', async () => {
    expect(await exchange('made-up')).toMatchObject({ errcode: 40029, errmsg: expect.stringMatching(/^invalid code/) });
    expect(await exchange(await codeFor('snsapi_base'), SITE)).toMatchObject({ errcode: 40029 });
    expect(await exchange(await alice.loginMiniProgram(GAME.appId), GAME)).toMatchObject({ errcode: 40029 });
  });

  test.each<[Record<string, string>, number]>([
    [{ appid: '' }, 41002],
    [{ appid: 'wx' }, 40013],
    [{ secret: '' }, 41004],
    [{ secret: 'wrong' }, 40125],
    [{ grant_type: 'client_credential' }, 40002],
    [{ code: '' }, 41008],
  ])('is not asked for with %j', async (more, errcode) => {
    const code = await codeFor('snsapi_base');
    expect(await exchange(code, SHOP, more)).toMatchObject({ errcode });
    expect(await exchange(code)).toHaveProperty('openid');
  });
});

describe('an access token', () => {
  test('is refreshed: the same while it lives, then another', async () => {
    const first = await exchange(await codeFor('snsapi_userinfo'));
    sandbox.clock.advance(7_000_000);
    expect(await refresh(first['refresh_token'])).toEqual(first);
    sandbox.clock.advance(7_190_000);
    expect(await userInfo(first)).toHaveProperty('nickname');
    sandbox.clock.advance(10_000);
    expect(await userInfo(first)).toMatchObject({ errcode: 42001 });
    const second = await refresh(first['refresh_token']);
    expect(second).toEqual({ ...first, access_token: expect.any(String) as string });
    expect(await userInfo(second)).toHaveProperty('nickname');
    expect(await userInfo(first)).toMatchObject({ errcode: 42001 });
  });

  test('can be refreshed for 30 days, however often it was', async () => {
    const token = await exchange(await codeFor('snsapi_base'));
    sandbox.clock.advance(30 * DAY_MS - 60_000);
    expect(await refresh(token['refresh_token'])).toHaveProperty('openid');
    sandbox.clock.advance(60_000);
    expect(await refresh(token['refresh_token'])).toMatchObject({ errcode: 42002 });
  });

  test('is refreshed by the account it belongs to', async () => {
    const { refresh_token: token } = await exchange(await codeFor('snsapi_base'));
    expect(await refresh('made-up')).toMatchObject({ errcode: 40030 });
    expect(await refresh(token, SITE)).toMatchObject({ errcode: 40030 });
    expect(await refresh(token, { ...SHOP, appId: 'wx' })).toMatchObject({ errcode: 40013 });
    expect(await refresh('')).toMatchObject({ errcode: 41003 });
    const query = { appid: SHOP.appId, refresh_token: String(token), grant_type: 'authorization_code' };
    expect(await get('/sns/oauth2/refresh_token', query)).toMatchObject({ errcode: 40002 });
  });

  test('is dead after the person took back what they allowed', async () => {
    const bob = sandbox.follower();
    const token = await exchange(await codeFor('snsapi_userinfo'));
    const other = await exchange(codeOf(await bob.authorize(authorizeUrl('snsapi_userinfo'))));
    await alice.revoke();
    expect(await userInfo(token)).toMatchObject({ errcode: 42007 });
    expect(await refresh(token['refresh_token'])).toMatchObject({ errcode: 42007 });
    expect(await userInfo(other)).toMatchObject({ nickname: bob.nickname });
    const push = sandbox.deliveries.at(-1);
    expect(push?.kind).toBe('event.user_authorization_revoke');
    expect(push?.message).toContain(`<OpenID><![CDATA[${alice.openId}]]></OpenID>`);
    expect(push?.message).not.toContain(`<FromUserName><![CDATA[${alice.openId}]]></FromUserName>`);
  });

  test('is checked by /sns/auth', async () => {
    const { access_token: token } = await exchange(await codeFor('snsapi_base'));
    const query = { access_token: String(token), openid: alice.openId };
    expect(await get('/sns/auth', query)).toEqual({ errcode: 0, errmsg: 'ok' });
    expect(await get('/sns/auth', { ...query, openid: 'o' })).toMatchObject({ errcode: 40003 });
    expect(await get('/sns/auth', { access_token: String(token) })).toMatchObject({ errcode: 41009 });
    sandbox.clock.advance(7_200_000);
    expect(await get('/sns/auth', query)).toMatchObject({ errcode: 42001 });
  });
});

describe('/sns/userinfo', () => {
  test('tells the profile', async () => {
    const info = await userInfo(await exchange(await codeFor('snsapi_userinfo')));
    expect(info).toEqual({
      openid: alice.openId,
      nickname: 'Alice 😀',
      sex: 0,
      province: '',
      city: '',
      country: '',
      headimgurl: expect.stringMatching(`^${sandbox.origin}/.*/132$`) as string,
      privilege: [],
    });
    const picture = await fetch(String(info['headimgurl']));
    expect(picture.headers.get('content-type')).toBe('image/svg+xml');
    expect(await picture.text()).toContain('>A</text>');
  });

  test('needs the scope', async () => {
    expect(await userInfo(await exchange(await codeFor('snsapi_base')))).toMatchObject({ errcode: 48001 });
  });

  test('needs the token, and the openid that goes with it', async () => {
    const token = await exchange(await codeFor('snsapi_userinfo'));
    const other = alice.at(SITE.appId).openId;
    expect(await userInfo({ ...token, openid: other })).toMatchObject({ errcode: 40003 });
    expect(await userInfo({ ...token, openid: '' })).toMatchObject({ errcode: 41009 });
    expect(await userInfo({ ...token, access_token: '' })).toMatchObject({ errcode: 41001 });
    expect(await userInfo({ ...token, access_token: 'made-up' })).toMatchObject({ errcode: 40014 });
  });

  test('knows a virtual person on a snapshot page', async () => {
    const token = await exchange(await codeFor('snsapi_userinfo', SHOP.appId, '&forceSnapShot=true'));
    expect(token).toMatchObject({ is_snapshotuser: 1, openid: expect.stringMatching(/^o[\w-]{27}$/) as string });
    expect(token['openid']).not.toBe(alice.openId);
    expect(await userInfo(token)).toMatchObject({ openid: token['openid'], nickname: '微信用户' });
    const base = await exchange(await codeFor('snsapi_base', SHOP.appId, '&forceSnapShot=true'));
    expect(base).toMatchObject({ openid: alice.openId });
    expect(base).not.toHaveProperty('is_snapshotuser');
  });

  test('tells the unionid where the account is bound to the Open Platform', async () => {
    const token = await exchange(await codeFor('snsapi_login', SITE.appId), SITE);
    expect(token).toMatchObject({ openid: alice.at(SITE.appId).openId, scope: 'snsapi_login', unionid: alice.unionId });
    expect(await userInfo(token)).toMatchObject({ nickname: 'Alice 😀', unionid: alice.unionId });
  });
});

describe('a mini program', () => {
  function getSession(code: string, more: Record<string, string> = {}): Promise<Json> {
    const query = { appid: GAME.appId, secret: GAME.appSecret, js_code: code, grant_type: 'authorization_code' };
    return get('/sns/jscode2session', { ...query, ...more });
  }

  test('learns who logs in', async () => {
    const code = await alice.loginMiniProgram(GAME.appId);
    const session = await getSession(code);
    expect(session).toEqual({ openid: alice.at(GAME.appId).openId, session_key: expect.any(String) as string });
    expect(Buffer.from(String(session['session_key']), 'base64')).toHaveLength(16);
    expect(await getSession(code)).toMatchObject({ errcode: 40163 });
    const late = await alice.loginMiniProgram(GAME.appId);
    sandbox.clock.advance(300_000);
    expect(await getSession(late)).toMatchObject({ errcode: 42003 });
  });

  test('is refused with anything wrong', async () => {
    const code = await alice.loginMiniProgram(GAME.appId);
    expect(await getSession('')).toMatchObject({ errcode: 41008 });
    expect(await getSession('made-up')).toMatchObject({ errcode: 40029 });
    expect(await getSession(code, { secret: 'wrong' })).toMatchObject({ errcode: 40125 });
    expect(await getSession(code, { grant_type: '' })).toMatchObject({ errcode: 40002 });
    const ofShop = { appid: SHOP.appId, secret: SHOP.appSecret };
    expect(await getSession(await codeFor('snsapi_base'), ofShop)).toMatchObject({ errcode: 40029 });
    expect(await getSession(code)).toHaveProperty('openid');
  });

  test('may let somebody in 100 times a minute', async () => {
    for (let count = 0; count < 100; count++) await getSession(await alice.loginMiniProgram(GAME.appId));
    expect(await getSession(await alice.loginMiniProgram(GAME.appId))).toMatchObject({ errcode: 45011 });
    expect(await getSession(await sandbox.follower().loginMiniProgram(GAME.appId))).toHaveProperty('openid');
    sandbox.clock.advance(60_000);
    expect(await getSession(await alice.loginMiniProgram(GAME.appId))).toHaveProperty('openid');
  });

  test('is meant', async () => {
    await expect(alice.loginMiniProgram()).rejects.toThrow('no mini program');
    await expect(alice.loginMiniProgram('wx')).rejects.toThrow('no account');
  });
});
