import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WechatSandbox, type Follower } from 'nestjs-wechat/sandbox';

const SHOP = 'wx0000000000000001';
const SITE = 'wx0000000000000002';
const GAME = 'wx0000000000000003';

let sandbox: WechatSandbox;
let alice: Follower;
beforeEach(async () => {
  sandbox = await WechatSandbox.start({
    accounts: [
      { appId: SHOP, oauthDomain: 'app.test' },
      { appId: SITE, type: 'website' },
      { appId: GAME, type: 'mini-program' },
    ],
  });
  alice = sandbox.follower();
});
afterEach(() => sandbox.stop());

const PARAMETERS = {
  appid: SHOP,
  redirect_uri: encodeURIComponent('http://app.test/back'),
  response_type: 'code',
  scope: 'snsapi_userinfo',
  state: 'xyz',
};

/** A URL with parameters as they are, some of them changed. */
function urlWith(changes: Partial<typeof PARAMETERS>, page = 'oauth2/authorize'): string {
  const query = Object.entries({ ...PARAMETERS, ...changes }).map(([name, value]) => `${name}=${value}`);
  return `https://open.weixin.qq.com/connect/${page}?${query.join('&')}#wechat_redirect`;
}

function returningTo(redirectUri: string): string {
  return urlWith({ redirect_uri: encodeURIComponent(redirectUri) });
}

describe('the address to return to', () => {
  test.each([
    ['http://app.test/back', 'http://app.test/back?code=CODE&state=xyz'],
    ['https://app.test', 'https://app.test/?code=CODE&state=xyz'],
    ['https://APP.test:443/', 'https://app.test/?code=CODE&state=xyz'],
    ["http://app.test/?a=b%20c&d='+", 'http://app.test/?a=b%20c&d=%27+&code=CODE&state=xyz'],
    ['http://app.test/?', 'http://app.test/?code=CODE&state=xyz'],
    ['http://app.test/?code=old#/inner?x=1', 'http://app.test/?code=old&code=CODE&state=xyz#/inner?x=1'],
    ['http://app.test/中文', 'http://app.test/%E4%B8%AD%E6%96%87?code=CODE&state=xyz'],
  ])('%s gets code and state', async (redirectUri, expected) => {
    const { url, code = '', state, declined } = await alice.authorize(returningTo(redirectUri));
    expect(url?.replace(code, 'CODE')).toBe(expected);
    expect({ state, declined }).toEqual({ state: 'xyz', declined: undefined });
  });

  test.each([
    ['http://other.test/', /^10003 redirect_uri域名与后台配置不一致: .*app\.test.*other\.test/],
    ['http://www.app.test/', /^10003 .*www\.app\.test/],
    ['http://app.test.evil.test/', /^10003 .*app\.test\.evil\.test/],
    ['http://app.test@evil.test/', /^10003 .*evil\.test/],
    ['http://app.test:8080/', /^10003 .*app\.test:8080/],
    ['/back', /^10003 redirect_uri 参数错误: .*whole address/],
    ['//app.test/back', /^10003 .*whole address/],
    ['http://', /^10003 .*whole address/],
    ['javascript:alert(1)//app.test', /^10003 .*whole address/],
    ['data:text/html,<script>alert(1)</script>', /^10003 .*whole address/],
    ['weixin://app.test/', /^10003 .*whole address/],
    [encodeURIComponent('http://app.test/back'), /^10003 .*encoded twice/],
  ])('%s is refused', async (redirectUri, error) => {
    expect(await alice.authorize(returningTo(redirectUri))).toEqual({ error: expect.stringMatching(error) as string });
  });

  test('must be encoded', async () => {
    const { error } = await alice.authorize(urlWith({ redirect_uri: 'http://app.test/back?a=1&b=2' }));
    expect(error).toMatch(/^10003 redirect_uri 参数错误: .*not percent-encoded/);
  });

  test('may be any where the account has no domain', async () => {
    const url = urlWith(
      { appid: SITE, redirect_uri: encodeURIComponent('http://127.0.0.1:3000/'), scope: 'snsapi_login' },
      'qrconnect',
    );
    expect((await alice.authorize(url)).url).toMatch(/^http:\/\/127\.0\.0\.1:3000\/\?code=\w+&state=xyz$/);
  });
});

