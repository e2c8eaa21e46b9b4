import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Follower } from 'nestjs-wechat/sandbox';
import { openBrowser } from '../support/browser.js';
import { startGuardedSite, SHOP, SITE, type GuardedSite } from '../support/guarded-site.js';
import { PLATFORMS, type Platform } from '../support/host.js';
import { countCalls } from '../support/sandbox.js';
import { startTlsProxy, type TlsProxy } from '../support/tls-proxy.js';

const EXCHANGE = '/sns/oauth2/access_token';

// Many browsers at once are slow.
vi.setConfig({ testTimeout: 30_000 });

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
}, 30_000);
afterAll(() => browser.close());

/** A site behind a proxy that ends TLS and takes a path away, as most are. */
interface PublicSite extends GuardedSite {
  readonly publicUrl: string;
  /** A browser of its own, which is the phone of somebody: it has cookies and tabs. */
  phoneOf(person: Follower): Promise<BrowserContext>;
}

async function start(platform: Platform = 'express'): Promise<PublicSite> {
  const proxy: TlsProxy = await startTlsProxy();
  onTestFinished(() => proxy.stop());
  const { publicUrl } = proxy;
  const site = await startGuardedSite(platform, { publicUrl });
  proxy.forwardTo(site.origin);
  const phoneOf = async (person: Follower): Promise<BrowserContext> => {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-US' });
    onTestFinished(() => context.close());
    await play(context, person);
    return context;
  };
  const play = async (context: BrowserContext, { openId }: Follower): Promise<void> => {
    const { id } = site.sandbox.account(SHOP).contacts.get(openId).person;
    await context.addCookies([{ name: 'sandbox_person', value: id, url: site.sandbox.origin }]);
  };
  return { ...site, publicUrl, phoneOf };
}

/** What a page of the site says. */
async function json(page: Page): Promise<unknown> {
  return JSON.parse((await page.textContent('body')) ?? '');
}

