import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import {
  WechatApiError,
  WechatNetworkError,
  type FetchFunction,
  type UploadFile,
  type WechatAccount,
  type WechatOptions,
} from 'nestjs-wechat';
import { WechatSandbox, type ApiCall } from 'nestjs-wechat/sandbox';
import { createAccount } from '../support/account.js';
import { callsOf, countCalls } from '../support/sandbox.js';

const UPLOAD = '/cgi-bin/media/upload';
const GET = '/cgi-bin/media/get';

let sandbox: WechatSandbox;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wechat-media-'));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  sandbox = await WechatSandbox.start();
  sandbox.answer(UPLOAD, { type: 'image', media_id: 'M', created_at: 1 });
});
afterEach(() => sandbox.stop());

/** Patient, for machines that are busy with other tests. */
const account = (options: Partial<WechatOptions> = {}): WechatAccount =>
  createAccount(sandbox, { timeoutMs: 20_000, ...options });

/** All byte values, CR LF and what looks like the end of a part. */
const BYTES = Buffer.concat([
  Buffer.from(Array.from({ length: 256 }, (_, value) => value)),
  Buffer.from('\r\n--x--\r\n'),
]);
const LARGE = Buffer.alloc(3_000_000, BYTES);

const uploads = (): readonly ApiCall[] => callsOf(sandbox, UPLOAD);

async function formOf({ raw, headers }: ApiCall): Promise<FormData> {
  return new Response(raw, { headers: { 'content-type': String(headers['content-type']) } }).formData();
}

/** The file of the last upload, as the server has it. */
async function received(): Promise<{ readonly bytes: Buffer; readonly file: File; readonly request: ApiCall }> {
  const request = uploads().at(-1);
  if (request === undefined) throw new Error('Nothing was uploaded.');
  const file = (await formOf(request)).get('media') as File;
  return { bytes: Buffer.from(await file.arrayBuffer()), file, request };
}

