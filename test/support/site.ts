import type { Server } from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { WechatModule, type WechatOptions } from 'nestjs-wechat';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { AppModule } from '../../sample/app.module.js';
import { Addresses } from '../../sample/site/addresses.js';
import { newPage, type PageOptions, type WatchedPage } from './browser.js';
import { startHost, type Platform } from './host.js';

/** The sample, with WeChat played beside it. */
export interface Site {
  readonly sandbox: WechatSandbox;
  /** Address of the site. */
  readonly origin: string;
  /** Cuts the connections of all browsers. */
  readonly cut: () => void;
  /** Opens a page of the site in a browser of its own. */
  readonly visit: (path: string, options?: PageOptions) => Promise<WatchedPage>;
}

/** Where browsers of other tests than these find the site. */
const PUBLIC_URL = 'http://site.example';

/** Starts the sample, but for the pages that WeChat leads back to; all of it is gone when the test ends. */
export async function openSite(
  browser: Browser,
  options: Pick<WechatOptions, 'scanLogin' | 'qrcodePool'> = {},
  platform: Platform = 'express',
): Promise<Site> {
  const sandbox = await WechatSandbox.start({
    accounts: [{ encodingAESKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG' }],
  });
  onTestFinished(() => sandbox.stop());
  const account = WechatModule.forRoot({ ...sandbox.credentials(), publicUrl: PUBLIC_URL, ...options });
  const addresses = new Addresses(PUBLIC_URL, `${PUBLIC_URL}/jweixin.js`, sandbox.origin);
  const host = await startHost(platform, {
    imports: [AppModule.withAccount(account, addresses)],
    options: { forceCloseConnections: true },
  });
  onTestFinished(() => host.app.close());
  await sandbox.setCallback(`${host.origin}/wechat`);
  const visit = async (path: string, pageOptions?: PageOptions): Promise<WatchedPage> => {
    const watched = await newPage(browser, { locale: 'zh-CN', ...pageOptions });
    onTestFinished(() => watched.page.close());
    await watched.page.goto(`${host.origin}${path}`);
    return watched;
  };
  const server = host.app.getHttpServer() as Server;
  return { sandbox, origin: host.origin, cut: () => server.closeAllConnections(), visit };
}

/** Address of the code that a page shows, which is what a camera sees. */
export async function codeOn(page: Page): Promise<string> {
  return (await page.getByAltText('登录二维码').getAttribute('src')) ?? '';
}
