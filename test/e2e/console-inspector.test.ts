import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OnText, type WechatContext } from 'nestjs-wechat';
import { openBrowser } from '../support/browser.js';
import { startCallback } from '../support/callback-server.js';
import { openConsole, row, say } from '../support/console.js';

const GREY_LINE = '该公众号提供的服务出现故障，请稍后再试';

class Bot {
  @OnText('too long') tooLong() {
    return 'x'.repeat(3000);
  }
  @OnText() echo({ message }: WechatContext<'text'>) {
    return `You said ${message.Content}`;
  }
}

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
}, 30_000);
afterAll(() => browser.close());

const open = (options: { locale?: string; width?: number; height?: number } = {}) =>
  openConsole(browser, {
    ...options,
    providers: [Bot],
    prepare: sandbox => sandbox.follower({ nickname: 'Alice' }).follow(),
  });

test('a grey line, and why', async () => {
  const { page, errors } = await open();
  await say(page, 'too long');
  await page.getByText(GREY_LINE).waitFor();
  await row(page, 'text').click();
  await page.locator('.reason', { hasText: 'The text has 3000 bytes; WeChat takes 2048.' }).waitFor();
  expect(await row(page, 'text').locator('.tag_bad').textContent()).toBe('bad answer');
  expect(errors).toEqual([]);
});

test('a callback that never answers is asked three times', async () => {
  const { url } = await startCallback(() => {});
  const { page, errors } = await openConsole(browser, {
    delivery: { timeoutMs: 200 },
    prepare: async sandbox => {
      await sandbox.follower().follow();
      sandbox.account().callbackUrl = url;
    },
  });
  await say(page, 'hello');
  await row(page, 'text').click();
  await page.getByText(GREY_LINE).waitFor();
  await page.locator('.detail__head .tag_bad', { hasText: 'timeout' }).waitFor();
  await page.locator('.attempt').nth(2).getByText('No answer within 200 ms.').waitFor();
  expect(await page.locator('.attempt').count()).toBe(3);
  expect(errors).toEqual([]);
});

test('a callback that is refused, and one that is taken', async () => {
  const { page, sandbox, errors } = await open();
  const url = String(sandbox.account().callbackUrl);
  await page.getByRole('tab', { name: 'Account' }).click();
  const submit = async (text: string) => {
    await page.getByLabel('Callback URL').fill(text);
    await page.getByRole('button', { name: 'Verify and save' }).click();
  };
  await submit('http://127.0.0.1:1/wechat');
  await page.locator('.reason_bad', { hasText: 'was refused' }).waitFor();
  expect(sandbox.account().callbackUrl).toBe(url);
  await submit(`${url}?from=console`);
  await page.locator('.reason_good').waitFor();
  expect(sandbox.account().callbackUrl).toBe(`${url}?from=console`);
  // The browser says so, too, when an action is refused.
  expect(errors).toHaveLength(1);
});

test('an API call appears as it happens', async () => {
  const { page, sandbox, errors } = await open();
  await page.getByRole('tab', { name: 'API calls' }).click();
  await page.getByText('Nobody called the API yet').waitFor();
  await fetch(`${sandbox.origin}/cgi-bin/user/info?access_token=none&openid=nobody`);
  await row(page, '/cgi-bin/user/info').click();
  await page.locator('.reason', { hasText: '40014 invalid access_token' }).waitFor();
  await page.locator('.detail').getByText('"openid": "nobody"').waitFor();
  await page.locator('.detail').getByText('rid: ').first().waitFor();
  expect(errors).toEqual([]);
});

