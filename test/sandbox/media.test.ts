import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SandboxClock, WechatSandbox } from 'nestjs-wechat/sandbox';
import { renderQrJpeg } from '#lib/sandbox/qrcode/qr-picture';
import { createAccount } from '../support/account.js';
import { getJson, RID, withToken, type Json } from '../support/raw-api.js';

const UPLOAD = '/cgi-bin/media/upload';
const KB = 1024;
const MB = 1024 * KB;

const JPEG = renderQrJpeg('a');
const PNG = Buffer.from('89504e470d0a1a0a00', 'hex');
const GIF = Buffer.from('GIF89a');
const BMP = Buffer.from('BM0000');
const WAV = Buffer.from('RIFF0000WAVEfmt ');
const WMA = Buffer.from('3026b2758e66cf11', 'hex');
const MP4 = Buffer.from('\0\0\0\x1cftypisom', 'latin1');
const WEBP = Buffer.from('RIFF0000WEBPVP8 ');
/** Frames of 20 ms at 12.2 kbit/s. */
const amr = (frames: number) => Buffer.concat([Buffer.from('#!AMR\n'), ...Array<Buffer>(frames).fill(AMR_FRAME)]);
const AMR_FRAME = Buffer.concat([Buffer.from([0x3c]), Buffer.alloc(31)]);
/** Frames of 1152 samples at 44.1 kHz and 32 kbit/s, after an empty tag. */
const mp3 = (frames: number) =>
  Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1'), ...Array<Buffer>(frames).fill(MP3_FRAME)]);
const MP3_FRAME = Buffer.concat([Buffer.from('fffb1000', 'hex'), Buffer.alloc(100)]);
/** A file that begins as it should, of any size. */
const large = (head: Buffer, size: number) => Buffer.concat([head, Buffer.alloc(size - head.length)]);

let sandbox: WechatSandbox;
beforeEach(async () => {
  sandbox = await WechatSandbox.start({ clock: new SandboxClock(new Date('2026-03-02T08:00:00+08:00')) });
});
afterEach(() => sandbox.stop());

function form(bytes: Buffer | undefined, filename = 'a.jpg', fields: Readonly<Record<string, string>> = {}): FormData {
  const data = new FormData();
  if (bytes) data.set('media', new File([new Uint8Array(bytes)], filename));
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}

const post = (path: string, body: string | Json | FormData, query?: Record<string, string>) =>
  withToken(sandbox).post(path, body, query);
const upload = (type: string, bytes: Buffer | undefined, filename?: string) =>
  post(UPLOAD, form(bytes, filename), { type });
const download = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer());

