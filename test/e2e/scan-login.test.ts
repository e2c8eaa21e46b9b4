import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newPage, openBrowser } from '../support/browser.js';
import { PLATFORMS } from '../support/host.js';
import { codeOn, openSite } from '../support/site.js';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
}, 30_000);
afterAll(() => browser.close());

const openIdOn = (page: Page): Promise<string | null> => page.locator('code').textContent();
/** What is no failure of the network, where a test makes some. */
const withoutNetwork = (errors: readonly string[]): string[] =>
  errors.filter(error => !error.includes('Failed to load'));
const cookieNames = async (page: Page): Promise<string[]> =>
  (await page.context().cookies()).map(({ name }) => name).toSorted();

test.each(PLATFORMS)(
  'somebody new scans in the console and is logged in, on %s',
  { timeout: 20_000 },
  async platform => {
    const { sandbox, origin, visit } = await openSite(browser, { qrcodePool: { stock: 0 } }, platform);
    const newcomer = sandbox.follower({ nickname: 'Alice' });
    const { page, errors } = await visit('/', { width: 1280, height: 800 });
    expect(page.url()).toBe(`${origin}/login`);
    await page.getByText('请使用微信扫描二维码').waitFor();
    await expect.poll(() => page.evaluate('document.querySelector(".login img").naturalWidth')).toBeGreaterThan(100);

    // The footer leads to the console.
    const [console] = await Promise.all([
      page.waitForEvent('popup'),
      page.getByRole('link', { name: '在本地微信里扫一扫' }).click(),
    ]);
    await console.getByRole('button', { name: '扫描二维码' }).click();
    await console.locator('.scanner__item', { hasText: 'pool_' }).getByRole('button').click();
    await console.locator('.bubble', { hasText: '这是您首次登录' }).waitFor();
    await console.getByText('欢迎关注！').waitFor();

    await page.getByRole('heading', { name: '欢迎加入' }).waitFor();
    expect(page.url()).toBe(`${origin}/me`);
    expect(await openIdOn(page)).toBe(newcomer.openId);
    await page.getByText('新关注').waitFor();
    expect(await page.locator('time').count()).toBe(2);
    // The console's is there as well: cookies do not know ports.
    const cookies = (await page.context().cookies()).filter(({ name }) => name !== 'sandbox_person');
    expect(cookies).toMatchObject([{ name: 'session', httpOnly: true, sameSite: 'Lax', path: '/' }]);
    expect(errors).toEqual([]);
  },
);

test.each(PLATFORMS)('a follower comes back, and signs out, on %s', { timeout: 20_000 }, async platform => {
  const { sandbox, origin, visit } = await openSite(browser, {}, platform);
  const alice = sandbox.follower();
  await alice.follow();
  const { page, errors } = await visit('/login');
  expect(await alice.scan(await codeOn(page))).toMatchObject({ content: '欢迎回来！登录成功，网页已自动进入。' });
  await page.getByRole('heading', { name: '欢迎回来' }).waitFor();
  expect(await openIdOn(page)).toBe(alice.openId);
  await page.getByText('老朋友').waitFor();

  const session = await page.context().cookies();
  await page.getByRole('button', { name: '退出登录' }).click();
  await page.getByText('请使用微信扫描二维码').waitFor();
  expect(await cookieNames(page)).toEqual(['login']);
  await page.goto(`${origin}/me`);
  expect(page.url()).toBe(`${origin}/login`);
  // The session is over, not only forgotten.
  await page.context().addCookies(session);
  await page.goto(`${origin}/me`);
  expect(page.url()).toBe(`${origin}/login`);
  expect(errors).toEqual([]);
});