test('faults are set and cleared', async () => {
  const { page, sandbox, errors } = await open();
  await page.getByRole('tab', { name: 'Faults & clock' }).click();
  const pending = page.locator('.pending li');
  const form = (title: string) => page.locator('.fault-form', { hasText: title });
  await form('Answer with an error').getByLabel('Path').fill('/cgi-bin/menu/get');
  await form('Answer with an error').getByLabel('errcode').fill('48001');
  await form('Answer with an error').getByLabel('times').fill('2');
  await form('Answer with an error').getByRole('button').click();
  await pending.filter({ hasText: '/cgi-bin/menu/get' }).filter({ hasText: '2 times' }).waitFor();
  await form('Delay').getByRole('button').click();
  await pending.filter({ hasText: 'answered 3000 ms late' }).waitFor();
  await form('Drop responses').getByRole('button').click();
  await pending.filter({ hasText: 'response dropped' }).waitFor();
  await page.getByRole('button', { name: 'Duplicate × 1' }).click();
  await pending.filter({ hasText: 'delivered twice' }).waitFor();
  const answer = await fetch(`${sandbox.origin}/cgi-bin/menu/get`);
  expect(await answer.json()).toMatchObject({ errcode: 48001 });
  await pending.filter({ hasText: 'once' }).first().waitFor();
  await page.getByRole('button', { name: 'Clear all' }).click();
  await page.getByText('None: WeChat works.').waitFor();
  expect(errors).toEqual([]);
});

test('tokens are rejected, and the clock moves', async () => {
  const { page, sandbox, errors } = await open();
  const { accessTokens } = sandbox.account();
  accessTokens.renewClassic();
  await page.getByRole('tab', { name: 'Faults & clock' }).click();
  await page.getByRole('button', { name: 'Reject all' }).click();
  await expect.poll(() => accessTokens.list()[0]?.state).toBe('dead');
  const before = sandbox.clock.now();
  await page.getByRole('button', { name: '+ 3 days' }).click();
  await expect.poll(() => sandbox.clock.now() - before).toBeGreaterThanOrEqual(3 * 86_400_000);
  await page.getByLabel('minutes').fill('90');
  await page.getByRole('button', { name: 'Advance' }).click();
  await expect.poll(() => sandbox.clock.now() - before).toBeGreaterThanOrEqual(3 * 86_400_000 + 90 * 60_000);
  const year = String(new Date(sandbox.clock.now()).getFullYear());
  await page.locator('.clock__date', { hasText: year }).waitFor();
  await page.getByRole('tab', { name: 'Account' }).click();
  await page.getByText('dead (40001)').waitFor();
  expect(errors).toEqual([]);
});

test('Chinese and English', async () => {
  const { page, errors } = await open({ locale: 'zh-CN' });
  await page.getByRole('tab', { name: '消息推送' }).waitFor();
  expect(await page.evaluate('document.documentElement.lang')).toBe('zh-CN');
  await page.getByRole('button', { name: 'EN', exact: true }).click();
  await page.getByRole('tab', { name: 'Deliveries' }).waitFor();
  await page.reload();
  await page.getByRole('tab', { name: 'Deliveries' }).waitFor();
  expect(errors).toEqual([]);
});

test('a window as narrow as a phone', async () => {
  const { page, errors } = await open({ width: 390, height: 844 });
  await say(page, 'hello');
  await page.getByText('You said hello').waitFor();
  expect(await page.locator('.inspector').isVisible()).toBe(false);
  for (const name of ['Deliveries', 'API calls', 'Account', 'Faults & clock', 'Phone']) {
    await page.getByRole('tab', { name }).click();
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(await page.locator('.phone').isVisible()).toBe(name === 'Phone');
  }
  await page.getByRole('tab', { name: 'Deliveries' }).click();
  await row(page, 'text').click();
  await page.locator('.detail').getByText('<![CDATA[hello]]>').waitFor();
  await page.getByRole('button', { name: 'Back' }).click();
  await row(page, 'text').waitFor();
  expect(errors).toEqual([]);
});

test('what is refused is said', async () => {
  const { page, sandbox } = await open();
  await page.getByRole('tab', { name: 'Faults & clock' }).click();
  await page.getByLabel('minutes').fill('1000000000');
  await page.getByRole('button', { name: 'Advance' }).click();
  await page.getByRole('alert').filter({ hasText: 'by ten years at most' }).waitFor();
  expect(sandbox.clock.now() - Date.now()).toBeLessThan(1000);
});
