import jsqr from 'jsqr';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderQrJpeg } from '#lib/sandbox/qrcode/qr-picture';
import { newPage, openBrowser } from '../support/browser.js';

/** What a browser makes of a picture: 4 bytes to the pixel. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

// The tests are compiled without the DOM's types, so that this is text.
const DRAW = `async url => {
  const image = new Image();
  image.src = url;
  await image.decode();
  const { width, height } = image;
  const context = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  return { width, height, data: btoa(Array.from(data, byte => String.fromCharCode(byte)).join('')) };
}`;

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
}, 30_000);
afterAll(() => browser.close());

describe.each([
  ['a letter', 'a'],
  ['a ticket', 'http://weixin.qq.com/q/02xHqTkB5dd1j10000w07aBcDeFgHiJkLmNoPq'],
  ['Chinese', '微信公众号:扫一扫,关注我们'],
  ['500 characters', 'https://example.com/?state=0123456789abcdef&'.repeat(12).slice(0, 500)],
])('the picture of %s', (_, content) => {
  test('is a small JPEG', () => {
    const jpeg = renderQrJpeg(content);
    expect(jpeg.subarray(0, 3).toString('hex')).toBe('ffd8ff');
    expect(jpeg.subarray(-2).toString('hex')).toBe('ffd9');
    expect(jpeg.length).toBeLessThan(10_000);
  });

  test('is black and white, and is read as it was written', async () => {
    const jpeg = renderQrJpeg(content);
    const { width, height, data } = await draw(jpeg);
    const header = jpeg.indexOf('ffc0', 'hex');
    expect([width, height]).toEqual([jpeg.readUInt16BE(header + 7), jpeg.readUInt16BE(header + 5)]);
    expect(new Set(data)).toEqual(new Set([0, 255]));
    expect(jsqr.default(data, width, height)?.data).toBe(content);
  });
});

test('a picture has 8 pixels to the module and a border of 4 modules', async () => {
  const { width, height, data } = await draw(renderQrJpeg('a'));
  expect([width, height]).toEqual([232, 232]);
  const black = (x: number, y: number) => data[4 * (y * width + x)] === 0;
  // Below the border begins the finder pattern, 7 modules wide.
  expect([black(32, 31), black(31, 32), black(32, 32), black(87, 32), black(88, 32)]).toEqual([
    false,
    false,
    true,
    true,
    false,
  ]);
});

test('there is an end to what fits', () => {
  expect(renderQrJpeg('a'.repeat(2331)).length).toBeGreaterThan(10_000);
  expect(() => renderQrJpeg('a'.repeat(2332))).toThrow(RangeError);
});

/** Draws a picture on a canvas, as a browser reads it. */
async function draw(jpeg: Buffer): Promise<Pixels> {
  const { page, errors } = await newPage(browser);
  const url = `data:image/jpeg;base64,${jpeg.toString('base64')}`;
  const { data, ...size } = await page.evaluate<{ width: number; height: number; data: string }>(
    `(${DRAW})(${JSON.stringify(url)})`,
  );
  await page.close();
  expect(errors).toEqual([]);
  return { ...size, data: new Uint8ClampedArray(Buffer.from(data, 'base64')) };
}
