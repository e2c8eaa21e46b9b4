import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { newPage, openBrowser } from './browser.js';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
}, 30_000);
afterAll(() => browser.close());

test('a page is opened and clicked', async () => {
  const url = await serve(`
    <button onclick="document.title = [navigator.language, innerWidth, innerHeight]">Tell</button>
  `);
  const { page, errors } = await newPage(browser, { locale: 'zh-CN', width: 500, height: 400 });
  await page.goto(url);
  await page.getByRole('button', { name: 'Tell' }).click();
  expect(await page.title()).toBe('zh-CN,500,400');
  expect(errors).toEqual([]);
});

test('errors of a page are collected', async () => {
  const url = await serve(`
    <script>
      console.log('no error');
      console.error('on the console');
      Promise.reject(new TypeError('rejected'));
      throw new RangeError('thrown');
    </script>
    <img src="/missing">
  `);
  const { page, errors } = await newPage(browser);
  await page.goto(url);
  await expect.poll(() => errors).toHaveLength(4);
  expect(errors).toEqual(
    expect.arrayContaining([
      `on the console (${url})`,
      'TypeError: rejected',
      'RangeError: thrown',
      expect.stringMatching(/404.*missing/),
    ]),
  );
});

/** Serves one page on 127.0.0.1, with an icon of its own, for a browser asks for one. */
async function serve(body: string): Promise<string> {
  const html = `<!doctype html><meta charset="utf-8"><title>Test</title><link rel="icon" href="data:,">${body}`;
  const server = createServer(({ url }, response) => {
    response.writeHead(url === '/' ? 200 : 404, { 'content-type': 'text/html' }).end(url === '/' ? html : '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
