import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  OnClick,
  OnImage,
  OnLocation,
  OnScan,
  OnSubscribe,
  OnText,
  Reply,
  Scene,
  type WechatContext,
} from 'nestjs-wechat';
import type { SandboxAccountOptions } from 'nestjs-wechat/sandbox';
import { openBrowser } from '../support/browser.js';
import { openConsole, row, say } from '../support/console.js';

const KEY = '3SNPDhKqumDrxQUfAAqa4Yd829vhJEiweo54pXjuHz0';

class Bot {
  @OnSubscribe() welcome() {
    return 'Welcome!';
  }
  @OnText('news') news() {
    return Reply.news([
      { title: 'Opening hours', description: 'From 8 to 20', url: 'https://example.com/', picUrl: '' },
    ]);
  }
  @OnText('hostile') hostile() {
    return '<img src=x onerror="document.title=1"> <a href="javascript:document.title=2">no link</a> <a href="https://example.com/a?b=1">a link</a>';
  }
  @OnText() echo({ message }: WechatContext<'text'>) {
    return `You said ${message.Content}`;
  }
  @OnClick('HOURS') hours() {
    return 'From 8 to 20';
  }
  @OnScan() scanned(@Scene() scene: string) {
    return `Table ${scene}`;
  }
  @OnLocation() located() {
    return 'Near you';
  }
  @OnImage() seen() {
    return 'Nice picture';
  }
}

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
}, 30_000);
afterAll(() => browser.close());

test.each<[string, SandboxAccountOptions]>([
  ['plain', {}],
  ['safe', { encodingAESKey: KEY }],
])('a newcomer follows and chats in %s mode', async (mode, account) => {
  const { page, errors } = await openConsole(browser, { account, providers: [Bot] });
  await page.getByRole('button', { name: 'New follower' }).last().click();
  await page.getByRole('button', { name: 'Follow', exact: true }).click();
  await page.getByText('Welcome!').waitFor();
  await say(page, 'hello');
  await page.getByText('You said hello').waitFor();
  await say(page, 'news');
  expect(await page.locator('.news a').getAttribute('href')).toBe('https://example.com/');

  await row(page, 'text').last().click();
  const detail = page.locator('.detail');
  await detail.getByText('<![CDATA[hello]]>').waitFor();
  await detail.locator('.attempt summary').click();
  // The answer in the clear and, in plain mode, as it came.
  expect(await detail.getByText('<![CDATA[You said hello]]>').count()).toBe(mode === 'safe' ? 1 : 2);
  expect((await detail.getByText('<MsgSignature>').count()) > 0).toBe(mode === 'safe');
  expect(errors).toEqual([]);
});

test('somebody leaves and comes back', async () => {
  const { page, errors } = await openConsole(browser, {
    providers: [Bot],
    prepare: sandbox => sandbox.follower().follow(),
  });
  await page.getByRole('button', { name: 'Profile' }).click();
  await page.getByRole('button', { name: 'Unfollow' }).click();
  await page.locator('.follow-bar').getByRole('button').click();
  await expect.poll(() => page.getByText('Welcome!').count()).toBe(2);
  expect(errors).toEqual([]);
});

test('menu buttons, and what they ask for', async () => {
  const { page, sandbox, errors } = await openConsole(browser, {
    providers: [Bot],
    prepare: async it => {
      it.account().menus.replace([
        { type: 'click', name: 'Hours', key: 'HOURS' },
        {
          name: 'More',
          sub_button: [
            { type: 'location_select', name: 'Near', key: 'NEAR' },
            { type: 'pic_sysphoto', name: 'Photo', key: 'PHOTO' },
            { type: 'scancode_waitmsg', name: 'Code', key: 'CODE' },
          ],
        },
      ]);
      await it.follower().follow();
    },
  });
  await page.getByRole('button', { name: 'Hours' }).click();
  await page.locator('.bubble', { hasText: 'From 8 to 20' }).waitFor();
  const choose = async (name: string) => {
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name }).click();
  };
  await choose('Near');
  await page.getByLabel('Label').fill('Town hall');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.locator('.place', { hasText: 'Town hall' }).waitFor();
  await page.getByText('Near you').waitFor();
  await choose('Photo');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('Nice picture').waitFor();
  expect(await page.evaluate('document.querySelector(".picture img").naturalWidth')).toBeGreaterThan(0);
  await choose('Code');
  await page.getByLabel('What the scan reads').fill('https://example.com/7');
  await page.getByRole('button', { name: 'Send' }).click();
  await row(page, 'event.scancode_waitmsg').waitFor();
  expect(sandbox.deliveries.at(-1)?.message).toContain('https://example.com/7');
  expect(errors).toEqual([]);
});

test('a listed code is scanned', async () => {
  const { page, errors } = await openConsole(browser, {
    providers: [Bot],
    prepare: async sandbox => {
      sandbox.account().qrCodes.createPermanent({ text: 'window-7' });
      await sandbox.follower().follow();
    },
  });
  await page.getByRole('button', { name: 'Scan a QR code' }).click();
  const item = page.locator('.scanner__item', { hasText: 'window-7' });
  await expect
    .poll(() => page.evaluate('document.querySelector(".scanner__item img").naturalWidth'))
    .toBeGreaterThan(0);
  await item.getByRole('button').click();
  await page.getByText('Table window-7').waitFor();
  expect(errors).toEqual([]);
});

test('two followers have chats of their own', async () => {
  const { page, sandbox, errors } = await openConsole(browser, {
    providers: [Bot],
    prepare: async it => {
      await it.follower({ nickname: 'Alice' }).follow();
      await it.follower({ nickname: 'Bob' }).follow();
    },
  });
  await say(page, 'I am Alice');
  await page.getByText('You said I am Alice').waitFor();
  await page.getByRole('button', { name: 'Bob', exact: true }).click();
  await page.getByText('You said I am Alice').waitFor({ state: 'detached' });
  await say(page, 'I am Bob');
  await page.getByText('You said I am Bob').waitFor();
  expect(await page.evaluate('document.cookie')).toMatch(/^sandbox_person=[\w-]{36}$/);
  await page.reload();
  await page.getByText('You said I am Bob').waitFor();
  expect(sandbox.deliveries.map(({ openId }) => openId)).toHaveLength(4);
  expect(new Set(sandbox.deliveries.map(({ openId }) => openId)).size).toBe(2);
  expect(errors).toEqual([]);
});

test('hostile text does nothing bad', async () => {
  const { page, errors } = await openConsole(browser, {
    providers: [Bot],
    prepare: sandbox => sandbox.follower().follow(),
  });
  await say(page, 'hostile');
  await page.getByText('<img src=x onerror="document.title=1">').first().waitFor();
  expect(await page.locator('.bubble a').count()).toBe(1);
  expect(await page.locator('.bubble a').getAttribute('href')).toBe('https://example.com/a?b=1');
  await say(page, 'W'.repeat(500));
  await page.getByText('W'.repeat(500)).first().waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  expect(await page.evaluate('(chat => chat.scrollWidth <= chat.clientWidth)(document.querySelector(".chat"))')).toBe(
    true,
  );
  expect(await page.title()).toBe('WeChat Sandbox');
  expect(errors).toEqual([]);
});
