import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openBrowser } from '../support/browser.js';
import { PLATFORMS } from '../support/host.js';
import { openJssdkPage } from '../support/jssdk-page.js';

const TWO_HOURS_MS = 7200 * 1000;
const INVALID = { errMsg: 'config:invalid signature' };

// A browser, a sandbox and an application at once are slow.
vi.setConfig({ testTimeout: 30_000 });

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
}, 30_000);
afterAll(() => browser.close());

test.each(PLATFORMS)('a page that the route signed is believed, whatever its address: on %s', async platform => {
  const page = await openJssdkPage(browser, { jsDomains: ['127.0.0.1'] }, platform);
  for (const path of [
    '/',
    '/shop?id=1',
    '/shop?q=你好 x&r=a+b#/cart?x=1',
    '/%E4%BD%A0/%2F..%2F?%25&b=%20#',
    "/a'b(c)!~*;,@:$&=^|?x=\\&y='[]{}|^`\"<>",
    '/?from=singlemessage&isappinstalled=0',
    '/a/../b?#',
  ]) {
    await page.goto(path);
    expect([path, await page.configure(await page.askRoute())]).toEqual([path, { errMsg: 'config:ok' }]);
  }
  expect(page.warnings).toEqual([]);
});

describe('a page is refused', () => {
  test('where its address is another than the one that was signed', async () => {
    const page = await openJssdkPage(browser);
    await page.goto('/shop');
    const signed = await page.askRoute();
    await page.run("history.pushState({}, '', '/cart')");
    expect(await page.configure(signed)).toEqual(INVALID);
    expect(page.warnings).toEqual([
      expect.stringMatching(/^config:invalid signature\. For http.*\/cart it is not the signature of any ticket/),
    ]);
  });

  test('when it goes on by pushState with an old signature, until it has a new one', async () => {
    const page = await openJssdkPage(browser);
    await page.goto('/shop');
    const signed = (await page.askRoute()) as object;
    const again = (config: object) =>
      page.run(`wx.config({ ...${JSON.stringify(config)}, jsApiList: ['getNetworkType'] })`);
    const outcome = async () => (await page.call('getNetworkType')).errMsg;
    await page.configure(signed);
    await page.run("history.pushState({}, '', '/cart')");
    await again(signed);
    await expect.poll(outcome).toBe('getNetworkType:the permission value is offline verifying');
    await again((await page.askRoute()) as object);
    await expect.poll(outcome).toBe('getNetworkType:ok');
  });

  test('where another ticket signed it', async () => {
    const page = await openJssdkPage(browser);
    await page.goto('/');
    const ticket = page.sandbox.account().tickets.get('wx_card').value;
    expect(await page.configure(await page.jssdk.sign(`${page.origin}/`, { ticket }))).toEqual(INVALID);
    expect(page.warnings).toEqual([expect.stringContaining('wx_card')]);
  });

  test('where the ticket has expired', async () => {
    const page = await openJssdkPage(browser);
    await page.goto('/');
    const signed = await page.askRoute();
    expect(await page.configure(signed)).toEqual({ errMsg: 'config:ok' });
    page.sandbox.clock.advance(TWO_HOURS_MS);
    await page.goto('/');
    expect(await page.configure(signed)).toEqual(INVALID);
    expect(page.warnings).toEqual([expect.stringContaining('has expired')]);
  });

  test('where its domain is not that of the account', async () => {
    const page = await openJssdkPage(browser, { jsDomains: ['www.example.com'] });
    await page.goto('/');
    expect(await page.configure(await page.askRoute())).toEqual({ errMsg: 'config:invalid url domain' });
  });

  test('where the AppID is nobody’s', async () => {
    const page = await openJssdkPage(browser);
    await page.goto('/');
    const signed = (await page.askRoute()) as object;
    expect(await page.configure({ ...signed, appId: 'wx9999999999999999' })).toEqual({
      errMsg: 'config:invalid appid',
    });
  });

  test('by the route, where its host is not in the list', async () => {
    const page = await openJssdkPage(browser);
    await page.goto('/');
    expect(await page.askRoute('https://www.example.com/')).toEqual({
      error: 'Pages of www.example.com are not signed here: it is not in the option jssdk.hosts.',
    });
  });

  test('where the phone does not answer', async () => {
    const page = await openJssdkPage(browser);
    await page.goto('/');
    const signed = await page.askRoute();
    await page.sandbox.stop();
    expect(await page.configure(signed)).toEqual({ errMsg: 'config:fail' });
    expect(page.warnings).toEqual([`config:fail. The sandbox at ${page.sandbox.origin} does not answer.`]);
  });
});

