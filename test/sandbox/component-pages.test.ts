import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { SandboxComponentOptions } from 'nestjs-wechat/sandbox';
import { newPage, openBrowser, type PageOptions } from '../support/browser.js';
import { startCallback } from '../support/callback-server.js';
import { startPlatform } from '../support/component.js';

const HOSTILE = '"><script>window.hit = 1</script><img src=x onerror="window.hit = 1">';
const PC = '/cgi-bin/componentloginpage';
const MOBILE = '/wxaopen/safe/bindcomponent';

// Many browsers at once are slow.
vi.setConfig({ testTimeout: 30_000 });

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
}, 30_000);
afterAll(() => browser.close());

/** A platform with a site that a page returns to, and accounts with administrators. */
async function start(options: SandboxComponentOptions = {}, shop = 'Shop') {
  const platform = await startPlatform({
    accounts: [
      { appId: 'wxshop', nickname: shop },
      { appId: 'wxgame', nickname: 'Game', type: 'mini-program', administrators: ['Bob'] },
      { appId: 'wxother', nickname: 'Other', administrators: ['Nobody'] },
    ],
    components: [{ nickname: 'Helper', ...options, componentAppId: 'wxplatform' }],
  });
  const site = await startCallback((response, { request }) => {
    const target = new URL(request.url ?? '', 'http://platform.test').searchParams.get('to');
    response.setHeader('content-type', 'text/html');
    response.end(target === null ? 'The platform.' : `<a href="${target.replaceAll('&', '&amp;')}">Authorize</a>`);
  });
  const { sandbox, component } = platform;
  const linkTo = (page: string, more: Readonly<Record<string, string>> = {}) => {
    const query = new URLSearchParams({
      ...(page === PC ? {} : { action: 'bindcomponent', no_scan: '1' }),
      component_appid: 'wxplatform',
      pre_auth_code: component.preAuthCodes.issue(),
      redirect_uri: site.url,
      ...more,
    });
    return `${sandbox.origin}${page}?${String(query)}#wechat_redirect`;
  };
  return { ...platform, siteUrl: site.url, linkTo };
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

/** What the browser returned to the platform with. */
async function returned(page: Page, siteUrl: string): Promise<Readonly<Record<string, string>>> {
  await page.waitForURL(url => url.href.startsWith(siteUrl));
  return Object.fromEntries(new URL(page.url()).searchParams);
}

describe('the page inside WeChat', () => {
  test('asks whose phone it is, which account, and what for', async () => {
    const { sandbox, siteUrl, linkTo, component, call, pushes } = await start();
    sandbox.follower({ nickname: 'Alice' });
    sandbox.follower({ nickname: 'Bob' });
    const page = await open(linkTo(MOBILE));
    await page.getByRole('button', { name: 'Bob' }).click();
    await page.getByRole('heading', { name: 'Choose the account' }).waitFor();
    expect(await page.locator('button.row').allInnerTexts()).toEqual([
      'Shop\nOfficial Account · wxshop',
      'Game\nMini Program · wxgame',
    ]);
    await page.getByRole('button', { name: 'Shop' }).click();
    await page.getByText('asks to be allowed this for Shop').waitFor();
    await page.getByLabel('Mass messages and notifications').uncheck();
    await page.getByRole('button', { name: 'Authorize' }).click();
    const { auth_code: authCode, expires_in: expiresIn } = await returned(page, siteUrl);
    expect(expiresIn).toBe('3600');
    expect(component.authorizations.get('wxshop').permissionSets).toEqual([1, 2, 3, 4, 6, 11, 15, 24]);
    await expect.poll(() => pushes.at(-1)?.fields['AuthorizationCode']).toBe(authCode);
    expect(await call('api_query_auth', { authorization_code: authCode })).toHaveProperty('authorization_info');
  });

  test('goes straight to the only account, in Chinese', async () => {
    const { sandbox, siteUrl, linkTo } = await start();
    sandbox.follower({ nickname: 'Alice' });
    const page = await open(linkTo('/safe/bindcomponent'), { locale: 'zh-CN' });
    await page.getByText('申请获得「Shop」的以下权限').waitFor();
    expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(9);
    await page.getByRole('button', { name: '授权', exact: true }).click();
    expect(await returned(page, siteUrl)).toHaveProperty('auth_code');
  });

  test('shows what was allowed, and changes it', async () => {
    const { sandbox, siteUrl, linkTo, component, pushes } = await start();
    sandbox.follower({ nickname: 'Alice' });
    await component.authorize('wxshop', { permissionSets: [1, 2] });
    const page = await open(linkTo(MOBILE, { auth_type: '1' }));
    await page.getByText('asks to be allowed this for Shop').waitFor();
    expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(2);
    await page.getByLabel('Users').uncheck();
    await page.getByLabel('Menu').check();
    await page.getByRole('button', { name: 'Update' }).click();
    await returned(page, siteUrl);
    expect(component.authorizations.get('wxshop').permissionSets).toEqual([1, 15]);
    await expect.poll(() => pushes.at(-1)?.fields['InfoType']).toBe('updateauthorized');
  });

  test('asks again where nothing was allowed, and ends where it was declined', async () => {
    const { sandbox, linkTo, component } = await start({ permissionSets: [1] });
    sandbox.follower({ nickname: 'Alice' });
    const page = await open(linkTo(MOBILE));
    await page.getByLabel('Messages').uncheck();
    await page.getByRole('button', { name: 'Authorize' }).click();
    await page.getByLabel('Messages').waitFor();
    expect(component.authorizations.list()).toEqual([]);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('heading', { name: 'You declined' }).waitFor();
    expect([component.authorizations.list(), sandbox.deliveries]).toEqual([[], []]);
  });

  test('has nothing for somebody who administers nothing', async () => {
    const { sandbox, linkTo } = await start();
    sandbox.follower({ nickname: 'Alice' });
    const page = await open(linkTo(MOBILE, { auth_type: '2' }));
    await page.getByRole('heading', { name: 'There is no account to authorize' }).waitFor();
  });

  test('is opened by a link on the domain of the platform', async () => {
    const { siteUrl } = await start();
    const { sandbox, linkTo, siteUrl: own } = await start({ authorizeDomain: new URL(siteUrl).host });
    sandbox.follower({ nickname: 'Alice' });
    const link = linkTo(MOBILE, { redirect_uri: siteUrl });
    const page = await open(link);
    await page.getByText('comes from nowhere: there is no Referer').waitFor();
    await page.goto(`${own}?${String(new URLSearchParams({ to: link }))}`);
    await page.getByRole('link').click();
    await page.getByText(`and comes from ${new URL(own).host}.`).waitFor();
    await page.goto(`${siteUrl}?${String(new URLSearchParams({ to: link }))}`);
    await page.getByRole('link').click();
    await page.getByRole('button', { name: 'Authorize' }).click();
    expect(await returned(page, siteUrl)).toHaveProperty('auth_code');
  });
});

describe('the page with a QR code', () => {
  test('is scanned, and goes on when the phone has authorized', async () => {
    const { sandbox, siteUrl, linkTo, component } = await start();
    sandbox.follower({ nickname: 'Alice' });
    sandbox.follower({ nickname: 'Bob' });
    const page = await open(linkTo(PC), { width: 1200, height: 900 });
    await page
      .getByText("Scan the QR code with the WeChat of an account's administrator to authorize Helper.")
      .waitFor();
    const phone = page.frameLocator('iframe');
    await phone.getByRole('button', { name: 'Scan as Bob' }).click();
    await page.getByText('Scanned. Go on on the phone to authorize Helper.').waitFor();
    await phone.getByRole('button', { name: 'Game' }).click();
    await phone.getByRole('button', { name: 'Authorize' }).click();
    expect(await returned(page, siteUrl)).toMatchObject({ expires_in: '3600' });
    expect(component.authorizations.get('wxgame').permissionSets).toEqual([17, 18, 19, 25]);
  });

  test('says so when the phone has declined', async () => {
    const { sandbox, linkTo, component } = await start();
    sandbox.follower({ nickname: '小明' });
    const page = await open(linkTo(PC), { locale: 'zh-CN' });
    const phone = page.frameLocator('iframe');
    await phone.getByRole('button', { name: '小明 扫码' }).click();
    await phone.getByRole('button', { name: '取消' }).click();
    await page.getByRole('heading', { name: '你已取消授权' }).first().waitFor();
    expect(component.authorizations.list()).toEqual([]);
  });

  test('is scanned by a phone of its own, for five minutes', async () => {
    const { sandbox, siteUrl, linkTo } = await start();
    const page = await open(linkTo(PC));
    const url = new URL((await page.locator('iframe').getAttribute('src')) ?? '', sandbox.origin).href;
    const phone = await open(url);
    await phone.getByRole('button', { name: 'Scan as Alice' }).click();
    await phone.getByRole('button', { name: 'Authorize' }).click();
    await phone.getByRole('heading', { name: 'Authorized' }).waitFor();
    expect(await returned(page, siteUrl)).toHaveProperty('auth_code');
    sandbox.clock.advance(300_000);
    await phone.goto(url);
    await phone.getByRole('heading', { name: 'The QR code has expired' }).waitFor();
  });
});

describe('a hostile parameter', () => {
  test('is shown as it is on error pages', async () => {
    const { linkTo } = await start();
    const page = await open('about:blank');
    for (const path of [PC, MOBILE]) {
      for (const more of [
        { component_appid: HOSTILE },
        { pre_auth_code: HOSTILE },
        { redirect_uri: `javascript:${HOSTILE}` },
        { auth_type: HOSTILE },
        { biz_appid: HOSTILE },
        { category_id_list: HOSTILE },
      ]) {
        await page.goto(linkTo(path, more));
        expect(await page.getByRole('heading').textContent()).toMatch(/参数错误/);
        expect(await page.locator('a, script, img').count()).toBe(0);
      }
    }
  });

  test('is nothing but text as a name', async () => {
    const { sandbox, siteUrl, linkTo } = await start({ nickname: HOSTILE }, `Shop ${HOSTILE}`);
    sandbox.follower({ nickname: 'Bob' });
    const page = await open(linkTo(MOBILE));
    await page.getByText(`${HOSTILE} will manage the account`).waitFor();
    await page.getByRole('button', { name: `Shop ${HOSTILE}` }).click();
    expect(await page.getByRole('heading').textContent()).toBe(HOSTILE);
    await page.getByRole('button', { name: 'Authorize' }).click();
    expect(await returned(page, siteUrl)).toHaveProperty('auth_code');
  });

  test('does nothing in a form', async () => {
    const { sandbox, linkTo, component } = await start();
    const { openId } = sandbox.follower({ nickname: 'Alice' });
    const url = linkTo(MOBILE);
    for (const body of [
      'decision=allow',
      'decision=allow&account=wxother&set=1',
      'decision=allow&account=wxshop&set=999&set=__proto__',
      `person=${openId}&decision=allow&account=wxshop&set=1`,
      '{"decision":"allow"}',
      '%FF%00=&&==',
    ]) {
      const response = await fetch(url, { method: 'POST', body, redirect: 'manual' });
      expect(response.status).toBe(200);
    }
    for (const path of ['/safe/bindcomponent/confirm', '/safe/bindcomponent/confirm?uuid=%00', `${PC}/__proto__`])
      expect(await (await fetch(`${sandbox.origin}${path}`)).text()).toContain('The QR code has expired');
    expect(component.authorizations.list()).toEqual([]);
  });
});