/** Opens a page whatever it answers; a redirect in between is no failure. */
async function open(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

const allow = (page: Page) => page.getByRole('button', { name: 'Allow' }).click();

describe.each(PLATFORMS)('somebody with a phone, on %s', platform => {
  let site: PublicSite;
  beforeEach(async () => {
    site = await start(platform);
  });

  test('is let in silently, and comes back to the page with nothing of WeChat in its address', async () => {
    const { alice, publicUrl, sandbox } = site;
    const phone = await site.phoneOf(alice);
    const url = `${publicUrl}/me?a=1&b=%E4%B8%AD`;
    const page = await open(phone, url);
    expect(page.url()).toBe(`${url}#`);
    expect(await json(page)).toMatchObject({ user: { openId: alice.openId }, query: { a: '1', b: '中' } });
    const cookies = (await phone.cookies(publicUrl)).filter(({ name }) => name.startsWith('__Host-'));
    expect(cookies.toSorted((a, b) => a.name.localeCompare(b.name))).toMatchObject([
      { name: expect.stringMatching(/^__Host-wechat_oauth_/) as string, httpOnly: true, secure: true, sameSite: 'Lax' },
      { name: '__Host-wechat_session', httpOnly: true, secure: true, sameSite: 'Lax', path: '/' },
    ]);
    expect(await page.evaluate('document.cookie')).not.toContain('__Host-');
    await page.reload();
    expect(await json(page)).toMatchObject({ user: { openId: alice.openId } });
    expect(countCalls(sandbox, EXCHANGE)).toBe(1);
  });

  test('is asked, and allows it', async () => {
    const { alice, publicUrl } = site;
    const page = await open(await site.phoneOf(alice), `${publicUrl}/profile?a=1`);
    expect(page.url()).toContain('/connect/oauth2/authorize');
    await allow(page);
    await page.waitForURL(`${publicUrl}/profile?a=1#`);
    expect(await json(page)).toEqual({ scope: ['snsapi_userinfo'] });
  });

  test('logs in at a website with a scan', async () => {
    const { alice, publicUrl } = site;
    const [desktop, phone] = [await site.phoneOf(alice), await site.phoneOf(alice)];
    const page = await open(desktop, `${publicUrl}/site?a=1`);
    const code = (await page.locator('iframe').getAttribute('src')) ?? '';
    const scan = await open(phone, new URL(code, page.url()).href);
    await scan.getByRole('button', { name: 'Scan as Alice' }).click();
    await scan.getByRole('button', { name: 'Log In' }).click();
    await page.waitForURL(`${publicUrl}/site?a=1#`);
    expect(await json(page)).toEqual({ openId: alice.at(SITE).openId });
  });
});

test('somebody who declines on the phone stays there, and is asked again another time', async () => {
  const { alice, publicUrl, phoneOf } = await start();
  const page = await open(await phoneOf(alice), `${publicUrl}/profile`);
  const asked = page.url();
  await page.getByRole('button', { name: 'Decline' }).click();
  await page.getByRole('heading', { name: 'You declined' }).waitFor();
  expect(page.url()).toBe(asked);
  await page.goto(`${publicUrl}/profile`);
  await allow(page);
  await page.waitForURL(`${publicUrl}/profile#`);
});

test('somebody who declines at a website is told so, once and for all reloads', async () => {
  const { alice, publicUrl, phoneOf, sandbox } = await start();
  const page = await open(await phoneOf(alice), `${publicUrl}/site`);
  const phone = page.frameLocator('iframe');
  await phone.getByRole('button', { name: 'Scan as Alice' }).click();
  await phone.getByRole('button', { name: 'Cancel' }).click();
  await page.waitForURL(`${publicUrl}/site?state=*`);
  for (let count = 0; count < 2; count++) {
    expect(await json(page)).toMatchObject({ statusCode: 403, message: expect.stringContaining('declined') as string });
    await page.reload();
  }
  expect(countCalls(sandbox, EXCHANGE)).toBe(0);
});

test('the callback is opened by two tabs at once, and again and again, and there is one exchange', async () => {
  const { alice, publicUrl, phoneOf, sandbox } = await start();
  const phone = await phoneOf(alice);
  const held = sandbox.fault.hold(EXCHANGE);
  const page = await phone.newPage();
  const callback = page.waitForRequest(request => request.url().includes('code='));
  const first = page.goto(`${publicUrl}/me?a=1`);
  const url = (await callback).url();
  await held.held();
  const other = await phone.newPage();
  const again = other.waitForRequest(url);
  const second = other.goto(url);
  await again;
  held.release();
  await Promise.all([first, second]);
  for (const tab of [page, other]) expect(tab.url()).toBe(`${publicUrl}/me?a=1#`);
  for (let count = 0; count < 2; count++) {
    await page.goto(url);
    expect(page.url()).toBe(`${publicUrl}/me?a=1#`);
    expect(await json(page)).toMatchObject({ user: { openId: alice.openId } });
  }
  expect(countCalls(sandbox, EXCHANGE)).toBe(1);
});

test('two tabs that are asked at once both get to where they were going', async () => {
  const { alice, publicUrl, phoneOf } = await start();
  const phone = await phoneOf(alice);
  const urls = [`${publicUrl}/profile?tab=1`, `${publicUrl}/profile?tab=2`];
  const tabs = await Promise.all(urls.map(url => open(phone, url)));
  // In the other order.
  for (const [index, tab] of [...tabs.entries()].toReversed()) {
    await allow(tab);
    await tab.waitForURL(`${urls[index] ?? ''}#`);
    expect(await json(tab)).toEqual({ scope: ['snsapi_userinfo'] });
  }
});

test('the back button leads to the question, and from there to the page again', async () => {
  const { alice, publicUrl, phoneOf, sandbox } = await start();
  const page = await open(await phoneOf(alice), `${publicUrl}/profile`);
  await allow(page);
  await page.waitForURL(`${publicUrl}/profile#`);
  await page.goBack();
  expect(page.url()).toContain('/connect/oauth2/authorize');
  await allow(page);
  await page.waitForURL(`${publicUrl}/profile#`);
  expect(await json(page)).toEqual({ scope: ['snsapi_userinfo'] });
  // The second code was for nothing.
  expect(countCalls(sandbox, EXCHANGE)).toBe(1);

  await page.goto(`${publicUrl}/out`);
  await page.goBack();
  await page.goBack();
  await allow(page);
  await page.getByText('not begun in this browser').waitFor();
  await page.goto(`${publicUrl}/profile`);
  expect(page.url()).toContain('/connect/oauth2/authorize');
});

test('a link of an attacker logs nobody in', async () => {
  const { alice, bob, publicUrl, phoneOf, open: openBrowserOf, sandbox } = await start();
  const attacker = openBrowserOf();
  const { url = '' } = await bob.authorize((await attacker.visit('/me')).location);
  const victim = await phoneOf(alice);
  const page = await open(victim, `data:text/html,<a href="${url.replaceAll('&', '&amp;')}">A gift!</a>`);
  await page.getByRole('link').click();
  await page.getByText('not begun in this browser').waitFor();
  expect(await victim.cookies(publicUrl)).not.toContainEqual(
    expect.objectContaining({ name: '__Host-wechat_session' }),
  );
  await page.goto(`${publicUrl}/me`);
  expect(await json(page)).toMatchObject({ user: { openId: alice.openId } });
  expect(countCalls(sandbox, EXCHANGE)).toBe(1);
});

test('a script is told that nobody is logged in, and sent nowhere', async () => {
  const { alice, publicUrl, phoneOf, sandbox } = await start();
  const page = await open(await phoneOf(alice), `${publicUrl}/out`);
  const call = `fetch('me', { headers: { accept: 'text/html' } }).then(({ status, redirected }) => [status, redirected])`;
  expect(await page.evaluate(call)).toEqual([401, false]);
  await page.goto(`${publicUrl}/me`);
  expect(await page.evaluate(call)).toEqual([200, false]);
  expect(countCalls(sandbox, EXCHANGE)).toBe(1);
});