test('a code expires, and another one is asked for', async () => {
  const { sandbox, visit } = await openSite(browser, { scanLogin: { attemptSeconds: 2 } });
  const { page, errors } = await visit('/login');
  const old = await codeOn(page);
  await page.getByText('二维码已失效').waitFor();
  const alice = sandbox.follower();
  expect(await alice.scan(old)).toMatchObject({ content: expect.stringContaining('刷新网页') as string });
  await page.getByRole('link', { name: '刷新二维码', exact: true }).last().click();
  await page.getByText('请使用微信扫描二维码').waitFor();
  expect(await codeOn(page)).not.toBe(old);
  await alice.scan(await codeOn(page));
  await page.getByRole('heading', { name: '欢迎回来' }).waitFor();
  expect(errors).toEqual([]);
});

test('somebody confirms in the chat, or refuses', async () => {
  const { sandbox, visit } = await openSite(browser, { scanLogin: { confirmInChat: true } });
  const alice = sandbox.follower();
  await alice.follow();
  const { page, errors } = await visit('/login');
  const refused = await codeOn(page);
  await alice.scan(refused);
  await page.getByText('请在手机上确认登录').waitFor();
  // A page that is loaded again shows the same.
  await page.reload();
  await page.getByText('请在手机上确认登录').waitFor();
  await alice.say('取消');
  await page.getByText('登录已取消').waitFor();
  await page.getByRole('link', { name: '重新扫码' }).click();
  await page.getByText('请使用微信扫描二维码').waitFor();
  expect(await codeOn(page)).not.toBe(refused);
  await alice.scan(await codeOn(page));
  await page.getByText('请在手机上确认登录').waitFor();
  await alice.say('确认');
  await page.getByRole('heading', { name: '欢迎回来' }).waitFor();
  expect(errors).toEqual([]);
});

test('two browsers at once are two people', async () => {
  const { sandbox, visit } = await openSite(browser);
  const [alice, bob] = [sandbox.follower(), sandbox.follower()];
  const [first, second] = await Promise.all([visit('/login'), visit('/login')]);
  await Promise.all([alice.scan(await codeOn(first.page)), bob.scan(await codeOn(second.page))]);
  await Promise.all([first, second].map(({ page }) => page.getByRole('heading', { name: '欢迎加入' }).waitFor()));
  expect(await openIdOn(first.page)).toBe(alice.openId);
  expect(await openIdOn(second.page)).toBe(bob.openId);
  expect([...first.errors, ...second.errors]).toEqual([]);
});

test('two tabs of a browser share the code, and both are logged in', async () => {
  const { sandbox, visit } = await openSite(browser);
  const { page, errors } = await visit('/login');
  const [tab] = await Promise.all([page.waitForEvent('popup'), page.evaluate('void open("/login")')]);
  expect(await codeOn(tab)).toBe(await codeOn(page));
  await sandbox.follower().scan(await codeOn(tab));
  await Promise.all([page, tab].map(each => each.getByRole('heading', { name: '欢迎加入' }).waitFor()));
  expect(errors).toEqual([]);
});

test('a connection that is cut is opened again, and misses nothing', { timeout: 20_000 }, async () => {
  const { sandbox, cut, visit } = await openSite(browser, { scanLogin: { confirmInChat: true } });
  const alice = sandbox.follower();
  const { page, errors } = await visit('/login');
  await alice.scan(await codeOn(page));
  await page.getByText('请在手机上确认登录').waitFor();
  const failed = () => page.waitForEvent('requestfailed', request => request.url().endsWith('/login/events'));
  const isCut = failed();
  await page.context().setOffline(true);
  cut();
  await isCut;
  await failed();
  await alice.say('确认');
  await page.context().setOffline(false);
  await page.getByRole('heading', { name: '欢迎加入' }).waitFor();
  expect(withoutNetwork(errors)).toEqual([]);
});

test.each([
  ['refuses events', 502],
  ['holds events back', undefined],
])('a proxy that %s: the page asks instead', { timeout: 20_000 }, async (_what, status) => {
  const { sandbox, origin, visit } = await openSite(browser);
  const { page, errors } = await visit('/pool');
  await page.route('**/login/events', route => (status === undefined ? undefined : route.fulfill({ status })));
  const polled = page.waitForResponse('**/login/status');
  await page.goto(`${origin}/login`);
  await polled;
  await sandbox.follower().scan(await codeOn(page));
  await page.getByRole('heading', { name: '欢迎加入' }).waitFor();
  expect(withoutNetwork(errors)).toEqual([]);
});

