import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OnText } from 'nestjs-wechat';
import { openBrowser } from '../support/browser.js';
import { startCallback, type Answer } from '../support/callback-server.js';
import { openConsole, row, say } from '../support/console.js';

const GREY_LINE = '该公众号提供的服务出现故障，请稍后再试';
/** Longer than WeChat waits. */
const SLOW_MS = 7000;

class Bot {
  @OnText('slow') async slow() {
    await new Promise(resolve => void setTimeout(resolve, SLOW_MS));
    return 'In the end';
  }
  @OnText('throw') fail(): string {
    throw new Error('This handler fails.');
  }
}

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
}, 30_000);
afterAll(() => browser.close());

describe('with the five seconds of WeChat', { timeout: 40_000 }, () => {
  test.each<[string, Answer, string, number]>([
    ['answers after 7 s', response => setTimeout(() => response.end('success'), SLOW_MS), 'timeout', 3],
    ['answers 500', response => response.writeHead(500).end('Internal Server Error'), 'bad status', 3],
    ['answers HTML', response => response.end('<html><body>It works!</body></html>'), 'bad answer', 1],
  ])('a bare server that %s shows the grey line', async (_, answer, verdict, attempts) => {
    const { url, pushes } = await startCallback(answer);
    const { page, errors } = await openConsole(browser, {
      prepare: async sandbox => {
        await sandbox.follower({ nickname: 'Alice' }).follow();
        sandbox.account().callbackUrl = url;
      },
    });
    await say(page, 'hello');
    await page.getByText(GREY_LINE).waitFor({ timeout: 30_000 });
    expect(await row(page, 'text').locator('.tag_bad').textContent()).toBe(verdict);
    expect(pushes).toHaveLength(attempts);
    expect(errors).toEqual([]);
  });

  test('our own handler of 7 s runs once, and its answer is shown with the second delivery', async () => {
    const { page, sandbox, errors } = await openConsole(browser, {
      providers: [Bot],
      prepare: wechat => wechat.follower({ nickname: 'Alice' }).follow(),
    });
    await say(page, 'slow');
    await page.locator('.bubble', { hasText: 'In the end' }).waitFor({ timeout: 15_000 });
    const delivery = sandbox.deliveries.at(-1);
    expect(delivery?.attempts.map(({ verdict }) => verdict)).toEqual(['timeout', 'replied']);
    expect(await page.getByText(GREY_LINE).count()).toBe(0);
    expect(errors).toEqual([]);
  });

  test('our own handler that throws is asked once, and nothing is shown', async () => {
    const { page, sandbox, errors } = await openConsole(browser, {
      providers: [Bot],
      prepare: wechat => wechat.follower({ nickname: 'Alice' }).follow(),
    });
    await say(page, 'throw');
    await row(page, 'text').getByText('success', { exact: true }).waitFor({ timeout: 15_000 });
    const delivery = sandbox.deliveries.at(-1);
    expect(delivery?.attempts.map(({ response }) => response)).toEqual([{ status: 200, body: 'success' }]);
    expect(await page.getByText(GREY_LINE).count()).toBe(0);
    expect(await page.locator('.bubble').count()).toBe(1);
    expect(errors).toEqual([]);
  });
});