describe('temporary media', () => {
  test('go up and down through our own API', async () => {
    const { api } = createAccount(sandbox, { timeoutMs: 20_000 });
    const media = { content: JPEG, filename: '图.jpeg' };
    const uploaded = await api.media.upload({ type: 'image', media });
    expect(uploaded).toEqual({
      type: 'image',
      media_id: expect.stringMatching(/^[\w-]{64}$/),
      created_at: expect.any(Number),
    });
    const response = await api.media.get({ media_id: uploaded.media_id });
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="%E5%9B%BE.jpeg"');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(JPEG);

    const thumb = await api.media.uploadThumb({ type: 'thumb', media });
    expect(Object.keys(thumb)).toEqual(['type', 'thumb_media_id', 'created_at']);

    const video = await api.media.upload({ type: 'video', media: { content: MP4, filename: 'v.mp4' } });
    const { video_url: url } = (await (await api.media.get({ media_id: video.media_id })).json()) as {
      video_url: string;
    };
    expect(await download(url)).toEqual(MP4);

    const voice = await api.media.upload({ type: 'voice', media: { content: amr(1), filename: 'v.amr' } });
    expect(Buffer.from(await (await api.media.getVoice({ media_id: voice.media_id })).arrayBuffer())).toEqual(amr(1));
    await expect(api.media.getVoice({ media_id: uploaded.media_id })).rejects.toMatchObject({ errcode: 40007 });
  });

  test('live three days', async () => {
    const { media_id: mediaId } = (await upload('image', JPEG)) as { media_id: string };
    const get = () => withToken(sandbox).request('/cgi-bin/media/get', { media_id: mediaId });
    const open = () => fetch(`${sandbox.origin}/sandbox/media/${mediaId}`);
    sandbox.clock.advance(3 * 86_400_000 - 60_000);
    expect((await get()).headers.get('content-type')).toBe('image/jpeg');
    expect((await open()).status).toBe(200);
    sandbox.clock.advance(60_000);
    expect(await (await get()).json()).toEqual({
      errcode: 40007,
      errmsg: expect.stringMatching(`^invalid media_id${RID.source}`),
    });
    expect((await open()).status).toBe(404);
    await upload('image', JPEG);
    expect(sandbox.account().media.list()).toHaveLength(1);
  });

  test('of people can be downloaded too', async () => {
    const alice = sandbox.follower();
    await alice.follow();
    await alice.sendImage({ bytes: PNG, contentType: 'image/png', filename: 'p.png' });
    const { message = '' } = sandbox.deliveries.at(-1) ?? {};
    const tag = (name: string) => new RegExp(`<${name}><!\\[CDATA\\[(.+?)\\]\\]>`).exec(message)?.[1] ?? '';
    expect(await download(tag('PicUrl'))).toEqual(PNG);
    const response = await withToken(sandbox).request('/cgi-bin/media/get', { media_id: tag('MediaId') });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(PNG);
  });

  test('must be a file in the part media, of a known type', async () => {
    expect(await upload('file', JPEG)).toMatchObject({ errcode: 40004 });
    expect(await post(UPLOAD, form(JPEG))).toMatchObject({ errcode: 40004 });
    const missing = { errcode: 41005, errmsg: expect.stringMatching(`^media data missing${RID.source}`) };
    expect(await upload('image', undefined)).toEqual(missing);
    expect(await post(UPLOAD, form(undefined, '', { media: 'text' }), { type: 'image' })).toEqual(missing);
    for (const body of ['', 'no form', { media: 1 }])
      expect(await post(UPLOAD, body, { type: 'image' })).toEqual(missing);
    expect(await upload('image', Buffer.alloc(0))).toMatchObject({ errcode: 44001 });
    expect(await withToken(sandbox).get('/cgi-bin/media/get')).toMatchObject({ errcode: 41006 });
  });

  test.each([
    ['image', PNG, 'a.png', 10 * MB, 40009],
    ['image', JPEG, 'a.JPG', 10 * MB, 40009],
    ['image', GIF, 'a.gif', 10 * MB, 40009],
    ['voice', mp3(1), 'a.mp3', 2 * MB, 40010],
    ['video', MP4, 'a.mp4', 10 * MB, 40011],
    ['thumb', JPEG, 'a.jpg', 64 * KB, 40012],
  ])('of the type %s have a size', async (type, head, filename, max, errcode) => {
    expect(await upload(type, large(head, max), filename)).toMatchObject({ type });
    expect(await upload(type, large(head, max + 1), filename)).toMatchObject({ errcode });
  });

  test('of the type voice last 60 s', async () => {
    expect(await upload('voice', amr(3000), 'a.amr')).toMatchObject({ type: 'voice' });
    expect(await upload('voice', amr(3001), 'a.amr')).toMatchObject({ errcode: 45007 });
    expect(await upload('voice', mp3(2296), 'a.mp3')).toMatchObject({ type: 'voice' });
    expect(await upload('voice', mp3(2297), 'a.mp3')).toMatchObject({ errcode: 45007 });
  });

  test.each([
    ['image', MP4, 'a.mp4', 40005],
    ['image', BMP, 'a.bmp', 40005],
    ['voice', WAV, 'a.wav', 40005],
    ['voice', WMA, 'a.wma', 40005],
    ['video', JPEG, 'a.mp4', 40005],
    ['thumb', PNG, 'a.jpg', 40005],
    ['image', WEBP, 'a.jpg', 40113],
    ['image', Buffer.from('text'), 'a.jpg', 40113],
    ['image', JPEG, 'a', 40113],
    ['image', JPEG, 'a.txt', 40113],
    ['image', JPEG, 'a.constructor', 40113],
  ])('of the type %s are not %o as %s', async (type, bytes, filename, errcode) => {
    expect(await upload(type, bytes, filename)).toMatchObject({ errcode });
  });

  test('go up 5000 times and down 10,000 times a day', async () => {
    const { quotas } = sandbox.account();
    for (let count = 0; count < 4999; count++) quotas.spend(UPLOAD, Infinity);
    for (let count = 0; count < 9999; count++) quotas.spend('/cgi-bin/media/get', Infinity);
    const { media_id: mediaId = '' } = (await upload('video', MP4, 'a.mp4')) as { media_id?: string };
    expect(await upload('image', JPEG)).toMatchObject({ errcode: 45009 });
    const get = () => withToken(sandbox).get('/cgi-bin/media/get', { media_id: mediaId });
    expect(await get()).toHaveProperty('video_url');
    expect(await get()).toMatchObject({ errcode: 45009 });
  });
});