describe('wx', () => {
  test('tells whoever asks late, and lets ready() go on after a refusal, as a phone does', async () => {
    const page = await openJssdkPage(browser);
    await page.goto('/');
    const heard = await page.run(`new Promise(resolve => {
      const heard = [];
      wx.ready(() => heard.push('ready'));
      wx.config({ appId: 'wx', timestamp: 1, nonceStr: 'n', signature: 's', jsApiList: [] });
      wx.ready(() => {
        heard.push('ready too');
        wx.error(({ errMsg }) => heard.push(errMsg));
        wx.ready(() => heard.push('at once'));
        resolve(heard);
      });
    })`);
    expect(heard).toEqual(['ready', 'ready too', 'config:invalid appid', 'at once']);
  });

  test('carries out what is in jsApiList, and only once the page is believed', async () => {
    const page = await openJssdkPage(browser);
    await page.goto('/');
    const early = 'getNetworkType:the permission value is offline verifying';
    expect(await page.call('getNetworkType')).toEqual({ errMsg: early });
    const signed = (await page.askRoute()) as object;
    await page.configure({ ...signed, signature: 'x' });
    expect(await page.call('getNetworkType')).toEqual({ errMsg: early });
    await page.goto('/');
    await page.configure(signed);
    expect(await page.call('getNetworkType')).toEqual({ errMsg: 'getNetworkType:ok', networkType: 'wifi' });
    expect(await page.call('hideOptionMenu')).toEqual({ errMsg: 'hideOptionMenu:permission denied' });
    await page.goto('/');
    await page.configure({ ...signed, jsApiList: ['hideOptionMenu', 'chooseImage'] });
    expect(await page.call('hideOptionMenu')).toEqual({ errMsg: 'hideOptionMenu:ok' });
    expect(await page.call('chooseImage')).toEqual({ errMsg: 'chooseImage:function not exist' });
    expect(await page.call('getNetworkType')).toEqual({ errMsg: 'getNetworkType:permission denied' });
    expect(await page.call('checkJsApi', { jsApiList: ['onMenuShareQQ', 'chooseImage', 'toString'] })).toEqual({
      errMsg: 'checkJsApi:ok',
      checkResult: { onMenuShareQQ: true, chooseImage: false, toString: false },
    });
  });

  test('calls success or fail, and complete after it', async () => {
    const page = await openJssdkPage(browser);
    await page.goto('/');
    await page.configure(await page.askRoute());
    const hear = (api: string) =>
      page.run(`new Promise(resolve => {
        const heard = [];
        const hear = name => ({ errMsg }) => heard.push(name + ' ' + errMsg);
        wx.${api}({ success: hear('success'), fail: hear('fail'), complete: result => {
          hear('complete')(result);
          resolve(heard);
        } });
      })`);
    expect(await hear('updateTimelineShareData')).toEqual([
      'success updateTimelineShareData:ok',
      'complete updateTimelineShareData:ok',
    ]);
    expect(await hear('closeWindow')).toEqual([
      'fail closeWindow:permission denied',
      'complete closeWindow:permission denied',
    ]);
  });

  test('shares what the page sets, with the page itself where it sets nothing', async () => {
    const page = await openJssdkPage(browser, { jsDomains: ['127.0.0.1'] });
    await page.goto('/shop#/tea');
    await page.configure(await page.askRoute());
    const { appId } = page.sandbox.account();
    const tea = { title: '<b>Tea</b>', desc: '绿茶', link: `${page.origin}/tea`, imgUrl: 'https://img.test/tea.png' };
    expect(await page.call('updateAppMessageShareData', tea)).toEqual({ errMsg: 'updateAppMessageShareData:ok' });
    expect(await page.call('updateTimelineShareData')).toEqual({ errMsg: 'updateTimelineShareData:ok' });
    const href = `${page.origin}/shop#/tea`;
    const of = { at: expect.any(Number) as number, appId, page: href };
    expect(page.sandbox.shares).toEqual([
      { ...of, api: 'updateAppMessageShareData', ...tea },
      { ...of, api: 'updateTimelineShareData', title: 'Tea', desc: '', link: href, imgUrl: '' },
    ]);
    expect(await page.call('updateAppMessageShareData', { link: 'https://evil.com/' })).toEqual({
      errMsg: 'updateAppMessageShareData:fail link must be in js secure domain list',
    });
    expect(page.sandbox.shares).toHaveLength(2);
  });

  test('keeps what an older call sets, and calls nobody back until it is shared', async () => {
    const page = await openJssdkPage(browser);
    await page.goto('/shop');
    await page.configure(await page.askRoute());
    await page.run("wx.onMenuShareQQ({ title: 'Tea', complete: () => (window.called = true) })");
    await expect.poll(() => page.sandbox.shares).toMatchObject([{ api: 'onMenuShareQQ', title: 'Tea' }]);
    // Whatever comes after it has come.
    await page.call('updateTimelineShareData');
    expect(await page.run('window.called')).toBeUndefined();
    expect(await page.call('onMenuShareTimeline')).toEqual({ errMsg: 'onMenuShareTimeline:permission denied' });
  });

  test('says with debug what a phone would alert, on a page that goes on', async () => {
    const page = await openJssdkPage(browser);
    await page.goto('/');
    const signed = (await page.askRoute()) as object;
    await page.configure({ ...signed, debug: true });
    await page.call('getNetworkType');
    await page.call('chooseImage');
    await page.run("wx.config({ debug: true, appId: '<img src=x onerror=window.hit=1>' })");
    const notes = "[...document.querySelectorAll('[role=status]')].map(({ textContent }) => textContent)";
    await expect
      .poll(() => page.run(notes))
      .toEqual([
        '{"errMsg":"config:ok"}',
        '{"networkType":"wifi","errMsg":"getNetworkType:ok"}',
        expect.stringContaining('{"errMsg":"chooseImage:permission denied"}\nIt is not in the jsApiList'),
        expect.stringContaining('{"errMsg":"config:invalid appid"}\nThere is no official account with the AppID'),
      ]);
    expect(await page.run("document.querySelector('img')")).toBeNull();
    // What is under a note can be clicked on.
    const corner = "document.querySelector('[role=status]').getBoundingClientRect()";
    expect(await page.run(`(({ x, y }) => document.elementFromPoint(x, y).role)(${corner})`)).not.toBe('status');
  });

  test('says nothing without debug', async () => {
    const page = await openJssdkPage(browser);
    await page.goto('/');
    await page.configure(await page.askRoute());
    expect(await page.run("document.querySelector('[role=status]')")).toBeNull();
  });

  test('is given to AMD where there is one, and otherwise to the page, once', async () => {
    const page = await openJssdkPage(browser);
    await page.goto('/');
    const load = `(() => {
      const script = document.createElement('script');
      script.src = document.scripts[0].src;
      return new Promise(resolve => { script.onload = resolve; document.head.append(script); });
    })`;
    const once = 'window.first = wx';
    await page.run(`${once}; ${load}()`);
    expect(await page.run('wx === first && jWeixin === first')).toBe(true);
    await page.run(`delete window.wx; delete window.jWeixin;
      window.define = Object.assign(factory => { window.defined = factory(); }, { amd: {} }); ${load}()`);
    expect(await page.run('[typeof wx, typeof defined.config]')).toEqual(['undefined', 'function']);
  });
});
