import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WechatArgumentError, type QrcodeService } from 'nestjs-wechat';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { createAccount } from '../support/account.js';
import { callsOf } from '../support/sandbox.js';

const CREATE = '/cgi-bin/qrcode/create';

let sandbox: WechatSandbox;
let qrcodes: QrcodeService;
beforeEach(async () => {
  sandbox = await WechatSandbox.start();
  ({ qrcodes } = createAccount(sandbox));
});
afterEach(() => sandbox.stop());

describe('createTemporary', () => {
  test.each([1, 0xffff_ffff, 's', '场景', 'x'.repeat(64), '😀'.repeat(64), 'a qrscene_'])(
    'makes a code with the scene %j',
    async scene => {
      const code = await qrcodes.createTemporary({ scene, expireSeconds: 600 });
      expect(sandbox.account().qrCodes.findByTicket(code.ticket)).toMatchObject({
        url: code.url,
        scene: typeof scene === 'number' ? { id: scene } : { text: scene },
      });
      const seconds = (code.expiresAt.getTime() - Date.now()) / 1000;
      expect(seconds).toBeGreaterThan(590);
      expect(seconds).toBeLessThanOrEqual(600);
    },
  );

  test.each<[number | string, number, RegExp]>([
    [0, 600, /scene of a QR code is 0.*1 to 4294967295/],
    [-1, 600, /scene of a QR code is -1/],
    [1.5, 600, /scene of a QR code is 1.5/],
    [Number.NaN, 600, /scene of a QR code is NaN/],
    [0x1_0000_0000, 600, /scene of a QR code is 4294967296/],
    ['', 600, /has 0 characters. Choose 1 to 64/],
    ['x'.repeat(65), 600, /has 65 characters/],
    ['qrscene_1', 600, /begins with qrscene_/],
    [1, 0, /expireSeconds of a QR code is 0.*1 to 2592000/],
    [1, 1.5, /expireSeconds of a QR code is 1.5/],
    [1, 2_592_001, /expireSeconds of a QR code is 2592001/],
    [1, Number.NaN, /expireSeconds of a QR code is NaN/],
  ])('refuses the scene %j for %d s before it asks WeChat', async (scene, expireSeconds, message) => {
    const refused = qrcodes.createTemporary({ scene, expireSeconds });
    await expect(refused).rejects.toThrow(WechatArgumentError);
    await expect(refused).rejects.toThrow(message);
    expect(sandbox.calls).toEqual([]);
  });

  test.each([1, 2_592_000])('makes a code that lives for %d s', async expireSeconds => {
    const code = await qrcodes.createTemporary({ scene: 's', expireSeconds });
    expect(Math.round((code.expiresAt.getTime() - Date.now()) / 1000)).toBe(expireSeconds);
  });
});

describe('createPermanent', () => {
  test.each([1, 100_000, 's', 'x'.repeat(64)])('makes a code with the scene %j', async scene => {
    const code = await qrcodes.createPermanent({ scene });
    expect(code).toEqual({ ticket: expect.any(String), url: expect.any(String), imageUrl: expect.any(String) });
    expect(sandbox.account().qrCodes.findByTicket(code.ticket)?.expiresAt).toBeUndefined();
  });

  test.each<[number | string, RegExp]>([
    [0, /1 to 100000/],
    [100_001, /1 to 100000/],
    ['', /1 to 64/],
    ['x'.repeat(65), /1 to 64/],
    ['qrscene_', /begins with qrscene_/],
  ])('refuses the scene %j before it asks WeChat', async (scene, message) => {
    await expect(qrcodes.createPermanent({ scene })).rejects.toThrow(message);
    expect(callsOf(sandbox, CREATE)).toEqual([]);
  });
});

describe('imageUrl', () => {
  test('is the address of the picture', async () => {
    const { ticket, imageUrl } = await qrcodes.createPermanent({ scene: 1 });
    expect(imageUrl).toBe(qrcodes.imageUrl(ticket));
    const picture = await fetch(imageUrl);
    expect(picture.status).toBe(200);
    expect(picture.headers.get('content-type')).toMatch(/^image\//);
  });

  test.each([
    ['https://mp.weixin.qq.com', 'https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=gQ%2F%2B%3D%26'],
    ['https://proxy.example/mp/', 'https://proxy.example/mp/cgi-bin/showqrcode?ticket=gQ%2F%2B%3D%26'],
  ])('is below %s, encoded', (mp, url) => {
    const account = createAccount(sandbox, { hosts: { mp } });
    expect(account.qrcodes.imageUrl('gQ/+=&')).toBe(url);
  });
});
