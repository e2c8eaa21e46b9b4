import type { Browser, Locator, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { WechatModule } from 'nestjs-wechat';
import { WechatSandbox, type SandboxAccountOptions, type SandboxDeliveryOptions } from 'nestjs-wechat/sandbox';
import { newPage, type PageOptions } from './browser.js';
import { startHost, type HostSetup } from './host.js';

/** A sandbox, an application that is set up with it, and the console in a browser. */
export interface OpenConsole {
  readonly sandbox: WechatSandbox;
  readonly page: Page;
  readonly errors: readonly string[];
}

export interface ConsoleSetup extends PageOptions, Pick<HostSetup, 'providers'> {
  readonly account?: SandboxAccountOptions;
  readonly delivery?: SandboxDeliveryOptions;
  /** Happens before the page is opened. */
  readonly prepare?: (sandbox: WechatSandbox) => unknown;
}

/** Opens the console; all of it is gone when the test ends. */
export async function openConsole(browser: Browser, setup: ConsoleSetup): Promise<OpenConsole> {
  const { account = {}, delivery, providers = [], prepare, ...pageOptions } = setup;
  const sandbox = await WechatSandbox.start({ accounts: [{ nickname: 'Shop', ...account }], delivery });
  onTestFinished(() => sandbox.stop());
  const host = await startHost('express', { imports: [WechatModule.forRoot(sandbox.credentials())], providers });
  onTestFinished(() => host.app.close());
  await sandbox.setCallback(`${host.origin}/wechat`);
  await prepare?.(sandbox);
  const { page, errors } = await newPage(browser, { width: 1440, height: 900, ...pageOptions });
  onTestFinished(() => page.close());
  await page.goto(sandbox.origin);
  return { sandbox, page, errors };
}

/** Writes into the chat. */
export async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel('Message', { exact: true }).fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
}

/** Rows of the inspector's list, by the kind of a delivery or the path of a call. */
export function row(page: Page, name: string): Locator {
  return page.locator('.rows__row').filter({ has: page.getByText(name, { exact: true }) });
}
