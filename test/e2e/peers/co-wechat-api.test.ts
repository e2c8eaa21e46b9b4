import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { WechatSandbox, type Follower } from 'nestjs-wechat/sandbox';
import { renderQrJpeg } from '#lib/sandbox/qrcode/qr-picture';
import { CoWechatApi } from './peers.js';

let sandbox: WechatSandbox;
let api: CoWechatApi;
let alice: Follower;
beforeEach(async () => {
  sandbox = await WechatSandbox.start();
  api = createApi();
  alice = sandbox.follower({ nickname: 'Alice' });
  await alice.follow();
});
afterEach(() => sandbox.stop());

/** Pointed at the sandbox in the two places where it names a host. */
function createApi(secret = sandbox.credentials().appSecret): CoWechatApi {
  const prefix = `${sandbox.origin}/cgi-bin/`;
  return Object.assign(new CoWechatApi(sandbox.credentials().appId, secret), { prefix, mpPrefix: prefix });
}

test('gets a token, and a new one when WeChat refuses the old', async () => {
  const { accessToken } = await api.ensureAccessToken();
  expect(sandbox.account().accessTokens.state(accessToken)).toBe('alive');
  expect(await api.getLatestTicket()).toMatchObject({ ticket: expect.any(String) as string });
  sandbox.fault.rejectTokens();
  expect(await api.getFollowers()).toMatchObject({ total: 1, data: { openid: [alice.openId] } });
  expect((await api.ensureAccessToken()).accessToken).not.toBe(accessToken);
});

test('is told what is wrong in the words of WeChat', async () => {
  await expect(createApi('wrong').ensureAccessToken()).rejects.toMatchObject({
    name: 'WeChatAPIError',
    code: 40125,
    message: expect.stringMatching(/^invalid appsecret rid: /) as string,
  });
  await expect(api.sendText('nobody', 'hello')).rejects.toMatchObject({ code: 40003 });
  await expect(api.createMenu({ button: [] })).rejects.toMatchObject({ name: 'WeChatAPIError' });
});

test('knows and remarks its followers', async () => {
  await api.updateRemark(alice.openId, 'the first');
  expect(await api.getUser(alice.openId)).toMatchObject({ subscribe: 1, remark: 'the first' });
});

test('installs a menu', async () => {
  const button = [{ type: 'click', name: '点单', key: 'ORDER' }];
  await api.createMenu({ button });
  expect(await api.getMenu()).toMatchObject({ menu: { button } });
});

test('sends customer-service messages', async () => {
  await api.sendText(alice.openId, '你好 "quoted" \\ <b>\n😀');
  expect(await alice.nextMessage()).toMatchObject({
    type: 'text',
    content: '你好 "quoted" \\ <b>\n😀',
    from: 'customer-service',
  });
});

test('uploads a picture, sends it and downloads it again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'peers-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const picture = renderQrJpeg('peers');
  await writeFile(join(folder, '图片.jpg'), picture);
  const { type, media_id: mediaId } = await api.uploadMedia(join(folder, '图片.jpg'), 'image');
  expect(type).toBe('image');
  await api.sendImage(alice.openId, mediaId);
  expect(await alice.nextMessage()).toMatchObject({ type: 'image', mediaId });
  expect((await api.getMedia(mediaId)).equals(picture)).toBe(true);
  await expect(api.getMedia('unknown')).rejects.toMatchObject({ code: 40007 });
});

test('shows a QR code that can be scanned from its picture', async () => {
  const { ticket } = await api.createTmpQRCode(7, 600);
  // It leaves the ticket as it is: what is in it must stand in a URL.
  const url = api.showQRCodeURL(ticket);
  const response = await fetch(url);
  expect(response.headers.get('content-type')).toBe('image/jpeg');
  await sandbox.follower({ nickname: 'Bob' }).scan(url);
  expect(sandbox.deliveries.at(-1)?.message).toContain('qrscene_7');
});
