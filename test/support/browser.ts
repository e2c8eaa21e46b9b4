import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium } from './install.js';

/** How a page is looked at. */
export interface PageOptions {
  /** The language that the browser asks for, and formats by: `en-US` unless told otherwise. */
  readonly locale?: string;
  /** In CSS pixels: 390 by 844 unless told otherwise, which is a phone. */
  readonly width?: number;
  readonly height?: number;
}

/** A page with what goes wrong on it. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors on the console and uncaught errors so far, in order, as text; a test expects it to stay empty. */
  readonly errors: readonly string[];
}

/**
 * Starts the Chromium that the global setup found or installed, without a window. Whoever opens it closes it, which
 * closes its pages; it does not outlive this process, whatever happens to this one.
 *
 * @example
 * const browser = await openBrowser();
 * onTestFinished(() => browser.close());
 * const { page, errors } = await newPage(browser, { locale: 'zh-CN' });
 * await page.goto(url);
 * expect(errors).toEqual([]);
 */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('There is no Chromium; the global setup should have installed it.');
  // Playwright itself turns off the sandbox, which does not run as root, and updates and calls home.
  return chromium.launch({ executablePath, args: ['--disable-gpu', '--disable-quic'] });
}

/** Opens a blank page that has nothing in common with the browser's other pages, such as cookies or storage. */
export async function newPage(browser: Browser, options: PageOptions = {}): Promise<WatchedPage> {
  const { locale = 'en-US', width = 390, height = 844 } = options;
  const page = await browser.newPage({ locale, viewport: { width, height } });
  const errors: string[] = [];
  page.on('pageerror', error => errors.push(String(error)));
  page.on('console', message => {
    if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`);
  });
  return { page, errors };
}