describe('a page', () => {
  test.each<[Partial<typeof PARAMETERS>, RegExp]>([
    [{ appid: '' }, /^10012 appid不能为空/],
    [{ appid: 'wx' }, /^AppID 参数错误: .*wx/],
    [{ redirect_uri: '' }, /^10011 redirect_uri不能为空/],
    [{ scope: '' }, /^10010 scope不能为空/],
    [{ scope: 'snsapi_login' }, /^10005 此公众号并没有这些scope的权限: .*snsapi_base, snsapi_userinfo/],
    [{ scope: 'snsapi_base,snsapi_privateinfo' }, /^10005/],
    [{ response_type: 'token' }, /^response_type 参数错误/],
    [{ state: 'x'.repeat(129) }, /^state 参数错误: .*128 bytes and has 129/],
    [{ state: encodeURIComponent('字'.repeat(43)) }, /^state 参数错误/],
    [{ appid: SITE, scope: 'snsapi_login' }, /^10016 不支持微信开放平台的Appid/],
    [{ appid: GAME }, /^10005/],
  ])('is not opened with %j', async (changes, error) => {
    expect(await alice.authorize(urlWith(changes))).toEqual({ error: expect.stringMatching(error) as string });
  });

  test.each([SHOP, GAME])('for websites is not opened for %s', async appid => {
    const { error } = await alice.authorize(urlWith({ appid, scope: 'snsapi_login' }, 'qrconnect'));
    expect(error).toMatch(/^10005 Scope 参数错误或没有 Scope 权限/);
  });

  test('is opened with a state of 128 bytes, any characters, or none', async () => {
    for (const state of ['x'.repeat(128), '"><script>&=#+ %', '']) {
      const result = await alice.authorize(urlWith({ state: encodeURIComponent(state) }));
      expect(result.state).toBe(state);
      expect(new URL(result.url ?? '').searchParams.get('state')).toBe(state);
    }
  });

  test('needs its parameters in order, unless it is for websites', async () => {
    const { appid, redirect_uri: redirectUri } = PARAMETERS;
    const mixed = (id: string, scope: string) =>
      `?redirect_uri=${redirectUri}&appid=${id}&response_type=code&scope=${scope}&state=xyz`;
    const { error } = await alice.authorize(`/connect/oauth2/authorize${mixed(appid, 'snsapi_base')}`);
    expect(error).toMatch(/appid, redirect_uri, response_type, scope, state.*redirect_uri, appid, response_type/);
    expect(await alice.authorize(`/connect/qrconnect${mixed(SITE, 'snsapi_login')}`)).toHaveProperty('code');
    const more = '&forcePopup=true&connect_redirect=1#wechat_redirect';
    expect(await alice.authorize(urlWith({}).replace('#wechat_redirect', more))).toHaveProperty('code');
  });

  test('is one of OAuth', async () => {
    for (const url of ['https://open.weixin.qq.com/connect/other', '', 'http://'])
      await expect(alice.authorize(url)).rejects.toThrow('no page of OAuth');
  });
});

describe('somebody who declines', () => {
  test('stays where they are inside WeChat, if they are asked', async () => {
    expect(await alice.authorize(urlWith({}), { consent: false })).toEqual({ declined: true });
    expect(await alice.authorize(urlWith({ scope: 'snsapi_base' }), { consent: false })).toHaveProperty('code');
  });

  test('comes back to a website without a code', async () => {
    const url = urlWith({ appid: SITE, scope: 'snsapi_login' }, 'qrconnect');
    const result = await alice.authorize(url, { consent: false });
    expect(result).toEqual({ declined: true, url: 'http://app.test/back?state=xyz', state: 'xyz' });
  });
});