test('pictures of articles are less than 1 MB, png or jpg, and can be fetched by anybody', async () => {
  const { api } = createAccount(sandbox, { timeoutMs: 20_000 });
  const uploadImage = (content: Buffer, filename = 'a.jpg') => api.media.uploadImage({ media: { content, filename } });
  const { url } = await uploadImage(JPEG);
  sandbox.clock.advance(30 * 86_400_000);
  expect(await download(url)).toEqual(JPEG);
  expect(await uploadImage(large(PNG, MB - 1), 'a.png')).toHaveProperty('url');
  await expect(uploadImage(large(PNG, MB))).rejects.toMatchObject({ errcode: 40009 });
  await expect(uploadImage(GIF)).rejects.toMatchObject({ errcode: 40005 });
  expect(await withToken(sandbox).get('/cgi-bin/material/get_materialcount')).toMatchObject({ image_count: 0 });
});

describe('the library', () => {
  const add = (type: string, bytes: Buffer, filename = 'a.jpg', fields = {}) =>
    post('/cgi-bin/material/add_material', form(bytes, filename, fields), { type });
  const idOf = async (added: Promise<Json>) => String((await added)['media_id']);
  const list = (type: string, offset = 0, count = 20) =>
    post('/cgi-bin/material/batchget_material', { type, offset, count });

  test('keeps files', async () => {
    const image = await add('image', BMP, 'a.bmp');
    expect(image).toEqual({ media_id: expect.any(String), url: expect.stringContaining(sandbox.origin) });
    expect(await add('voice', WAV, 'a.wav')).toEqual({ media_id: expect.any(String) });
    sandbox.clock.advance(30 * 86_400_000);
    const body = JSON.stringify({ media_id: image['media_id'] });
    const response = await withToken(sandbox).request('/cgi-bin/material/get_material', {}, { method: 'POST', body });
    expect(response.headers.get('content-type')).toBe('image/bmp');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(BMP);
    expect(await download(String(image['url']))).toEqual(BMP);
  });

  test('keeps videos with what is said of them', async () => {
    const description = JSON.stringify({ title: 'a title', introduction: 'a description' });
    const mediaId = await idOf(add('video', MP4, 'a.mp4', { description }));
    const video = await post('/cgi-bin/material/get_material', { media_id: mediaId });
    expect(video).toEqual({ title: 'a title', description: 'a description', down_url: expect.any(String) });
    expect(await download(String(video['down_url']))).toEqual(MP4);
    expect(await add('video', MP4, 'a.mp4')).toHaveProperty('media_id');
    expect(await add('video', MP4, 'a.mp4', { description: 'no JSON' })).toMatchObject({ errcode: 47001 });
  });

  test('is counted and listed, newest first', async () => {
    const ids = [];
    for (const type of ['image', 'thumb', 'image']) ids.unshift(await idOf(add(type, JPEG, `${type}.jpg`)));
    await add('voice', amr(1), 'a.amr');
    await upload('image', JPEG);
    expect(await withToken(sandbox).get('/cgi-bin/material/get_materialcount')).toEqual({
      voice_count: 1,
      video_count: 0,
      image_count: 3,
      news_count: 0,
    });
    const all = await list('image');
    expect(all).toMatchObject({ total_count: 3, item_count: 3, item: ids.map(id => ({ media_id: id })) });
    expect(all['item']).toEqual(
      ['image', 'thumb', 'image'].map(type => ({
        media_id: expect.any(String),
        name: `${type}.jpg`,
        update_time: expect.any(Number),
        url: expect.any(String),
      })),
    );
    expect(await list('image', 1, 1)).toMatchObject({ total_count: 3, item_count: 1, item: [{ media_id: ids[1] }] });
    expect(await list('image', 3, 1)).toEqual({ total_count: 3, item_count: 0, item: [] });
    expect(await list('news')).toEqual({ total_count: 0, item_count: 0, item: [] });
    expect(await list('thumb')).toMatchObject({ errcode: 40004 });
    for (const [offset, count] of [
      [-1, 1],
      [0, 0],
      [0, 21],
    ])
      expect(await list('image', offset, count)).toMatchObject({ errcode: 40035 });
  });

  test('forgets what is deleted, and knows no temporary media', async () => {
    const mediaId = await idOf(add('image', JPEG));
    const { media_id: temporary } = await upload('image', JPEG);
    const remove = (id: unknown) => post('/cgi-bin/material/del_material', { media_id: id });
    const refused = { errcode: 40007 };
    expect(await remove(temporary)).toMatchObject(refused);
    expect(await post('/cgi-bin/material/get_material', { media_id: temporary })).toMatchObject(refused);
    expect(await withToken(sandbox).get('/cgi-bin/media/get', { media_id: mediaId })).toMatchObject(refused);
    expect(await remove(mediaId)).toEqual({ errcode: 0, errmsg: 'ok' });
    expect(await remove(mediaId)).toMatchObject(refused);
    expect(await list('image')).toMatchObject({ total_count: 0 });
    expect(await getJson(sandbox, '/cgi-bin/material/get_materialcount')).toMatchObject({ errcode: 41001 });
  });
});
