import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAuthorizeUrl, createWebsiteAuthorizeUrl } from '#lib/oauth/authorize-urls';
import { WechatArgumentError, type AuthorizeUrlOptions, type WebsiteAuthorizeUrlOptions } from 'nestjs-wechat';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { createAccount } from '../support/account.js';
import { vectors } from '../support/vectors.js';

const HOST = 'https://open.weixin.qq.com';
const REDIRECT_URIS = [
  'http://example.test',
  'https://example.test/cb?x=1&y=你&z=a b',
  'https://example.test/路径/?d=&c=wxAdapter#/page?tab=1&x=y',
  "https://example.test/!~*'()-_.;,/?:@&=+$#hash",
  'https://example.test:8443/?next=https%3A%2F%2Fexample.test%2F%3Fa%3D1%26b%3D%25',
  'HTTPS://EXAMPLE.test/%E4%BD%A0+😀',
];

const target = (appId: string, more: Record<string, string> = {}) => ({ host: HOST, appId, more });
const authorize = (options: AuthorizeUrlOptions, appId = 'wx1') => createAuthorizeUrl(target(appId), options);
const website = (options: WebsiteAuthorizeUrlOptions, appId = 'wx1') =>
  createWebsiteAuthorizeUrl(target(appId), options);

describe('equals, character for character,', () => {
  test.each(vectors.oauthUrls)('the vector: $name', ({ input, url }) => {
    const { appid, component_appid: component, redirect_uri: redirectUri, scope, state } = input;
    const whose = target(appid, component === undefined ? {} : { component_appid: component });
    const made =
      scope === 'snsapi_login'
        ? createWebsiteAuthorizeUrl(whose, { redirectUri, state })
        : createAuthorizeUrl(whose, { redirectUri, scope: scope as 'snsapi_base', state });
    expect(made).toBe(url);
  });

  // The examples of the official documents 网页授权 and 网站应用微信登录.
  test('the official example of snsapi_base', () => {
    const redirectUri =
      'https://chong.qq.com/php/index.php?d=&c=wxAdapter&m=mobileDeal&showwxpaytitle=1&vb2ctag=4_2030_5_1194_60';
    expect(authorize({ redirectUri, scope: 'snsapi_base', state: '123' }, 'wx520c15f417810387')).toBe(
      'https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx520c15f417810387&redirect_uri=https%3A%2F%2Fchong.qq.com%2Fphp%2Findex.php%3Fd%3D%26c%3DwxAdapter%26m%3DmobileDeal%26showwxpaytitle%3D1%26vb2ctag%3D4_2030_5_1194_60&response_type=code&scope=snsapi_base&state=123#wechat_redirect',
    );
  });

  test('the official example of snsapi_userinfo', () => {
    const options = {
      redirectUri: 'http://developers.weixin.qq.com',
      scope: 'snsapi_userinfo',
      state: 'STATE',
    } as const;
    expect(authorize(options, 'wx807d86fb6b3d4fd2')).toBe(
      'https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx807d86fb6b3d4fd2&redirect_uri=http%3A%2F%2Fdevelopers.weixin.qq.com&response_type=code&scope=snsapi_userinfo&state=STATE#wechat_redirect',
    );
  });

  test('the official example of snsapi_login', () => {
    const options = {
      redirectUri: 'https://passport.yhd.com/wechat/callback.do',
      state: '3d6be0a4035d839573b04816624a415e',
    };
    expect(website(options, 'wxbdc5610cc59c1631')).toBe(
      'https://open.weixin.qq.com/connect/qrconnect?appid=wxbdc5610cc59c1631&redirect_uri=https%3A%2F%2Fpassport.yhd.com%2Fwechat%2Fcallback.do&response_type=code&scope=snsapi_login&state=3d6be0a4035d839573b04816624a415e#wechat_redirect',
    );
  });
});