async function onDisk(name: string, content: Uint8Array = BYTES): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe('an upload', () => {
  test.each<readonly [string, (name: string) => Promise<UploadFile>]>([
    ['a Buffer', async filename => ({ content: BYTES, filename })],
    [
      'a part of a Buffer',
      async filename => ({ content: Buffer.concat([LARGE, BYTES]).subarray(LARGE.length), filename }),
    ],
    ['a Uint8Array', async filename => ({ content: new Uint8Array(BYTES), filename })],
    ['a Blob', async filename => ({ content: new Blob([BYTES]), filename })],
    ['a File', async filename => ({ content: new File([BYTES], filename) })],
    ['a stream', async filename => ({ content: Readable.from([BYTES.subarray(0, 9), BYTES.subarray(9)]), filename })],
    ['a stream of a file', async filename => ({ content: createReadStream(await onDisk(filename)) })],
    ['a path', async filename => ({ content: { path: await onDisk(filename) } })],
  ])('of %s is one form with its bytes, name, type and length', async (_, toFile) => {
    const { api } = account();
    for (const name of ['photo.jpg', '照片 一.png']) {
      const media = await toFile(name);
      expect(await api.media.upload({ type: 'image', media })).toEqual({ type: 'image', media_id: 'M', created_at: 1 });
      const { bytes, file, request } = await received();
      expect(bytes).toEqual(BYTES);
      expect([file.name, file.type]).toEqual([name, name.endsWith('.jpg') ? 'image/jpeg' : 'image/png']);
      expect(request.raw.toString()).toContain(`form-data; name="media"; filename="${name}"`);
      expect(request.raw.toString()).not.toContain('filename*');
      expect(request.headers['content-length']).toBe(String(request.raw.length));
      expect(request.headers['transfer-encoding']).toBeUndefined();
      expect(request.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
      expect([...(await formOf(request)).keys()]).toEqual(['media']);
    }
  });

  test.each([
    ['a.jpg', 'image/jpeg'],
    ['a.JPEG', 'image/jpeg'],
    ['a.png', 'image/png'],
    ['a.gif', 'image/gif'],
    ['a.bmp', 'image/bmp'],
    ['a.mp3', 'audio/mpeg'],
    ['a.amr', 'audio/amr'],
    ['a.wav', 'audio/wav'],
    ['a.wma', 'audio/x-ms-wma'],
    ['a.mp4', 'video/mp4'],
    ['a.b.c', 'application/octet-stream'],
    ['a', 'application/octet-stream'],
  ])('of %s has type %s', async (filename, type) => {
    await account().api.upload(UPLOAD, { content: BYTES, filename });
    expect((await received()).file.type).toBe(type);
  });

  test('has the type it is given, then that of the name, then that of the Blob', async () => {
    const { api } = account();
    const content = new Blob([BYTES], { type: 'image/gif' });
    await api.upload(UPLOAD, { content, filename: 'a.png', contentType: 'audio/amr' });
    expect((await received()).file.type).toBe('audio/amr');
    await api.upload(UPLOAD, { content, filename: 'a.png' });
    expect((await received()).file.type).toBe('image/png');
    await api.upload(UPLOAD, { content });
    expect((await received()).file).toMatchObject({ name: 'file', type: 'image/gif' });
  });

  test('cannot break out of its part with a file name', async () => {
    const filename = 'a"; name="x"\r\nx-evil: 1\r\n\r\n.jpg';
    await account().api.upload(UPLOAD, { content: BYTES, filename });
    const { request, bytes } = await received();
    expect(bytes).toEqual(BYTES);
    expect([...(await formOf(request)).keys()]).toEqual(['media']);
    expect(request.raw.toString()).not.toMatch(/^x-evil/m);
  });

  test('carries other fields, objects as JSON', async () => {
    const fields = { description: { title: '标题', introduction: '介绍' }, note: '说明', none: undefined, count: 1 };
    await account().api.upload(UPLOAD, { content: BYTES, filename: 'a.mp4' }, { type: 'video' }, fields);
    const { request } = await received();
    const form = await formOf(request);
    expect([...form.keys()]).toEqual(['media', 'description', 'note', 'count']);
    expect(form.get('description')).toBe('{"title":"标题","introduction":"介绍"}');
    expect([form.get('note'), form.get('count')]).toEqual(['说明', '1']);
    expect(request.query['type']).toBe('video');
  });

  test('of a large file or an empty one is whole', async () => {
    const { api } = account();
    await api.upload(UPLOAD, { content: LARGE, filename: 'a.mp4' });
    expect((await received()).bytes.equals(LARGE)).toBe(true);
    await api.upload(UPLOAD, { content: Buffer.alloc(0), filename: 'a.mp4' });
    expect((await received()).bytes).toHaveLength(0);
  });

  test.each<readonly [string, () => Promise<UploadFile>]>([
    ['a Buffer', async () => ({ content: LARGE, filename: 'a.jpg' })],
    ['a Blob', async () => ({ content: new Blob([LARGE]), filename: 'a.jpg' })],
    ['a stream', async () => ({ content: Readable.from([LARGE, BYTES]), filename: 'a.jpg' })],
    ['a stream of a file', async () => ({ content: createReadStream(await onDisk('a.jpg', LARGE)) })],
    ['a path', async () => ({ content: { path: await onDisk('a.jpg', LARGE) } })],
  ])('of %s is sent as a whole again with a fresh token', async (_, toFile) => {
    sandbox.fault.fail(UPLOAD, { errcode: 40001 }, 1);
    await account().api.media.upload({ type: 'image', media: await toFile() });
    const [refused, accepted, ...more] = await Promise.all(
      uploads().map(async request => Buffer.from(await ((await formOf(request)).get('media') as File).arrayBuffer())),
    );
    expect(more).toEqual([]);
    expect(refused?.length).toBeGreaterThanOrEqual(LARGE.length);
    expect(accepted?.equals(refused ?? BYTES)).toBe(true);
    expect(new Set(uploads().map(({ query }) => query['access_token'])).size).toBe(2);
  });

  test('of a file that is not there says which, and sends nothing', async () => {
    const path = join(folder, 'missing.jpg');
    await expect(account().api.upload(UPLOAD, { content: { path } })).rejects.toThrow(/missing\.jpg/);
    expect(sandbox.calls).toEqual([]);
  });

  test('of a stream that breaks off fails as the stream does, and sends nothing', async () => {
    const failure = new Error('disk on fire');
    const content = Readable.from(
      (function* () {
        yield BYTES;
        throw failure;
      })(),
    );
    await expect(account().api.upload(UPLOAD, { content })).rejects.toBe(failure);
    expect(sandbox.calls).toEqual([]);
  });
});

interface Redirected {
  readonly fetch: FetchFunction;
  /** The first answer. */
  readonly answered: Promise<ServerResponse>;
}

/** Downloads of media go to a server of their own. */
async function redirect(answer: (response: ServerResponse) => void): Promise<Redirected> {
  let notify: (response: ServerResponse) => void;
  const answered = new Promise<ServerResponse>(resolve => {
    notify = resolve;
  });
  const server = createServer((_, response) => {
    answer(response);
    notify(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { fetch: (url, init) => fetch(url.includes(GET) ? origin : url, init), answered };
}

describe('a download', () => {
  test('is a Response with the bytes and headers of the file', async () => {
    sandbox.answer(GET, { content: BYTES, contentType: 'image/jpeg', filename: 'photo.jpg' });
    const response = await account().api.media.get({ media_id: 'M' });
    expect(response).toBeInstanceOf(Response);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="photo.jpg"');
    expect(response.headers.get('content-length')).toBe(String(BYTES.length));
    expect(Buffer.from(await response.arrayBuffer())).toEqual(BYTES);
  });

  test('of a voice goes through Node streams', async () => {
    sandbox.answer('/cgi-bin/media/get/jssdk', { content: LARGE, contentType: 'voice/speex' });
    const response = await account().api.media.getVoice({ media_id: 'M' });
    const chunks: Uint8Array[] = [];
    for await (const chunk of response.body ?? []) chunks.push(chunk as Uint8Array);
    expect(Buffer.concat(chunks).equals(LARGE)).toBe(true);
  });

  test('shows neither token nor media id', async () => {
    sandbox.answer(GET, { content: BYTES, contentType: 'image/jpeg' });
    const { api, tokens } = account();
    const file = await api.media.get({ media_id: 'SECRET-MEDIA-ID' });
    sandbox.answer(GET, { video_url: 'https://example.com/v.mp4' });
    const video = await api.media.get({ media_id: 'SECRET-MEDIA-ID' });
    for (const response of [file, video]) {
      const shown = `${inspect(response, { depth: 10, showHidden: true })} ${response.url}`;
      expect(shown).not.toContain('SECRET-MEDIA-ID');
      expect(shown).not.toContain(await tokens.getAccessToken());
    }
  });

  test('begins before the file is there as a whole', async () => {
    const { fetch, answered } = await redirect(response => {
      response.writeHead(200, { 'content-type': 'video/mp4' }).write('first');
    });
    const { body } = await account({ fetch }).api.media.get({ media_id: 'M' });
    const reader = (body as ReadableStream<Uint8Array>).getReader();
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe('first');
    (await answered).end('last');
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe('last');
    expect((await reader.read()).done).toBe(true);
  });

  test('is read as fast as its reader reads, and ends with it', async () => {
    let pulled = 0;
    let cancelled: unknown;
    const source = new ReadableStream<Uint8Array>({
      pull: controller => {
        pulled++;
        controller.enqueue(new Uint8Array(65_536));
      },
      cancel: reason => {
        cancelled = reason;
      },
    });
    const { api } = account({
      fetch: async (url, init) =>
        url.includes(GET) ? new Response(source, { headers: { 'content-type': 'video/mp4' } }) : fetch(url, init),
    });
    const { body } = await api.media.get({ media_id: 'M' });
    const reader = (body as ReadableStream<Uint8Array>).getReader();
    for (let turn = 0; turn < 100; turn++) await reader.read();
    expect(pulled).toBeLessThan(110);
    await reader.cancel('enough');
    expect(cancelled).toBe('enough');
  });

  test('goes on after the time-out, which is for its beginning', async () => {
    const { fetch, answered } = await redirect(response => {
      response.writeHead(200, { 'content-type': 'video/mp4' }).write('first ');
    });
    const { api } = account({ fetch, timeoutMs: 500 });
    const download = await api.media.get({ media_id: 'M' });
    // Began later and has the same time-out, so the download's has passed when this one's has.
    sandbox.fault.fail('/cgi-bin/slow', 'hang');
    await expect(api.post('/cgi-bin/slow')).rejects.toThrow(/500 ms/);
    (await answered).end('last');
    expect(await download.text()).toBe('first last');
  });

  test('that does not begin is a time-out', async () => {
    sandbox.fault.fail(GET, 'hang');
    const { api } = account({ timeoutMs: 100 });
    await expect(api.media.get({ media_id: 'M' })).rejects.toThrow(/did not answer within 100 ms/);
  });

  test('that breaks off is an error of the stream', async () => {
    const { fetch } = await redirect(response => {
      response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': '100' }).write('first', () => {
        response.destroy();
      });
    });
    const response = await account({ fetch }).api.media.get({ media_id: 'M' });
    await expect(response.arrayBuffer()).rejects.toThrow('terminated');
  });

  test.each(['application/json; encoding=utf-8', 'text/plain', 'Application/JSON', 'TEXT/PLAIN; charset=utf-8'])(
    'finds an error in %s',
    async contentType => {
      const content = Buffer.from(JSON.stringify({ errcode: 40007, errmsg: 'invalid media_id rid: a-b-c' }));
      sandbox.answer(GET, { content, contentType });
      const error: unknown = await account()
        .api.media.get({ media_id: 'M' })
        .catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(WechatApiError);
      expect(error).toMatchObject({ errcode: 40007, endpoint: GET, rid: 'a-b-c' });
      expect(countCalls(sandbox, GET)).toBe(1);
    },
  );

  test.each(['application/json', 'text/plain'])('of a video in %s is its address', async contentType => {
    const address = { video_url: 'https://example.com/video.mp4?token=视频' };
    sandbox.answer(GET, { content: Buffer.from(JSON.stringify(address)), contentType });
    const response = await account().api.media.get({ media_id: 'M' });
    expect(response.headers.get('content-type')).toBe(contentType);
    expect(await response.clone().json()).toEqual(address);
    expect(await response.text()).toBe(JSON.stringify(address));
  });

  test.each([500, 502, 404])('that a proxy answers with %i is no file', async status => {
    const { fetch } = await redirect(response => {
      response.writeHead(status, { 'content-type': 'application/octet-stream' }).end(BYTES);
    });
    await expect(account({ fetch }).api.media.get({ media_id: 'M' })).rejects.toThrow(WechatNetworkError);
  });
});
