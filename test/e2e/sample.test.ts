import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { openBrowser, newPage } from '../support/browser.js';
import { say } from '../support/console.js';
import { OAuthBrowser } from '../support/oauth-browser.js';
import { COMPONENT, startWechat } from '../support/release-test.js';
import { buildSample, startSample } from '../support/sample.js';
import { openReply, push, SAFE, textMessage } from '../support/wechat-side.js';

/** Presses a button of the account's menu that leads to a page, which the phone opens. */
async function openFromMenu(page: Page, name: string): Promise<Page> {
  await page.getByRole('button', { name: '网页' }).click();
  const [opened] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('menuitem', { name, exact: true }).click(),
  ]);
  return opened;
}

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
  await buildSample();
}, 120_000);
afterAll(() => browser.close());

test.each([[[]], [['--fastify', '--confirm']]])(
  'a newcomer tries it, started with %j',
  { timeout: 120_000 },
  async flags => {
    const { site, sandbox = '' } = await startSample(flags);
    const { page, errors } = await newPage(browser, { width: 1440, height: 900 });
    await page.goto(sandbox);
    await page.getByRole('button', { name: 'Follow', exact: true }).click();
    // The welcome is no reply, but a customer-service message.
    await page.getByText('欢迎关注！').waitFor();
    // The menu was created when the sample started.
    await page.getByRole('button', { name: '最新消息' }).click();
    await page.getByText('用 NestJS 写公众号').waitFor();
    await page.getByRole('button', { name: 'Keyboard' }).click();
    await say(page, 'order 42');
    await page.getByText('订单 42 已发货。').waitFor();

    const visitor = await newPage(browser, { width: 1280, height: 800 });
    await visitor.page.goto(site);
    await visitor.page.getByText('请使用微信扫描二维码').waitFor();
    await page.getByRole('button', { name: 'Scan a QR code' }).click();
    await page.locator('.scanner__item', { hasText: 'pool_' }).getByRole('button').click();
    if (flags.includes('--confirm')) {
      await visitor.page.getByText('请在手机上确认登录').waitFor();
      await say(page, '确认');
    }
    await visitor.page.getByRole('heading', { name: '欢迎回来' }).waitFor();
    await page.getByText('登录成功').waitFor();
    expect([...errors, ...visitor.errors]).toEqual([]);
  },
);

test.each([[[]], [['--fastify']]])(
  'a follower opens the pages of the menu, started with %j',
  { timeout: 120_000 },
  async flags => {
    const { site, sandbox = '' } = await startSample(flags);
    const { page, errors } = await newPage(browser, { width: 1440, height: 900 });
    await page.goto(sandbox);
    await page.getByRole('button', { name: 'Follow', exact: true }).click();

    const phone = await openFromMenu(page, '网页授权');
    await phone.getByRole('heading', { name: '已在微信内登录' }).waitFor();
    await phone.getByText('snsapi_base').waitFor();
    expect(new URL(phone.url()).search).toBe('');
    await phone.getByRole('link', { name: '查看头像和昵称' }).click();
    await phone.getByRole('button', { name: 'Allow' }).click();
    await phone.getByRole('heading', { name: 'Alice' }).waitFor();
    const width = () => phone.evaluate('document.querySelector(".portrait").naturalWidth');
    await expect.poll(width, { timeout: 10_000 }).toBeGreaterThan(0);
    await phone.getByRole('button', { name: '退出登录' }).click();
    await phone.getByRole('heading', { name: '已退出登录' }).waitFor();
    await phone.goto(`${site}/h5/profile`);
    await phone.getByRole('button', { name: 'Decline' }).click();
    await phone.getByRole('heading', { name: 'You declined' }).waitFor();

    const shared = await openFromMenu(page, '分享');
    await shared.getByRole('heading', { name: '签名通过' }).waitFor();
    expect(await shared.getByRole('button', { name: '分享给朋友' }).isEnabled()).toBe(true);
    expect(errors).toEqual([]);

    const stranger = await newPage(browser);
    const response = await stranger.page.goto(`${site}/h5?code=stolen&state=0123456789abcdef0123456789abcdef`);
    expect(response?.status()).toBe(401);
    await stranger.page.getByRole('heading', { name: '无法确认您的身份' }).waitFor();
  },
);