describe('an option', () => {
  const PAGE = `${HOST}/connect/oauth2/authorize?appid=wx1&redirect_uri=https%3A%2F%2Fa.test&response_type=code`;
  const QR_PAGE = `${HOST}/connect/qrconnect?appid=wx1&redirect_uri=https%3A%2F%2Fa.test&response_type=code&scope=snsapi_login`;
  const END = '#wechat_redirect';

  test.each<[Partial<AuthorizeUrlOptions>, string]>([
    [{}, '&scope=snsapi_base'],
    [{ scope: undefined, state: undefined, forcePopup: undefined, forceSnapShot: undefined }, '&scope=snsapi_base'],
    [{ scope: 'snsapi_userinfo' }, '&scope=snsapi_userinfo'],
    [{ state: '' }, '&scope=snsapi_base&state='],
    [{ state: 'a'.repeat(128) }, `&scope=snsapi_base&state=${'a'.repeat(128)}`],
    [{ state: 'a&b=c#d' }, '&scope=snsapi_base&state=a%26b%3Dc%23d'],
    [{ forcePopup: false, forceSnapShot: false }, '&scope=snsapi_base'],
    [
      { forceSnapShot: true, forcePopup: true, state: 's', scope: 'snsapi_userinfo' },
      '&scope=snsapi_userinfo&state=s&forcePopup=true&forceSnapShot=true',
    ],
  ])('of the page inside WeChat: %j', (options, rest) => {
    expect(authorize({ redirectUri: 'https://a.test', ...options })).toBe(PAGE + rest + END);
  });

  test.each<[Partial<WebsiteAuthorizeUrlOptions>, string]>([
    [{}, ''],
    [{ state: undefined, lang: undefined, styleHref: undefined, selfRedirect: undefined }, ''],
    [{ state: 's', lang: 'en' }, '&state=s&lang=en'],
    [{ selfRedirect: false }, '&login_type=jssdk&self_redirect=false'],
    [
      { lang: 'cn', selfRedirect: true, styleHref: 'https://a.test/qr.css?v=1&w=2', state: 's' },
      '&state=s&login_type=jssdk&self_redirect=true&href=https%3A%2F%2Fa.test%2Fqr.css%3Fv%3D1%26w%3D2&lang=cn',
    ],
  ])('of the page of a website: %j', (options, rest) => {
    expect(website({ redirectUri: 'https://a.test', ...options })).toBe(QR_PAGE + rest + END);
  });

  test('of a third-party platform comes last', () => {
    const whose = target('wx1', { component_appid: 'wxc' });
    expect(createAuthorizeUrl(whose, { redirectUri: 'https://a.test', state: 's', forcePopup: true })).toBe(
      `${PAGE}&scope=snsapi_base&state=s&forcePopup=true&component_appid=wxc${END}`,
    );
  });
});

describe('whatever it holds', () => {
  test.each(REDIRECT_URIS)('the redirectUri %j comes back as it was', redirectUri => {
    for (const url of [authorize({ redirectUri, state: 's' }), website({ redirectUri, state: 's' })]) {
      expect(url).toMatch(/^[\w.~!*'()/:?&=%#-]+$/);
      expect(new URL(url).searchParams.get('redirect_uri')).toBe(redirectUri);
      expect(new URL(url).hash).toBe('#wechat_redirect');
    }
  });

  test('a redirectUri and a state come back as they were, and the parameters are in order', () => {
    const state = fc.string({ unit: 'grapheme' }).filter(text => Buffer.byteLength(text) <= 128);
    const redirectUri = fc
      .tuple(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.string({ unit: 'grapheme' }))
      .map(([url, more]) => url + more)
      .filter(url => URL.canParse(url));
    fc.assert(
      fc.property(redirectUri, state, (uri, text) => {
        const { searchParams, hash } = new URL(authorize({ redirectUri: uri, state: text }));
        expect([...searchParams]).toEqual([
          ['appid', 'wx1'],
          ['redirect_uri', uri],
          ['response_type', 'code'],
          ['scope', 'snsapi_base'],
          ['state', text],
        ]);
        expect(hash).toBe('#wechat_redirect');
      }),
    );
  });

  test('it is a URL, or a WechatArgumentError', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (rest, state) => {
        try {
          expect(URL.canParse(website({ redirectUri: `https://a.test/${rest}`, state }))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(WechatArgumentError);
        }
      }),
    );
  });
});

