import { execFile, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { openBrowser, newPage } from '../support/browser.js';
import { say } from '../support/console.js';
import { OAuthBrowser } from '../support/oauth-browser.js';
import { ROOT } from '../support/readme.js';
import { openReply, push, SAFE, textMessage } from '../support/wechat-side.js';

interface Sample {
  /** Where people log in. */
  readonly site: string;
  /** Address of the site on this machine. */
  readonly local: string;
  /** Where the application hears WeChat. */
  readonly callback: string;
  /** The address of the sandbox; `undefined` where there is none. */
  readonly sandbox: string | undefined;
}

/** Starts the sample as `npm start` does, and reads the addresses that it prints. */
async function startSample(flags: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Sample> {
  // The site has to know its port before it listens: WeChat leads people back to it.
  const port = await findFreePort();
  const child = spawn(process.execPath, ['--enable-source-maps', 'sample/dist/main.js', ...flags], {
    cwd: ROOT,
    env: { ...process.env, PORT: String(port), SANDBOX_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill());
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await expect.poll(() => output, { timeout: 60_000 }).toContain('Press Ctrl+C');
  const address = (name: string) => new RegExp(`^ *${name} +(http\\S+)`, 'm').exec(output)?.[1];
  return {
    site: address('The site') ?? '',
    local: `http://localhost:${port}`,
    callback: address('The callback') ?? '',
    sandbox: address('WeChat'),
  };
}

/** A port that is free now, and that no system gives out by itself. */
async function findFreePort(): Promise<number> {
  for (;;) {
    const server = createServer();
    const port = 30_000 + Math.floor(Math.random() * 2768);
    const isFree = await new Promise<boolean>(resolve => {
      server.once('error', () => resolve(false)).listen(port, () => resolve(true));
    });
    await new Promise(resolve => server.close(resolve));
    if (isFree) return port;
  }
}

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
  // `nest start`, of which the second half comes with each test.
  await promisify(execFile)(process.execPath, ['node_modules/@nestjs/cli/bin/nest.js', 'build', 'sample'], {
    cwd: ROOT,
  });
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
