import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { callsOf, countCalls } from '../../support/sandbox.js';
import {
  authorize,
  logIn,
  PUBLIC_URL,
  SHOP,
  SITE,
  startGuarded,
  type GuardedSite,
  type GuardedSetup,
} from '../../support/guarded-site.js';
import { PLATFORMS } from '../../support/host.js';
import type { Answer } from '../../support/oauth-browser.js';

const EXCHANGE = '/sns/oauth2/access_token';
const STATE_COOKIE = /^__Host-wechat_oauth_[0-9a-f]{32}$/;

/** What an authorize page is asked for. */
function asked({ location }: Answer) {
  const { origin, pathname, searchParams, hash } = new URL(location);
  return { origin, pathname, hash, ...Object.fromEntries(searchParams) };
}

describe.each(PLATFORMS)('OAuthGuard on %s', platform => {
  let stop = async (): Promise<void> => {};
  async function start(setup?: GuardedSetup): Promise<GuardedSite> {
    const site = await startGuarded(platform, setup);
    ({ stop } = site);
    return site;
  }
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
  });
  afterEach(async () => {
    vi.useRealTimers();
    await stop();
  });

  describe('sends a visitor to WeChat and back', () => {
    test('silently, to where they were', async () => {
      const { sandbox, alice, open } = await start();
      const browser = open();
      const page = '/me?a=1&b=%E4%B8%AD%20x+y&a=2';
      const sent = await browser.visit(page);
      expect([sent.status, sent.text, sent.headers['cache-control']]).toEqual([302, '', 'no-store']);
      expect(asked(sent)).toEqual({
        origin: sandbox.origin,
        pathname: '/connect/oauth2/authorize',
        hash: '#wechat_redirect',
        appid: SHOP,
        redirect_uri: PUBLIC_URL + page,
        response_type: 'code',
        scope: 'snsapi_base',
        state: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      });
      expect(browser.cookieNames).toEqual([expect.stringMatching(STATE_COOKIE)]);

      const callback = await authorize(alice, sent);
      const back = await browser.visit(callback);
      expect([back.status, back.location, back.text]).toEqual([302, `${PUBLIC_URL}${page}#`, '']);
      expect(back.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
      expect(browser.cookieNames).toEqual([expect.stringMatching(STATE_COOKIE), '__Host-wechat_session']);

      const shown = await browser.visit(back.location);
      const user = { openId: alice.openId, scope: ['snsapi_base'], isSnapshotUser: false };
      expect(shown).toMatchObject({
        status: 200,
        setCookies: [],
        json: { user, query: { a: ['1', '2'], b: '中 x y' } },
      });
      expect((await browser.visit('/me')).json).toMatchObject({ user });
      expect(countCalls(sandbox, EXCHANGE)).toBe(1);
    });

    test('with consent', async () => {
      const { alice, open } = await start();
      const browser = open();
      const sent = await browser.visit('/profile');
      expect(asked(sent)).toMatchObject({ scope: 'snsapi_userinfo', redirect_uri: `${PUBLIC_URL}/profile` });
      const back = await browser.visit(await authorize(alice, sent));
      expect((await browser.visit(back.location)).json).toEqual({ scope: ['snsapi_userinfo'] });
    });

    test('at a website, of another account', async () => {
      const { sandbox, alice, open } = await start();
      const browser = open();
      const sent = await browser.visit('/site');
      expect(asked(sent)).toMatchObject({ pathname: '/connect/qrconnect', appid: SITE, scope: 'snsapi_login' });
      const back = await browser.visit(await authorize(alice, sent));
      expect((await browser.visit(back.location)).json).toEqual({ openId: alice.at(SITE).openId });
      expect(browser.cookieNames).toContain('__Host-wechat_session_site');
      expect(callsOf(sandbox, EXCHANGE)).toMatchObject([{ query: { appid: SITE } }]);
    });

    test('once more, where the page needs more than they agreed to', async () => {
      const { alice, open } = await start();
      const browser = open();
      await logIn(browser, alice);
      expect((await browser.visit('/profile')).status).toBe(302);
      expect((await logIn(browser, alice, '/profile')).json).toEqual({ scope: ['snsapi_userinfo'] });
      // The larger scope is enough for both.
      expect((await browser.visit('/me')).json).toMatchObject({ user: { scope: ['snsapi_userinfo'] } });
    });

    test('twice, where two guards ask for different scopes', async () => {
      const { alice, open } = await start();
      const browser = open();
      const first = await browser.visit('/both');
      expect(asked(first)).toMatchObject({ scope: 'snsapi_base' });
      const between = await browser.visit((await browser.visit(await authorize(alice, first))).location);
      expect(asked(between)).toMatchObject({ scope: 'snsapi_userinfo' });
      const back = await browser.visit(await authorize(alice, between));
      expect((await browser.visit(back.location)).json).toEqual({ scope: ['snsapi_userinfo'] });
    });

    test('keeps parameters of the page that have the names of those of WeChat', async () => {
      const { alice, open } = await start();
      const browser = open();
      const sent = await browser.visit('/me?state=paid&x=1&state=%E4%B8%AD');
      expect(asked(sent)).toMatchObject({ redirect_uri: `${PUBLIC_URL}/me?x=1` });
      const back = await browser.visit(await authorize(alice, sent));
      expect(back.location).toBe(`${PUBLIC_URL}/me?x=1&state=paid&state=%E4%B8%AD#`);
      expect((await browser.visit(back.location)).json).toMatchObject({ query: { state: ['paid', '中'], x: '1' } });
    });

    test('under a global prefix', async () => {
      const { alice, open } = await start({ configure: app => app.setGlobalPrefix('shop') });
      const browser = open();
      const back = await browser.visit(await authorize(alice, await browser.visit('/shop/me?a=1')));
      expect(back.location).toBe(`${PUBLIC_URL}/shop/me?a=1#`);
      expect((await browser.visit(back.location)).status).toBe(200);
    });

    test.each(['https://www.example.com/app', 'http://localhost:8080/a/b'])(
      'as a proxy shows it, %s',
      async publicUrl => {
        const { alice, open } = await start({ publicUrl });
        const browser = open({ accept: 'text/html', host: 'internal:3000', 'x-forwarded-host': 'evil.test' });
        const sent = await browser.visit(`${publicUrl}/me?a=1`);
        expect(asked(sent)).toMatchObject({ redirect_uri: `${publicUrl}/me?a=1` });
        const callback = await authorize(alice, sent);
        expect(callback.startsWith(`${publicUrl}/me?a=1&code=`)).toBe(true);
        const back = await browser.visit(callback);
        expect(back.location).toBe(`${publicUrl}/me?a=1#`);
        expect((await browser.visit(back.location)).status).toBe(200);
      },
    );

    test('by HEAD as by GET', async () => {
      const { alice, open } = await start();
      const browser = open();
      const sent = await browser.visit('/me', { method: 'HEAD' });
      expect(asked(sent)).toMatchObject({ redirect_uri: `${PUBLIC_URL}/me` });
      const back = await browser.visit(await authorize(alice, sent), { method: 'HEAD' });
      expect([back.status, back.location]).toEqual([302, `${PUBLIC_URL}/me#`]);
      expect((await browser.visit('/me', { method: 'HEAD' })).status).toBe(200);
    });
  });

  describe('keeps cookies', () => {
    test('that scripts, other sites and plain http do not get', async () => {
      const { alice, open } = await start();
      const browser = open();
      await logIn(browser, alice);
      const headers = [...browser.cookies.values()].map(({ header }) => header);
      for (const header of headers) expect(header).toMatch(/^__Host-.*; Path=\/; .*; HttpOnly; SameSite=Lax; Secure$/);
      expect(headers.map(header => /Max-Age=(\d+)/.exec(header)?.[1])).toEqual(['600', '604800']);
      // Headers have to stay small.
      expect(headers.join().length).toBeLessThan(1000);
    });

    test('without https where there is none', async () => {
      const { alice, open } = await start({ publicUrl: 'http://localhost:3000' });
      const browser = open();
      await logIn(browser, alice);
      expect(browser.cookieNames).toEqual([expect.stringMatching(/^wechat_oauth_[0-9a-f]{32}$/), 'wechat_session']);
      for (const { header } of browser.cookies.values()) expect(header).not.toContain('Secure');
    });

    test('of the name and life that the options say', async () => {
      const session = { secret: 's'.repeat(32), lifeSeconds: 60, cookieName: 'sid' };
      const { alice, open } = await start({ options: { oauth: { session } } });
      const browser = open();
      await logIn(browser, alice);
      expect(browser.cookies.get('__Host-sid')?.header).toContain('; Max-Age=60;');
      vi.setSystemTime(Date.now() + 59_900);
      expect((await browser.visit('/me')).status).toBe(200);
      vi.setSystemTime(Date.now() + 200);
      expect((await browser.visit('/me')).status).toBe(302);
    });

    test('beside those of the host', async () => {
      const { alice, open } = await start({
        configure: app => {
          app.use(
            (_request: unknown, response: { setHeader(name: string, value: string[]): void }, next: () => void) => {
              response.setHeader('set-cookie', ['theme=dark', 'cart=1']);
              next();
            },
          );
        },
      });
      const browser = open();
      expect((await logIn(browser, alice)).status).toBe(200);
      const { setCookies } = await browser.visit('/out');
      expect(setCookies.slice(0, 2)).toEqual(['theme=dark', 'cart=1']);
      const sent = await browser.visit('/me');
      expect(sent.setCookies).toEqual(['theme=dark', 'cart=1', expect.stringMatching(/^__Host-wechat_oauth_/)]);
      const back = await browser.visit(await authorize(alice, sent));
      expect(back.setCookies).toEqual([
        'theme=dark',
        'cart=1',
        expect.stringMatching(/^__Host-wechat_session=/),
        expect.stringMatching(/^__Host-wechat_oauth_/),
      ]);
    });

    test('for a few tabs, and takes the oldest away', async () => {
      const { alice, open } = await start();
      const browser = open();
      const tabs: Answer[] = [];
      for (let count = 0; count < 9; count++) {
        tabs.push(await browser.visit(`/me?tab=${count}`));
        vi.setSystemTime(Date.now() + 10);
      }
      expect(browser.cookieNames).toHaveLength(6);
      const [first, second] = await Promise.all([tabs[0], tabs[3]].map(tab => authorize(alice, tab as Answer)));
      expect((await browser.visit(first ?? '')).status).toBe(401);
      expect((await browser.visit(second ?? '')).location).toBe(`${PUBLIC_URL}/me?tab=3#`);
    });
  });

  describe('answers', () => {
    test.each<[string, Readonly<Record<string, string>>, string?]>([
      ['JSON', { accept: 'application/json' }],
      ['anything', { accept: '*/*' }],
      ['nothing said', { accept: '' }],
      ['XMLHttpRequest', { accept: 'text/html, */*', 'x-requested-with': 'XMLHttpRequest' }],
      ['fetch', { accept: 'text/html', 'sec-fetch-mode': 'cors' }],
      ['a picture', { accept: 'text/html', 'sec-fetch-mode': 'no-cors' }],
      ['POST', { accept: 'text/html' }, 'POST'],
      ['POST of a form', { accept: 'text/html', 'sec-fetch-mode': 'navigate' }, 'POST'],
    ])('401 to a call that is no navigation: %s', async (_, headers, method = 'GET') => {
      const { open } = await start();
      const browser = open({});
      const { status, json, setCookies, headers: received } = await browser.visit('/me', { method, headers });
      expect([status, setCookies, received['cache-control']]).toEqual([401, [], 'no-store']);
      expect(json).toEqual({
        statusCode: 401,
        error: 'Unauthorized',
        message: 'Log in first: open the page in a browser.',
      });
    });

    test.each<[string, Readonly<Record<string, string>>]>([
      ['of a browser', { accept: '*/*', 'sec-fetch-mode': 'navigate' }],
      // It names the app on every page that it opens.
      ["of Android's web view", { accept: 'text/html', 'x-requested-with': 'com.tencent.mm' }],
    ])('302 to a navigation %s', async (_, headers) => {
      const { open } = await start();
      expect((await open({}).visit('/me', { headers })).status).toBe(302);
    });

    test('whoever is logged in, whatever the call is', async () => {
      const { alice, open } = await start();
      const browser = open();
      await logIn(browser, alice);
      const headers = { accept: 'application/json', 'sec-fetch-mode': 'cors' };
      expect((await browser.visit('/me', { headers })).status).toBe(200);
      expect((await browser.visit('/me', { method: 'POST', headers })).json).toEqual({ changed: alice.openId });
    });

    test('414 to a page whose address is too long to come back to', async () => {
      const { alice, open } = await start();
      const browser = open();
      const long = `/me?a=${'x'.repeat(2048 - PUBLIC_URL.length - '/me?a='.length)}`;
      expect(await browser.visit(`${long}x`)).toMatchObject({ status: 414, setCookies: [] });
      const back = await browser.visit(await authorize(alice, await browser.visit(long)));
      expect(back.location).toBe(`${PUBLIC_URL}${long}#`);
      expect((await browser.visit(`${long}${'x'.repeat(8000)}`)).status).toBe(200);
    });
  });

  describe('a session', () => {
    test('ends by signing out, and the way back into it with it', async () => {
      const { sandbox, alice, open } = await start();
      const browser = open();
      const callback = await authorize(alice, await browser.visit('/me'));
      await browser.visit(callback);
      await browser.visit('/out');
      expect(browser.cookieNames).toEqual([]);
      expect((await browser.visit(callback)).status).toBe(401);
      // At once, not only when it can be no loop any more.
      expect(asked(await browser.visit('/me'))).toMatchObject({ scope: 'snsapi_base' });
      expect(countCalls(sandbox, EXCHANGE)).toBe(1);
    });

    test('is of one account', async () => {
      const { alice, open } = await start();
      const browser = open();
      await logIn(browser, alice);
      expect((await browser.visit('/site')).status).toBe(302);
    });

    test('of a website is none of a phone', async () => {
      const { alice, open } = await start();
      const browser = open();
      await logIn(browser, alice, '/site');
      expect(asked(await browser.visit('/site-of-a-phone'))).toMatchObject({ appid: SITE, scope: 'snsapi_base' });
    });

    test('is of whoever came last', async () => {
      const { alice, bob, open } = await start();
      const browser = open();
      const [first, second] = [await browser.visit('/me'), await browser.visit('/me')];
      await browser.visit(await authorize(alice, first));
      await browser.visit(await authorize(bob, second));
      expect((await browser.visit('/me')).json).toMatchObject({ user: { openId: bob.openId } });
    });
  });

  describe('a snapshot', () => {
    /** As WeChat does by itself to pages that ask without need. */
    const snapshot = (sent: Answer): Answer => ({
      ...sent,
      location: sent.location.replace('#', '&forceSnapShot=true#'),
    });

    test('is shown for ten minutes, changes nothing, and gives way to the person', async () => {
      const { alice, open } = await start();
      const browser = open();
      const sent = await browser.visit('/profile');
      const back = await browser.visit(await authorize(alice, snapshot(sent)));
      expect(browser.cookies.get('__Host-wechat_session')?.header).toContain('; Max-Age=600;');
      expect((await browser.visit(back.location)).status).toBe(200);
      expect((await browser.visit('/me')).json).toMatchObject({ user: { isSnapshotUser: true } });
      const refused = await browser.visit('/profile', { method: 'POST' });
      expect(refused).toMatchObject({
        status: 403,
        json: { message: expect.stringContaining('使用完整服务') as string },
      });

      // The same state, with another code.
      const full = await browser.visit(await authorize(alice, sent));
      expect(full).toMatchObject({ status: 302, location: `${PUBLIC_URL}/profile#` });
      expect((await browser.visit('/me')).json).toMatchObject({
        user: { isSnapshotUser: false, openId: alice.openId },
      });
      expect((await browser.visit('/profile', { method: 'POST' })).status).toBe(201);
    });

    test('does not hide that the login behind it failed', async () => {
      const { sandbox, alice, open } = await start();
      const browser = open();
      const sent = await browser.visit('/profile');
      await browser.visit(await authorize(alice, snapshot(sent)));
      sandbox.fault.apiError(EXCHANGE, 40029);
      expect(await browser.visit(await authorize(alice, sent))).toMatchObject({ status: 401, location: '' });
    });

    test('ends with its ten minutes', async () => {
      const { alice, open } = await start();
      const browser = open();
      await browser.visit(await authorize(alice, snapshot(await browser.visit('/profile'))));
      vi.setSystemTime(Date.now() + 600_100);
      expect((await browser.visit('/profile')).status).toBe(302);
    });
  });
});