test('takes a real account from the environment', { timeout: 120_000 }, async () => {
  const wechat = await WechatSandbox.start({ accounts: [SAFE] });
  onTestFinished(() => wechat.stop());
  const { site, local, callback, sandbox } = await startSample([], {
    WECHAT_APP_ID: SAFE.appId,
    WECHAT_APP_SECRET: wechat.credentials().appSecret,
    WECHAT_TOKEN: SAFE.token,
    WECHAT_ENCODING_AES_KEY: SAFE.encodingAESKey ?? '',
    WECHAT_PUBLIC_URL: 'https://www.example.com/',
    WECHAT_SANDBOX: wechat.origin,
  });
  expect([site, callback, sandbox]).toEqual(['https://www.example.com', 'https://www.example.com/wechat', undefined]);
  const { query, body } = push(SAFE, 'safe', textMessage('hello'));
  const response = await fetch(`${local}/wechat?${String(new URLSearchParams(query))}`, { method: 'POST', body });
  expect(openReply(SAFE, 'safe', await response.text())).toMatchObject({ Content: '你说：hello' });

  const page = await fetch(`${local}/share`);
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self' https://res.wx.qq.com;");
  expect(await page.text()).toContain('<script src="https://res.wx.qq.com/open/js/jweixin-1.6.0.js" defer></script>');
  const { location } = await new OAuthBrowser(local, site).visit('/h5');
  expect(location).toContain(`redirect_uri=${encodeURIComponent(`${site}/h5`)}&`);
});

