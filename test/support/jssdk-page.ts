import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { JssdkService, WechatModule } from 'nestjs-wechat';
import { WechatSandbox, type SandboxAccountOptions } from 'nestjs-wechat/sandbox';
import { newPage } from './browser.js';
import { startHost, type Platform } from './host.js';

/** What a callback of `wx` gets. */
export interface JssdkResult {
  readonly errMsg: string;
  readonly [name: string]: unknown;
}

/** A page that loads the sandbox's script, beside an application that signs it. */
export interface JssdkPage {
  readonly sandbox: WechatSandbox;
  readonly jssdk: JssdkService;
  /** Of the page's site. */
  readonly origin: string;
  /** Loads a page of the site. */
  goto(path: string): Promise<void>;
  /** Has the page ask the route of the application for its signature, or for that of another address. */
  askRoute(url?: string): Promise<unknown>;
  /** Calls `wx.config` and says what came of it: once a page, for `ready` waits for the first time only. */
  configure(config: unknown): Promise<JssdkResult>;
  /** Calls something else of `wx`. */
  call(api: string, options?: object): Promise<JssdkResult>;
  /** Runs a script in the page. */
  run(script: string): Promise<unknown>;
  /** Warnings on the browser's console. */
  readonly warnings: readonly string[];
  /** A picture of what there is to see. */
  screenshot(path: string): Promise<unknown>;
}

/** What a site would do, in a form that a test can call. */
const HELPERS = `
  const ask = (api, url = location.href) =>
    fetch(api + '/wechat/jssdk?url=' + encodeURIComponent(url)).then(response => response.json());
  let isConfigured = false;
  const configure = config => new Promise((resolve, reject) => {
    if (isConfigured) reject(new Error('Load the page again.'));
    isConfigured = true;
    wx.error(resolve);
    wx.ready(() => resolve({ errMsg: 'config:ok' }));
    wx.config({ jsApiList: ['updateAppMessageShareData', 'updateTimelineShareData', 'onMenuShareQQ', 'getNetworkType'], ...config });
  });
  const call = (api, options) => new Promise(resolve => wx[api]({ ...options, complete: resolve }));
`;

/** Opens the site; all of it is gone when the test ends. */
export async function openJssdkPage(
  browser: Browser,
  account: SandboxAccountOptions = {},
  platform: Platform = 'express',
): Promise<JssdkPage> {
  const sandbox = await WechatSandbox.start({ accounts: [account, {}] });
  onTestFinished(() => sandbox.stop());
  const html = `<!doctype html><meta charset="utf-8"><title>Tea</title><script src="${sandbox.origin}/open/js/jweixin-1.6.0.js"></script>
    <script>${HELPERS}</script><h1>Tea</h1><button onclick="this.textContent = 'bought'">Buy</button>`;
  const site = createServer((_, response) => {
    response.setHeader('content-type', 'text/html').end(html);
  });
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  onTestFinished(() => {
    site.close();
    site.closeAllConnections();
  });
  const hostname = `127.0.0.1:${(site.address() as AddressInfo).port}`;
  const options = { ...sandbox.credentials(), jssdk: { path: 'wechat/jssdk', hosts: [hostname] } };
  const host = await startHost(platform, {
    imports: [WechatModule.forRoot(options)],
    // The page has another origin than the application.
    configure: app => app.enableCors(),
  });
  onTestFinished(() => host.app.close());
  const { page } = await newPage(browser);
  onTestFinished(() => page.close());
  const warnings: string[] = [];
  page.on('console', message => {
    if (message.type() === 'warning') warnings.push(message.text());
  });
  const run = (script: string): Promise<unknown> => page.evaluate(script);
  const origin = `http://${hostname}`;
  return {
    sandbox,
    jssdk: host.app.get(JssdkService),
    origin,
    warnings,
    run,
    goto: async path => void (await page.goto(origin + path)),
    askRoute: url => run(`ask(${JSON.stringify(host.origin)}, ${JSON.stringify(url)})`),
    configure: config => run(`configure(${JSON.stringify(config)})`) as Promise<JssdkResult>,
    call: (api, given = {}) => run(`call('${api}', ${JSON.stringify(given)})`) as Promise<JssdkResult>,
    screenshot: path => page.screenshot({ path }),
  };
}
