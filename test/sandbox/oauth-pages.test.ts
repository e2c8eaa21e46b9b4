import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { WechatSandbox, type SandboxAccountOptions } from 'nestjs-wechat/sandbox';
import { newPage, openBrowser, type PageOptions } from '../support/browser.js';
import { startCallback } from '../support/callback-server.js';

const HOSTILE = '"><script>window.hit = 1</script><img src=x onerror="window.hit = 1">';
const SHOP = 'wx0000000000000001';
const SITE = 'wx0000000000000002';

// Many browsers at once are slow.
vi.setConfig({ testTimeout: 30_000 });

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
}, 30_000);
afterAll(() => browser.close());

async function start(options: SandboxAccountOptions = {}): Promise<WechatSandbox> {
  const sandbox = await WechatSandbox.start({
    accounts: [
      { nickname: 'Shop', ...options, appId: SHOP },
      { nickname: 'Site', ...options, appId: SITE, type: 'website' },
    ],
  });
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

/** An application that a page returns to. */
async function startApp(): Promise<string> {
  const { url } = await startCallback(response => response.end('The application.'));
  return url;
}

/** Opens a page on which nothing may go wrong, and no script of a stranger run. */
async function open(url: string, options: PageOptions = {}): Promise<Page> {
  const { page, errors } = await newPage(browser, options);
  onTestFinished(async () => {
    expect(errors).toEqual([]);
    expect(await page.evaluate('window.hit')).toBeUndefined();
    await page.close();
  });
  await page.goto(url);
  return page;
}

function pageUrl({ origin }: WechatSandbox, scope: string, redirectUri: string, state = 'xyz'): string {
  const query = new URLSearchParams({
    appid: scope === 'snsapi_login' ? SITE : SHOP,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope,
    state,
  });
  return `${origin}/connect/${scope === 'snsapi_login' ? 'qrconnect' : 'oauth2/authorize'}?${String(query)}#wechat_redirect`;
}

/** What an application gets, once the page is there. */
async function returned(page: Page, appUrl: string): Promise<Record<string, string>> {
  await page.waitForURL(`${appUrl}?**`);
  return Object.fromEntries(new URL(page.url()).searchParams);
}

/** Who gave the code. */
async function openIdOf(sandbox: WechatSandbox, appId: string, code = ''): Promise<unknown> {
  const secret = sandbox.account(appId).appSecret;
  const query = new URLSearchParams({ appid: appId, secret, code, grant_type: 'authorization_code' });
  const response = await fetch(`${sandbox.origin}/sns/oauth2/access_token?${String(query)}`);
  return ((await response.json()) as Record<string, unknown>)['openid'];
}

describe('the page inside WeChat', () => {
  test('asks nobody for snsapi_base', async () => {
    const [sandbox, appUrl] = [await start(), await startApp()];
    const page = await open(pageUrl(sandbox, 'snsapi_base', appUrl));
    const { code, state } = await returned(page, appUrl);
    expect(state).toBe('xyz');
    const { nickname } = sandbox.account(SHOP).contacts.get(String(await openIdOf(sandbox, SHOP, code))).person;
    expect(nickname).toBe('Alice');
  });

  test('is for the one person there is, and none of it is kept', async () => {
    const sandbox = await start();
    const alice = sandbox.follower();
    const response = await fetch(pageUrl(sandbox, 'snsapi_base', 'http://app.test/#/inner'), { redirect: 'manual' });
    expect(response.status).toBe(302);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const [, code] =
      /^http:\/\/app\.test\/\?code=(\w+)&state=xyz#\/inner$/.exec(response.headers.get('location') ?? '') ?? [];
    expect(await openIdOf(sandbox, SHOP, code)).toBe(alice.openId);
  });

  test('asks for the profile', async () => {
    const [sandbox, appUrl] = [await start(), await startApp()];
    const alice = sandbox.follower({ nickname: 'Alice' });
    const page = await open(pageUrl(sandbox, 'snsapi_userinfo', appUrl));
    expect(await page.getByRole('heading').textContent()).toBe('Shop');
    expect(await page.getByText('Alice').isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Allow' }).click();
    const { code, state } = await returned(page, appUrl);
    expect(state).toBe('xyz');
    expect(await openIdOf(sandbox, SHOP, code)).toBe(alice.openId);
  });

  test('stays where it is when somebody declines', async () => {
    const sandbox = await start();
    const url = pageUrl(sandbox, 'snsapi_userinfo', await startApp());
    const page = await open(url, { locale: 'zh-CN' });
    await page.getByRole('button', { name: '拒绝' }).click();
    await page.getByRole('heading', { name: '你已拒绝授权' }).waitFor();
    expect(page.url()).toBe(url);
  });

  test.each(['snsapi_base', 'snsapi_userinfo'])('asks who one of several is, for %s', async scope => {
    const [sandbox, appUrl] = [await start(), await startApp()];
    const [, bob] = [sandbox.follower({ nickname: 'Alice' }), sandbox.follower({ nickname: 'Bob' })];
    const page = await open(pageUrl(sandbox, scope, appUrl));
    await page.getByRole('button', { name: 'Bob' }).click();
    if (scope === 'snsapi_userinfo') await page.getByRole('button', { name: 'Allow' }).click();
    const { code } = await returned(page, appUrl);
    expect(await openIdOf(sandbox, SHOP, code)).toBe(bob.openId);
  });

  test('is for the person whom the console has chosen', async () => {
    const [sandbox, appUrl] = [await start(), await startApp()];
    const [, bob] = [sandbox.follower({ nickname: 'Alice' }), sandbox.follower({ nickname: 'Bob' })];
    const page = await open('about:blank');
    const { id } = sandbox.account(SHOP).contacts.get(bob.openId).person;
    await page.context().addCookies([{ name: 'sandbox_person', value: id, url: sandbox.origin }]);
    await page.goto(pageUrl(sandbox, 'snsapi_base', appUrl));
    const { code } = await returned(page, appUrl);
    expect(await openIdOf(sandbox, SHOP, code)).toBe(bob.openId);
  });

  test('lists no more people than one can read', async () => {
    const sandbox = await start();
    for (let count = 0; count < 10_000; count++) sandbox.follower();
    const page = await open(pageUrl(sandbox, 'snsapi_base', 'http://app.test/'));
    expect(await page.getByRole('button').count()).toBe(50);
    expect(await page.getByText('There are 9950 more.').isVisible()).toBe(true);
  });
});

describe('the page of a website', () => {
  test('goes on after somebody scanned and confirmed', async () => {
    const [sandbox, appUrl] = [await start(), await startApp()];
    const [, bob] = [sandbox.follower({ nickname: 'Alice' }), sandbox.follower({ nickname: 'Bob' })];
    const page = await open(pageUrl(sandbox, 'snsapi_login', appUrl));
    const phone = page.frameLocator('iframe');
    expect(await page.getByText('Scan the QR code with WeChat to log in to Site.').isVisible()).toBe(true);
    await phone.getByRole('button', { name: 'Scan as Bob' }).click();
    await page.getByText('Scanned. Confirm on the phone to log in to Site.').waitFor();
    await phone.getByRole('button', { name: 'Log In' }).click();
    const { code, state } = await returned(page, appUrl);
    expect(state).toBe('xyz');
    expect(await openIdOf(sandbox, SITE, code)).toBe(bob.at(SITE).openId);
  });

  test('goes on without a code after somebody declined', async () => {
    const [sandbox, appUrl] = [await start(), await startApp()];
    sandbox.follower({ nickname: '小明' });
    const page = await open(pageUrl(sandbox, 'snsapi_login', appUrl), { locale: 'zh-CN' });
    const phone = page.frameLocator('iframe');
    await phone.getByRole('button', { name: '小明 扫码' }).click();
    await phone.getByRole('button', { name: '取消' }).click();
    expect(await returned(page, appUrl)).toEqual({ state: 'xyz' });
  });

  test('can be scanned by a phone of its own, for five minutes', async () => {
    const [sandbox, appUrl] = [await start(), await startApp()];
    const page = await open(pageUrl(sandbox, 'snsapi_login', appUrl));
    const url = new URL((await page.locator('iframe').getAttribute('src')) ?? '', sandbox.origin).href;
    const phone = await open(url, { locale: 'zh-CN' });
    await phone.getByRole('button', { name: 'Scan as Alice' }).click();
    await phone.getByRole('button', { name: 'Log In' }).click();
    await phone.getByRole('heading', { name: 'Logged in' }).waitFor();
    expect(await returned(page, appUrl)).toHaveProperty('code');
    sandbox.clock.advance(300_000);
    await phone.goto(url);
    await phone.getByRole('heading', { name: 'The QR code has expired' }).waitFor();
  });
});

describe('a hostile parameter', () => {
  test('is shown as it is on error pages', async () => {
    const sandbox = await start({ oauthDomain: 'app.test' });
    const page = await open('about:blank');
    for (const [redirectUri, wording] of [
      ['javascript:window.hit=1', 'redirect_uri 参数错误 (10003)'],
      [`javascript:${HOSTILE}`, 'redirect_uri 参数错误 (10003)'],
      [`http://evil.test/${HOSTILE}`, 'redirect_uri域名与后台配置不一致 (10003)'],
    ] as const) {
      for (const scope of ['snsapi_base', 'snsapi_login']) {
        await page.goto(pageUrl(sandbox, scope, redirectUri));
        expect(await page.getByRole('heading').textContent()).toBe(wording);
        expect(await page.locator('a, script, img').count()).toBe(0);
      }
    }
    await page.goto(pageUrl(sandbox, HOSTILE, 'http://app.test/'));
    expect(await page.getByText(HOSTILE).count()).toBe(2);
  });

  test('is nothing but text as a name', async () => {
    const [sandbox, appUrl] = [await start({ nickname: `Shop ${HOSTILE}` }), await startApp()];
    sandbox.follower({ nickname: HOSTILE });
    sandbox.follower({ nickname: 'Bob' });
    const page = await open(pageUrl(sandbox, 'snsapi_login', appUrl));
    await page.getByText(`to log in to Shop ${HOSTILE}.`).first().waitFor();
    await page
      .frameLocator('iframe')
      .getByRole('button', { name: `Scan as ${HOSTILE}` })
      .click();
    await page.frameLocator('iframe').getByText(HOSTILE, { exact: true }).waitFor();
    await page.goto(pageUrl(sandbox, 'snsapi_userinfo', appUrl));
    await page.getByRole('button', { name: HOSTILE }).click();
    expect(await page.getByRole('heading').textContent()).toBe(`Shop ${HOSTILE}`);
    await page.getByRole('button', { name: 'Allow' }).click();
    expect(await returned(page, appUrl)).toHaveProperty('code');
  });

  test('comes back as the state that it was', async () => {
    const [sandbox, appUrl] = [await start(), await startApp()];
    const state = `&code=evil#${HOSTILE}\r\nset-cookie: a=b`;
    const page = await open(pageUrl(sandbox, 'snsapi_userinfo', appUrl, state));
    await page.getByRole('button', { name: 'Allow' }).click();
    expect(await returned(page, appUrl)).toEqual({ code: expect.stringMatching(/^\w{32}$/) as string, state });
  });

  test('does nothing in a form', async () => {
    const sandbox = await start();
    sandbox.follower();
    const url = pageUrl(sandbox, 'snsapi_userinfo', 'http://app.test/');
    for (const body of ['person=nobody&decision=allow', 'decision=other', '{"decision":"allow"}', '%FF%00=&&==']) {
      const response = await fetch(url, { method: 'POST', body, redirect: 'manual' });
      expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('<form method="post"')]);
    }
    for (const path of ['/connect/confirm', '/connect/confirm?uuid=%00', '/connect/qrconnect/__proto__'])
      expect(await (await fetch(`${sandbox.origin}${path}`)).text()).toContain('The QR code has expired');
  });
});