describe('the third-party platform', () => {
  const accountOn = (page: Page, name: string) => page.getByRole('region', { name });

  test.each([[[]], [['--fastify']]])(
    'is authorized by a scan, answers and writes for the account, and loses it, started with %j',
    { timeout: 120_000 },
    async flags => {
      const { platform = '', sandbox = '' } = await startSample(flags);
      const { page, errors } = await newPage(browser, { width: 1440, height: 900 });
      await page.goto(platform);
      await page.getByText('按时推送').waitFor();
      await page.getByRole('link', { name: '扫码授权' }).click();
      const phone = page.frameLocator('iframe');
      await phone.getByRole('button', { name: 'Scan as Alice' }).click();
      await phone.getByRole('button', { name: '街角咖啡' }).click();
      await phone.getByRole('button', { name: 'Authorize' }).click();
      await page.getByRole('heading', { name: '授权成功' }).waitFor();
      await page.getByText('「街角咖啡」').waitFor();
      await page.getByRole('link', { name: '进入平台' }).click();
      await accountOn(page, '街角咖啡').getByText('还没有人关注').waitFor();

      // The account's followers hear what those of the sample's own account do.
      const chat = await newPage(browser, { width: 1440, height: 900 });
      await chat.page.goto(sandbox);
      await chat.page.getByLabel('Account', { exact: true }).selectOption('wx1111111111111111');
      // Buttons act on what the page shows, which is the other account until the sandbox has answered.
      await chat.page.locator('.phone').getByText('街角咖啡').first().waitFor();
      await chat.page.getByRole('button', { name: 'Follow', exact: true }).click();
      await chat.page.getByText('欢迎关注！').waitFor();
      await say(chat.page, 'order 42');
      await chat.page.getByText('订单 42 已发货。').waitFor();

      await page.reload();
      await accountOn(page, '街角咖啡').getByText('有效', { exact: true }).waitFor();
      await page.getByLabel('内容').fill('今日咖啡半价');
      await page.getByRole('button', { name: '发送' }).click();
      await page.getByText('消息已发送').waitFor();
      await chat.page.getByText('今日咖啡半价').waitFor();

      await page.getByRole('button', { name: '取消授权' }).click();
      await page.getByText('令牌', { exact: true }).waitFor();
      await page.getByText('已删除').waitFor();
      expect(await page.getByRole('button', { name: '发送' }).count()).toBe(0);
      expect([...errors, ...chat.errors]).toEqual([]);
    },
  );

  test('is declined on a phone, and then authorized', { timeout: 120_000 }, async () => {
    const { platform = '' } = await startSample([]);
    const { page, errors } = await newPage(browser);
    const begin = async () => {
      await page.goto(platform);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      await page.getByRole('link', { name: '在手机上授权' }).click();
      await page.getByRole('button', { name: 'Bob' }).click();
      await page.getByRole('button', { name: '周末市集' }).click();
    };
    await begin();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('heading', { name: 'You declined' }).waitFor();
    await page.goto(platform);
    await page.getByText('0 个账号').waitFor();
    expect(await page.getByRole('region').count()).toBe(0);

    await begin();
    await page.getByRole('button', { name: 'Authorize' }).click();
    await page.getByRole('heading', { name: '授权成功' }).waitFor();
    // Nobody else can come with that address.
    expect((await page.goto(`${platform}/authorized?authorization=forged`))?.status()).toBe(400);
    await page.getByRole('link', { name: '返回' }).click();
    await accountOn(page, '周末市集').getByText('小程序 wx2222222222222222').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    // The browser says so, too, when a page is refused.
    expect(errors).toHaveLength(1);
  });

  test('says why a message cannot be sent', { timeout: 120_000 }, async () => {
    const { platform = '' } = await startSample([]);
    const form = { method: 'POST', body: new URLSearchParams({ openId: 'nobody', content: 'hi' }) };
    const refused = await fetch(`${platform}/wx1111111111111111/messages`, form);
    expect([refused.status, await refused.text()]).toEqual([
      409,
      expect.stringContaining('该账号已取消授权，请管理员重新授权') as string,
    ]);
    // Taking back what was not given changes nothing.
    const revoked = await fetch(`${platform}/wx1111111111111111/revocation`, { method: 'POST', redirect: 'manual' });
    expect([revoked.status, revoked.headers.get('location')]).toEqual([303, '/platform']);
  });

  test.each([[[]], [['--fastify']]])(
    "passes WeChat's release test, and is for its operators only, started with %j",
    { timeout: 120_000 },
    async flags => {
      const wechat = await startWechat();
      const { local, platform = '' } = await startSample(flags, {
        WECHAT_APP_ID: SAFE.appId,
        WECHAT_APP_SECRET: COMPONENT.componentAppSecret,
        WECHAT_TOKEN: SAFE.token,
        WECHAT_PUBLIC_URL: 'https://www.example.com',
        WECHAT_SANDBOX: wechat.api,
        WECHAT_COMPONENT_APP_ID: COMPONENT.componentAppId,
        WECHAT_COMPONENT_APP_SECRET: COMPONENT.componentAppSecret,
        WECHAT_COMPONENT_TOKEN: COMPONENT.token,
        WECHAT_COMPONENT_ENCODING_AES_KEY: COMPONENT.encodingAESKey,
      });
      expect(platform).toBe('https://www.example.com/platform');
      const page = await fetch(`${local}/platform`, { redirect: 'manual' });
      expect([page.status, page.headers.get('location')]).toEqual([302, '/login']);
      const message = await fetch(`${local}/platform/wx1/messages`, { method: 'POST', redirect: 'manual' });
      expect([message.status, message.headers.get('location')]).toEqual([302, '/login']);

      const routes = `${local}/wechat/open/${COMPONENT.componentAppId}`;
      const cases = await wechat.test({ eventsUrl: `${routes}/events`, messageUrl: `${routes}/$APPID$` });
      expect(cases.filter(({ failure }) => failure !== undefined)).toEqual([]);
      expect(cases).toHaveLength(44);
    },
  );
});
