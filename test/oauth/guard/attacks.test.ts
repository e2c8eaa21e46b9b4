import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  StoreThatIsDown,
  authorize,
  logIn,
  PUBLIC_URL,
  startGuarded,
  type GuardedSite,
  type GuardedSetup,
} from '../../support/guarded-site.js';
import { PLATFORMS } from '../../support/host.js';
import type { Answer, OAuthBrowser } from '../../support/oauth-browser.js';
import { countCalls } from '../../support/sandbox.js';

const EXCHANGE = '/sns/oauth2/access_token';
const SESSION = '__Host-wechat_session';
const CODE = '0'.repeat(32);
const NONCE = 'f'.repeat(32);

const stateOf = ({ location }: Answer): string => new URL(location).searchParams.get('state') ?? '';
const codeIn = (callback: string): string => new URL(callback).searchParams.get('code') ?? '';

/** No session, no way on, nothing of the address in it, and nobody keeps it. */
function expectRefused(answer: Answer, status: number, message: RegExp): void {
  expect(answer).toMatchObject({ status, location: '', setCookies: [], headers: { 'cache-control': 'no-store' } });
  expect(answer.json).toMatchObject({ statusCode: status, message: expect.stringMatching(message) as string });
  expect(answer.text).not.toMatch(/[0-9a-f]{32}/);
}

/** Whatever was refused, the log has no secret, nor who it was. */
function expectNothingToSteal({ logger, sandbox, alice, bob }: GuardedSite): void {
  const log = JSON.stringify(logger.entries);
  for (const secret of [sandbox.account().appSecret, alice.openId, bob.openId]) expect(log).not.toContain(secret);
  expect(log).not.toMatch(/(?:code|state)=|[0-9a-f]{32}/);
}