describe('a WechatArgumentError', () => {
  test.each([
    '',
    '/cb',
    '//example.test/cb',
    'example.test/cb',
    'ftp://example.test',
    'javascript:alert(1)//https://a.test',
    ' https://a.test',
    'https://',
    'https:a.test',
    'https://[broken',
    undefined,
    null,
    {},
  ])('meets the redirectUri %j', redirectUri => {
    const options = { redirectUri: redirectUri as string };
    for (const make of [authorize, website]) {
      expect(() => make(options)).toThrow(WechatArgumentError);
      expect(() => make(options)).toThrow('wx1');
      expect(() => make(options)).toThrow('https://');
    }
  });

  test('tells no secret of a redirectUri', () => {
    const redirectUri = '/cb?access_token=84_secret&user=1';
    expect(() => authorize({ redirectUri })).toThrow("'/cb?access_token=…&user=1'");
  });

  test('meets a state that WeChat would cut, and halves of characters', () => {
    const redirectUri = 'https://a.test';
    expect(() => authorize({ redirectUri, state: '你'.repeat(43) })).toThrow('129 bytes');
    expect(() => website({ redirectUri, state: 'a'.repeat(129) })).toThrow(WechatArgumentError);
    expect(() => website({ redirectUri, state: '😀'.slice(1) })).toThrow(/state .* half of a character/);
    expect(() => authorize({ redirectUri: `${redirectUri}/${'😀'.slice(0, 1)}` })).toThrow(WechatArgumentError);
  });
});

describe('the sandbox, which is as strict as WeChat,', () => {
  let sandbox: WechatSandbox;
  beforeAll(async () => {
    const site = { appId: 'wxsite', type: 'website', oauthDomain: 'example.test' } as const;
    sandbox = await WechatSandbox.start({ accounts: [{ oauthDomain: 'example.test' }, site] });
  });
  afterAll(() => sandbox.stop());

  test.each<AuthorizeUrlOptions>([
    { redirectUri: 'https://example.test/cb?x=1&y=你 好#/a?b=c&d' },
    { redirectUri: 'https://example.test/', scope: 'snsapi_userinfo', state: 's', forcePopup: true },
    { redirectUri: 'https://example.test/', scope: 'snsapi_userinfo', state: 's', forceSnapShot: true },
  ])('accepts the page %j', async options => {
    const url = createAccount(sandbox).oauth.authorizeUrl(options);
    expect(url.startsWith(`${sandbox.origin}/connect/oauth2/authorize?`)).toBe(true);
    const result = await sandbox.follower().authorize(url);
    expect(result).toMatchObject({ code: expect.any(String), state: options.state ?? '' });
    const { searchParams, hash } = new URL(result.url ?? '');
    for (const [name, value] of new URL(options.redirectUri).searchParams) expect(searchParams.get(name)).toBe(value);
    expect(hash).toBe(new URL(options.redirectUri).hash);
  });

  test.each<WebsiteAuthorizeUrlOptions>([
    { redirectUri: 'https://example.test/cb?x=1&y=你 好#/a?b=c&d', state: 's' },
    { redirectUri: 'https://example.test/', lang: 'en', styleHref: 'https://example.test/a.css', selfRedirect: true },
  ])('accepts the website %j', async options => {
    const { oauth } = createAccount(sandbox, sandbox.credentials('wxsite'));
    const result = await sandbox.follower().authorize(oauth.websiteAuthorizeUrl(options));
    expect(result).toMatchObject({ code: expect.any(String), state: options.state ?? '' });
  });

  test('is found behind a proxy with a path of its own', () => {
    const hosts = { api: sandbox.origin, mp: sandbox.origin, open: `${sandbox.origin}/wechat/` };
    const { oauth } = createAccount(sandbox, { hosts });
    const url = oauth.authorizeUrl({ redirectUri: 'https://example.test/' });
    expect(url.startsWith(`${sandbox.origin}/wechat/connect/oauth2/authorize?appid=`)).toBe(true);
  });
});
