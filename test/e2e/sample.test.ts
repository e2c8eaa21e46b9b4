import { spawn } from 'node:child_process';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openBrowser, newPage } from '../support/browser.js';
import { say } from '../support/console.js';
import { ROOT } from '../support/readme.js';
import { openReply, push, SAFE, textMessage } from '../support/wechat-side.js';

interface Sample {
  /** Where people log in. */
  readonly site: string;
  /** Where the application hears WeChat. */
  readonly callback: string;
  /** The address of the sandbox; `undefined` where there is none. */
  readonly sandbox: string | undefined;
}

/** Starts the sample as `npm start` does after the build, and reads the addresses that it prints. */
async function startSample(flags: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Sample> {
  const args = ['node_modules/@nestjs/cli/bin/nest.js', 'start', 'sample', '--', ...flags];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, PORT: '0', SANDBOX_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  onTestFinished(() => void (child.pid === undefined || process.kill(-child.pid)));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await expect.poll(() => output, { timeout: 30_000 }).toContain('Press Ctrl+C');
  const address = (name: string) => new RegExp(`^ *${name} +(http\\S+)`, 'm').exec(output)?.[1];
  return { site: address('The site') ?? '', callback: address('The callback') ?? '', sandbox: address('WeChat') };
}

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
}, 30_000);
afterAll(() => browser.close());

test.each([[[]], [['--fastify', '--confirm']]])(
  'a newcomer tries it, started with %j',
  { timeout: 60_000 },
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

test('takes a real account from the environment', { timeout: 60_000 }, async () => {
  const { callback, sandbox } = await startSample([], {
    WECHAT_APP_ID: SAFE.appId,
    WECHAT_TOKEN: SAFE.token,
    WECHAT_ENCODING_AES_KEY: SAFE.encodingAESKey ?? '',
  });
  expect(sandbox).toBeUndefined();
  const { query, body } = push(SAFE, 'safe', textMessage('hello'));
  const response = await fetch(`${callback}?${String(new URLSearchParams(query))}`, { method: 'POST', body });
  expect(openReply(SAFE, 'safe', await response.text())).toMatchObject({ Content: '你说：hello' });
});