describe.each(PLATFORMS)('OAuthGuard on %s refuses', platform => {
  let site: GuardedSite & { readonly stop: () => Promise<void> };
  async function start(setup?: GuardedSetup): Promise<GuardedSite> {
    site = await startGuarded(platform, setup);
    return site;
  }
  const warnings = (): string[] =>
    site.logger.filter({ level: 'warn', context: 'OAuthGuard' }).map(({ message }) => String(message));
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
  });
  afterEach(async () => {
    vi.useRealTimers();
    await site.stop();
    expectNothingToSteal(site);
  });

  describe('a callback that this browser has not begun', () => {
    test.each<[string, string]>([
      ['a code without a state', `code=${CODE}`],
      ['an empty code without a state', 'code='],
      ['a code with an empty state', `code=${CODE}&state=`],
      ['a code with the state of somebody else’s making', `code=${CODE}&state=xyz`],
      ['a forged state', `code=${CODE}&state=${NONCE}`],
      ['a forged state alone', `state=${NONCE}`],
      ['a forged state with an error', `error=access_denied&state=${NONCE}`],
      ['names that are encoded', `%63ode=${CODE}&st%61te=${NONCE}`],
      ['a state in capitals', `code=${CODE}&state=${'F'.repeat(32)}`],
      ['a state that is no text', `code=${CODE}&state[]=${NONCE}`],
    ])('%s', async (_, query) => {
      const { sandbox, open } = await start();
      expectRefused(await open().visit(`/me?${query}`), 401, /not begun in this browser/);
      expect(warnings()).toEqual([expect.stringContaining("account 'default'")]);
      expect(countCalls(sandbox, EXCHANGE)).toBe(0);
    });

    test('one that an attacker has begun, to log the victim in as somebody else', async () => {
      const { sandbox, bob, open } = await start();
      const [attacker, victim] = [open(), open()];
      const callback = await authorize(bob, await attacker.visit('/me'));
      expectRefused(await victim.visit(callback), 401, /not begun in this browser/);
      // Not even beside an authorization of the victim's own.
      await victim.visit('/me');
      expectRefused(await victim.visit(callback), 401, /not begun in this browser/);
      expect(countCalls(sandbox, EXCHANGE)).toBe(0);
      // The attacker's own login has not suffered.
      expect((await attacker.visit(callback)).location).toBe(`${PUBLIC_URL}/me#`);
    });

    test('one whose link somebody has shared after it was used', async () => {
      const { alice, open } = await start();
      const browser = open();
      const callback = await authorize(alice, await browser.visit('/me'));
      await browser.visit(callback);
      expectRefused(await open().visit(callback), 401, /Open the page again/);
    });

    test('one that is ten minutes old', async () => {
      const { sandbox, alice, open } = await start();
      const browser = open();
      const [late, later] = [await browser.visit('/me'), await browser.visit('/me')];
      vi.setSystemTime(Date.now() + 599_000);
      expect((await browser.visit(await authorize(alice, late))).status).toBe(302);
      browser.cookies.delete(SESSION);
      vi.setSystemTime(Date.now() + 1100);
      expectRefused(await browser.visit(await authorize(alice, later)), 401, /too long ago/);
      expect(countCalls(sandbox, EXCHANGE)).toBe(1);
    });

    test('one that is ten minutes old although it was opened since', async () => {
      const { alice, open } = await start();
      const browser = open();
      const callback = await authorize(alice, await browser.visit('/me'));
      vi.setSystemTime(Date.now() + 250_000);
      const [, state = ''] = (await browser.visit(callback)).setCookies;
      expect(state).toContain('; Max-Age=350;');
      browser.cookies.delete(SESSION);
      vi.setSystemTime(Date.now() + 350_000);
      expectRefused(await browser.visit(callback), 401, /too long ago/);
    });

    test('one whose parameters come more than once', async () => {
      const { sandbox, alice, open } = await start();
      const browser = open();
      const callback = await authorize(alice, await browser.visit('/me'));
      for (const more of [`&code=${CODE}`, `&state=${NONCE}`, '&state=', '&code=']) {
        expectRefused(await browser.visit(callback + more), 401, /not begun in this browser/);
      }
      expect(countCalls(sandbox, EXCHANGE)).toBe(0);
    });

    test('without cookies there is no loop', async () => {
      const { alice, open } = await start();
      const browser = open();
      const sent = await browser.visit('/me');
      browser.cookies.clear();
      expectRefused(await browser.visit(await authorize(alice, sent)), 401, /not begun in this browser/);
    });

    test('by POST, even where it was begun', async () => {
      const { sandbox, alice, open } = await start();
      const browser = open();
      const callback = await authorize(alice, await browser.visit('/me'));
      expectRefused(await browser.visit(callback, { method: 'POST' }), 401, /./);
      expect(countCalls(sandbox, EXCHANGE)).toBe(0);
      await logIn(browser, alice);
      expect((await browser.visit(callback, { method: 'POST' })).status).toBe(201);
      expect(countCalls(sandbox, EXCHANGE)).toBe(1);
    });
  });

  describe('cookies', () => {
    /** Puts what one cookie says into another. */
    function swap(browser: OAuthBrowser, from: string, to: string): void {
      const cookie = browser.cookies.get(from);
      if (cookie === undefined) throw new Error(`There is no cookie ${from}.`);
      browser.cookies.set(to, cookie);
    }
    const stateCookie = (state: string): string => `__Host-wechat_oauth_${state}`;

    test('of another nonce', async () => {
      const { open } = await start();
      const browser = open();
      const sent = await browser.visit('/me');
      swap(browser, stateCookie(stateOf(sent)), stateCookie(NONCE));
      expectRefused(await browser.visit(`/me?code=${CODE}&state=${NONCE}`), 401, /not begun/);
    });

    test('of another account', async () => {
      const { alice, sandbox, open } = await start();
      const browser = open();
      const sent = await browser.visit('/site');
      expectRefused(await browser.visit(`/me?code=${CODE}&state=${stateOf(sent)}`), 401, /not begun/);
      await logIn(browser, alice, '/site');
      swap(browser, '__Host-wechat_session_site', SESSION);
      expect((await browser.visit('/me')).status).toBe(302);
      expect(countCalls(sandbox, EXCHANGE)).toBe(1);
    });

    test('of the other purpose', async () => {
      const session = { cookieName: `wechat_oauth_${NONCE}` };
      const { alice, open } = await start({ options: { oauth: { session } } });
      const browser = open();
      await logIn(browser, alice);
      // By its name it is an authorization, and by its signature a session.
      expect(browser.cookieNames).toContain(stateCookie(NONCE));
      expect((await browser.visit(`/me?code=${CODE}&state=${NONCE}`)).status).toBe(200);
    });

    test('that were signed with another secret', async () => {
      const { alice, open } = await start();
      const browser = open();
      await logIn(browser, alice);
      const stolen = browser.cookies.get(SESSION);
      await site.stop();
      const { open: openOther } = await start({ options: { oauth: { session: { secret: 'x'.repeat(32) } } } });
      const other = openOther();
      other.cookies.set(SESSION, stolen as NonNullable<typeof stolen>);
      expect((await other.visit('/me')).status).toBe(302);
    });

    test('that another host of the domain has planted', async () => {
      const { alice, bob, open } = await start();
      const [attacker, victim] = [open(), open()];
      const callback = await authorize(bob, await attacker.visit('/me'));
      await logIn(attacker, bob);
      // Browsers let nobody else set a cookie with the prefix; without it, it counts for nothing.
      for (const [name, cookie] of attacker.cookies) victim.cookies.set(name.replace('__Host-', ''), cookie);
      expect((await victim.visit('/me')).status).toBe(302);
      expectRefused(await victim.visit(callback), 401, /not begun/);
      expect((await logIn(victim, alice)).json).toMatchObject({ user: { openId: alice.openId } });
    });

    test('that are thousands, or nonsense, and answers all the same', async () => {
      const { alice, open } = await start();
      const browser = open();
      const nonces = Array.from({ length: 200 }, (_, index) => index.toString(16).padStart(32, '0'));
      const nonsense = ['', '=', ';;;', '__proto__=1', 'constructor', SESSION, `${SESSION}=.`, `${SESSION}=..`];
      const cookie = [...nonsense, ...nonces.map(nonce => `${stateCookie(nonce)}=x.y`)].join('; ');
      const sent = await browser.visit('/me', { headers: { cookie } });
      expect(sent.setCookies).toHaveLength(1);
      const state = [...browser.cookies].map(([name, { value }]) => `${name}=${value}`).join();
      const back = await browser.visit(await authorize(alice, sent), { headers: { cookie: `${cookie}; ${state}` } });
      expect(back.location).toBe(`${PUBLIC_URL}/me#`);
    });

    test('that come twice, but for the one that is ours', async () => {
      const { alice, open } = await start();
      const browser = open();
      await logIn(browser, alice);
      const ours = `${SESSION}=${browser.cookies.get(SESSION)?.value ?? ''}`;
      for (const cookie of [`${SESSION}=x; ${ours}`, `${ours}; ${SESSION}=x.y`]) {
        expect((await open().visit('/me', { headers: { cookie } })).json).toMatchObject({
          user: { openId: alice.openId },
        });
      }
    });
  });

  describe('a code', () => {
    test('no more often than once: its second and third coming are answered alike', async () => {
      const { sandbox, alice, open } = await start();
      const browser = open();
      const callback = await authorize(alice, await browser.visit('/me'));
      const both = await Promise.all([browser.visit(callback), browser.visit(callback)]);
      const again = await browser.visit(callback);
      vi.setSystemTime(Date.now() + 60_000);
      for (const back of [...both, again, await browser.visit(callback)]) {
        expect([back.status, back.location]).toEqual([302, `${PUBLIC_URL}/me#`]);
      }
      expect(countCalls(sandbox, EXCHANGE)).toBe(1);
    });

    test('that comes second with a state, as from the back button: the page for whoever is logged in', async () => {
      const { sandbox, alice, bob, open } = await start();
      const browser = open();
      const sent = await browser.visit('/me');
      await browser.visit(await authorize(alice, sent));
      const second = await authorize(bob, sent);
      expect((await browser.visit(second)).location).toBe(`${PUBLIC_URL}/me#`);
      expect((await browser.visit('/me')).json).toMatchObject({ user: { openId: alice.openId } });
      browser.cookies.delete(SESSION);
      expectRefused(await browser.visit(second), 401, /not completed/);
      expect(warnings()).toEqual([expect.stringContaining('a second code')]);
      expect(countCalls(sandbox, EXCHANGE)).toBe(1);
    });

    test('that leaked, to a browser that has begun a login of its own', async () => {
      const { sandbox, alice, open } = await start();
      const [victim, attacker] = [open(), open()];
      const callback = await authorize(alice, await victim.visit('/me'));
      await victim.visit(callback);
      const sent = await attacker.visit('/me');
      const stolen = `/me?code=${codeIn(callback)}&state=${stateOf(sent)}`;
      expectRefused(await attacker.visit(stolen), 401, /not completed/);
      expect(warnings()).toEqual([expect.stringContaining('second state')]);
      // As long as what came of it is kept, and after that WeChat itself refuses it.
      vi.setSystemTime(Date.now() + 299_000);
      expectRefused(await attacker.visit(stolen), 401, /not completed/);
      vi.setSystemTime(Date.now() + 300_000);
      expectRefused(await attacker.visit(stolen), 401, /not completed/);
      vi.setSystemTime(Date.now() + 10_000);
      const again = await attacker.visit('/me');
      expectRefused(await attacker.visit(`/me?code=${codeIn(callback)}&state=${stateOf(again)}`), 401, /not completed/);
      expect(warnings().at(-1)).toContain('40163');
      expect(attacker.cookieNames).not.toContain(SESSION);
      expect(countCalls(sandbox, EXCHANGE)).toBe(2);
    });

    test.each<[string, (site: GuardedSite, callback: string) => unknown, number, RegExp]>([
      ['that WeChat has never given', ({ sandbox }) => sandbox.fault.apiError(EXCHANGE, 40029), 401, /40029/],
      ['that was used elsewhere', ({ sandbox }) => sandbox.fault.apiError(EXCHANGE, 40163), 401, /40163/],
      ['that is too old', ({ sandbox }) => sandbox.clock.advance(300_000), 401, /42003/],
      ['that may be spent after -1', ({ sandbox }) => sandbox.fault.apiError(EXCHANGE, -1), 401, /-1/],
      ['that may be spent after no answer', ({ sandbox }) => sandbox.fault.dropResponses(1, EXCHANGE), 401, /spent/],
      [
        'of somebody whom WeChat takes for a risk',
        ({ sandbox }) => sandbox.fault.apiError(EXCHANGE, 40226),
        403,
        /40226/,
      ],
      ['that comes too often', ({ sandbox }) => sandbox.fault.apiError(EXCHANGE, 45011), 503, /45011/],
    ])('%s', async (_, harm, status, reason) => {
      const guarded = await start();
      const browser = guarded.open();
      const callback = await authorize(guarded.alice, await browser.visit('/me'));
      await harm(guarded, callback);
      expectRefused(await browser.visit(callback), status, /^[\w\s.]+$/);
      expect(warnings()).toEqual([expect.stringMatching(reason)]);
      expect(warnings().join()).not.toContain(codeIn(callback));
      // Opened anew, the page begins anew.
      guarded.sandbox.fault.clear();
      expect((await logIn(browser, guarded.alice)).status).toBe(200);
    });

    test('that cannot be one, without asking WeChat', async () => {
      const { sandbox, open } = await start();
      const browser = open();
      for (const code of ['%00', '%0d%0aset-cookie:a=b', 'x'.repeat(513), '%E4%B8%AD']) {
        const sent = await browser.visit('/me');
        expectRefused(await browser.visit(`/me?code=${code}&state=${stateOf(sent)}`), 401, /not completed/);
      }
      expect(countCalls(sandbox, EXCHANGE)).toBe(0);
    });

    test('while the store does not answer', async () => {
      const { alice, open } = await start({ options: { stores: { oauthExchanges: new StoreThatIsDown() } } });
      const browser = open();
      expectRefused(await browser.visit(await authorize(alice, await browser.visit('/me'))), 503, /in a minute/);
    });

    test('with a wrong secret: the operators are told, the visitor is not', async () => {
      const { alice, open, sandbox } = await start({ options: { appSecret: 'f'.repeat(31) } });
      const browser = open();
      const back = await browser.visit(await authorize(alice, await browser.visit('/me')));
      expectRefused(back, 500, /^Internal server error$/);
      expect(JSON.stringify(site.logger.filter({ level: 'error' }))).toContain('40125');
      expect(countCalls(sandbox, EXCHANGE)).toBe(1);
    });

    test('that gives less than the page needs', async () => {
      const { alice, open } = await start();
      const browser = open();
      const sent = await browser.visit('/profile');
      const less = { ...sent, location: sent.location.replace('snsapi_userinfo', 'snsapi_base') };
      const callback = await authorize(alice, less);
      for (let count = 0; count < 2; count++) {
        expectRefused(await browser.visit(callback), 403, /did not grant/);
      }
      expect(browser.cookieNames).not.toContain(SESSION);
    });
  });

  describe('somebody who', () => {
    test('declines at a website', async () => {
      const { sandbox, alice, open } = await start();
      const browser = open();
      const callback = await authorize(alice, await browser.visit('/site'), false);
      expectRefused(await browser.visit(callback), 403, /declined/);
      expectRefused(await browser.visit(`${callback}&code=`), 403, /declined/);
      expectRefused(await browser.visit(`${callback}&error=access_denied&code=`), 403, /declined/);
      expect(countCalls(sandbox, EXCHANGE)).toBe(0);
      expect((await logIn(browser, alice, '/site')).status).toBe(200);
    });

    test('would be sent to WeChat for ever, because the session of the host does not hold', async () => {
      const sessions = { find: () => undefined, begin: () => {}, end: () => {} };
      const { alice, open } = await start({ options: { oauth: { sessions } } });
      const browser = open();
      const back = await browser.visit(await authorize(alice, await browser.visit('/me?b=2&a=1')));
      expectRefused(await browser.visit(back.location), 401, /was not kept/);
      expect(warnings()).toEqual([expect.stringContaining('oauth.sessions')]);
      // Another page, or a later try, is no loop.
      expect((await browser.visit('/me?a=1')).status).toBe(302);
      vi.setSystemTime(Date.now() + 10_100);
      expect((await browser.visit(back.location)).status).toBe(302);
    });
  });

  test('nothing of a code and a state that are the page’s own, where somebody is logged in', async () => {
    const { sandbox, alice, open } = await start();
    const browser = open();
    await logIn(browser, alice);
    for (const query of [
      `code=${CODE}&state=${NONCE}`,
      `code=${CODE}`,
      `state=${NONCE}`,
      `code=a&code=b&state=${NONCE}`,
    ]) {
      const { status, json } = await browser.visit(`/me?${query}`);
      expect(status).toBe(200);
      expect(json).toMatchObject({ query: expect.objectContaining({}) as object });
    }
    expect((await browser.visit(`/me?code=${CODE}&state=${NONCE}`)).json).toMatchObject({
      query: { code: CODE, state: NONCE },
    });
    expect(countCalls(sandbox, EXCHANGE)).toBe(1);
  });
});