test('a browser without scripts gets in as well', async () => {
  const { sandbox, origin } = await openSite(browser);
  const context = await browser.newContext({ javaScriptEnabled: false });
  try {
    const page = await context.newPage();
    await page.goto(`${origin}/login`);
    await sandbox.follower().scan(await codeOn(page));
    // The page loads itself again.
    await page.getByRole('button', { name: '进入网站' }).click();
    await page.getByRole('heading', { name: '欢迎加入' }).waitFor();
  } finally {
    await context.close();
  }
});

test('nobody completes a login without its secret, or signs others out from another site', async () => {
  const { sandbox, origin, visit } = await openSite(browser);
  const { page } = await visit('/login');
  const value = (await page.context().cookies())[0]?.value ?? '';
  const [id = ''] = value.split('.');
  const code = await codeOn(page);
  await page.close();
  await sandbox.follower().scan(code);
  const complete = (cookie: string) =>
    fetch(`${origin}/login/complete`, { method: 'POST', headers: { cookie }, redirect: 'manual' });
  for (const cookie of ['', `login=${id}`, `login=${id}.${'a'.repeat(43)}`, 'login=%%%.;;', `login=${id}.${id}.`]) {
    const response = await complete(cookie);
    expect([response.status, response.headers.get('location')]).toEqual([303, '/me']);
    expect(response.headers.get('set-cookie')).toBeNull();
  }
  const own = await complete(`login=${value}`);
  expect(own.headers.getSetCookie()[0]).toMatch(/^session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
  // Once.
  expect((await complete(`login=${value}`)).headers.get('set-cookie')).toBeNull();
  const foreign = await fetch(`${origin}/sign-out`, { method: 'POST', redirect: 'manual' });
  expect(foreign.headers.get('set-cookie')).toBeNull();
});

test('a hostile nickname is a text', async () => {
  const { sandbox, visit } = await openSite(browser, { qrcodePool: { stock: 0 } });
  const nickname = '"><img src=x onerror="document.title=1"><script>document.title=2</script>';
  const mallory = sandbox.follower({ nickname });
  const site = await visit('/login');
  const console = await newPage(browser, { width: 1280, height: 800 });
  await console.page.goto(sandbox.origin);
  await mallory.scan(await codeOn(site.page));
  await site.page.getByRole('heading', { name: '欢迎加入' }).waitFor();
  await console.page.locator('.bubble', { hasText: '这是您首次登录' }).waitFor();
  expect(await site.page.title()).toBe('我的账号 · nestjs-wechat 示例');
  expect(await console.page.title()).not.toMatch(/^[12]$/);
  await console.page.close();
  expect([...site.errors, ...console.errors]).toEqual([]);
});

test('the pool page counts what is out', async () => {
  const { visit } = await openSite(browser, { qrcodePool: { stock: 0 } });
  await visit('/login');
  const { page, errors } = await visit('/pool');
  expect(await page.locator('.figure').allTextContents()).toEqual(['0空闲', '1使用中', '0休息中']);
  await visit('/login');
  // It is always new.
  await expect.poll(() => page.locator('.figure').nth(1).textContent(), { timeout: 10_000 }).toBe('2使用中');
  expect(errors).toEqual([]);
});

test('where no code can be had, visitors are told', async () => {
  const { visit } = await openSite(browser, { qrcodePool: { stock: 0, maxCodes: 1 } });
  const { page: first } = await visit('/login');
  const { page: second } = await visit('/login');
  await second.getByRole('heading', { name: '暂时无法登录' }).waitFor();
  // Whoever has one keeps it.
  await first.reload();
  await first.getByText('请使用微信扫描二维码').waitFor();
});
