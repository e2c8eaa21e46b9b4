import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { newPage, openBrowser, type PageOptions } from '../support/browser.js';
import { row } from '../support/console.js';
import { startPlatform, type RawPlatform } from '../support/component.js';

// Many browsers at once are slow.
vi.setConfig({ testTimeout: 30_000 });

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
}, 30_000);
afterAll(() => browser.close());

interface PlatformConsole extends RawPlatform {
  readonly page: Page;
  readonly errors: readonly string[];
}

/** The console of a sandbox with a platform and two accounts. */
async function openPlatform(
  options: PageOptions = {},
  components = [{ nickname: 'Helper' }],
): Promise<PlatformConsole> {
  const platform = await startPlatform({
    accounts: [
      { appId: 'wxshop', nickname: 'Shop' },
      { appId: 'wxgame', nickname: 'Game', type: 'mini-program' },
    ],
    components,
  });
  const { page, errors } = await newPage(browser, { width: 1440, height: 900, ...options });
  onTestFinished(() => page.close());
  await page.goto(platform.sandbox.origin);
  await page.getByRole('tab', { name: options.locale === 'zh-CN' ? '第三方平台' : 'Platform' }).click();
  return { ...platform, page, errors };
}

const card = (page: Page, title: string) =>
  page.locator('.panel-card').filter({ has: page.getByRole('heading', { name: title, exact: true }) });

test('tickets are pushed, stopped and begun again', async () => {
  const { page, errors, pushes, component, sandbox } = await openPlatform();
  const tickets = card(page, 'Tickets');
  await tickets.getByText('No ticket was pushed yet.').waitFor();
  await tickets.getByRole('button', { name: 'Push a ticket now' }).click();
  await tickets.getByText('11 h 59 min left').waitFor();
  expect(pushes).toHaveLength(1);
  await tickets.getByRole('button', { name: 'Stop pushing' }).click();
  await tickets.getByText('not pushed').waitFor();
  expect(component.isPushingTickets).toBe(false);
  await tickets.getByRole('button', { name: 'Start pushing' }).click();
  await tickets.getByText('pushed every ten minutes').waitFor();
  sandbox.clock.advance(12 * 3_600_000);
  await tickets.getByText('expired (61005)').or(tickets.getByText('11 h 59 min left')).waitFor();
  await page.getByRole('tab', { name: 'Deliveries' }).click();
  await row(page, 'component.component_verify_ticket').last().getByText('Helper').waitFor();
  expect(errors).toEqual([]);
});

test('an account authorizes, does so again, and revokes', async () => {
  const { page, errors, pushes, call } = await openPlatform();
  const authorizers = card(page, 'Authorizers');
  await authorizers.getByText('No account has authorized the platform yet.').waitFor();
  await authorizers.getByLabel('Account').selectOption('wxgame');
  await authorizers.getByRole('button', { name: 'Authorize', exact: true }).click();
  await authorizers.locator('.authorizer', { hasText: 'Game' }).getByText('sets 17, 18, 19, 25').waitFor();
  await call('api_query_auth', { authorization_code: pushes[0]?.fields['AuthorizationCode'] });
  await authorizers.getByText('authorizer · …').waitFor();
  await card(page, 'Access tokens').getByText('component · …').waitFor();
  await authorizers.getByRole('button', { name: 'Authorize again' }).click();
  await expect.poll(() => pushes.length).toBe(2);
  await authorizers.getByRole('button', { name: 'Revoke' }).click();
  await authorizers.locator('.tag_bad', { hasText: 'revoked' }).waitFor();
  expect(pushes.map(({ fields }) => fields['InfoType'])).toEqual(['authorized', 'updateauthorized', 'unauthorized']);
  await authorizers.getByText('dead (40001)').waitFor();
  expect(await authorizers.getByLabel('Account').locator('option').count()).toBe(2);
  expect(errors).toEqual([]);
});

test('the account says who has its messages', async () => {
  const { page, errors, component } = await openPlatform();
  await component.authorize('wxshop');
  await page.getByRole('tab', { name: 'Account' }).click();
  await page.getByText('Helper has the messages now, for the account has authorized it to.').waitFor();
  await component.revoke('wxshop');
  await page.getByText('WeChat asks the URL for its echostr').waitFor();
  expect(errors).toEqual([]);
});

test('the release test says what failed, and why', async () => {
  const { page, errors } = await openPlatform();
  const releaseTest = card(page, 'Release test');
  await releaseTest.getByRole('button', { name: 'Run the test' }).click();
  await releaseTest.locator('.test-case', { hasText: 'Text' }).first().getByText('It replied nothing.').waitFor();
  await releaseTest.getByRole('button', { name: 'Testing…' }).waitFor();
  await releaseTest.locator('.test-case', { hasText: 'Ticket' }).locator('.tag_good').waitFor();
  expect(errors).toEqual([]);
});

test('the URLs are set, and none that is wrong', async () => {
  const { page, errors, component } = await openPlatform();
  const urls = card(page, 'Where the platform is told');
  await urls.getByLabel('Authorization events').fill('http://127.0.0.1:4000/events');
  await urls.getByLabel('Messages and events').fill('http://127.0.0.1:4000/$APPID$');
  await urls.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => component.messageUrl).toBe('http://127.0.0.1:4000/$APPID$');
  expect(component.eventsUrl).toBe('http://127.0.0.1:4000/events');
  const refused = page.getByRole('alert').filter({ hasText: 'has no $APPID$' });
  // What the page hears of the first change puts the fields back, whenever that is.
  const enterWrong = async () => {
    await urls.getByLabel('Messages and events').fill('http://127.0.0.1:4000/');
    await urls.getByRole('button', { name: 'Save' }).click();
    return refused.waitFor({ timeout: 1000 }).then(
      () => true,
      () => false,
    );
  };
  await expect.poll(enterWrong, { timeout: 15_000 }).toBe(true);
  expect(component.messageUrl).toBe('http://127.0.0.1:4000/$APPID$');
  // The browser says so, too, when an action is refused.
  expect(errors).toHaveLength(1);
});

test('one of several platforms is looked at, in Chinese, on a phone', async () => {
  const components = [{ nickname: 'Helper' }, { nickname: '助手', componentAppId: 'wxsecond' }];
  const { page, errors } = await openPlatform({ locale: 'zh-CN', width: 390, height: 844 }, components);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  await page.locator('.cards').getByLabel('第三方平台').selectOption('wxsecond');
  await card(page, '凭据').getByText('wxsecond').waitFor();
  await card(page, '验证票据').getByText('每 10 分钟推送一次').waitFor();
  expect(errors).toEqual([]);
});

test('pushes that are held are shown', async () => {
  const { page, errors, sandbox, component } = await openPlatform();
  const held = sandbox.fault.holdDeliveries('component.unauthorized', 1);
  await page.getByRole('tab', { name: 'Faults & clock' }).click();
  await page.locator('.pending li', { hasText: 'component.unauthorized' }).getByText('once').waitFor();
  await component.authorize('wxshop');
  const late = component.revoke('wxshop');
  await held.held();
  await page.getByText('None: WeChat works.').waitFor();
  held.release();
  await late;
  expect(errors).toEqual([]);
});
