import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SandboxClock, SandboxError, WechatSandbox, type Follower } from 'nestjs-wechat/sandbox';
import { QrCodes } from '#lib/sandbox/qrcode/qr-codes';
import { renderQrJpeg } from '#lib/sandbox/qrcode/qr-picture';
import { createAccount } from '../support/account.js';
import { request, RID, withToken, type Json } from '../support/raw-api.js';

const CREATE = '/cgi-bin/qrcode/create';
const OTHER = 'wx8f7e6d5c4b3a2918';
const START = new Date('2026-03-02T08:00:00+08:00');

let sandbox: WechatSandbox;
beforeEach(async () => {
  sandbox = await WechatSandbox.start({
    accounts: [{}, { appId: OTHER }],
    clock: new SandboxClock(START),
  });
});
afterEach(() => sandbox.stop());

const create = (body: Json) => withToken(sandbox).post(CREATE, body);
const number = (scene_id: unknown, action_name = 'QR_SCENE', more: Json = {}) =>
  create({ action_name, action_info: { scene: { scene_id } }, expire_seconds: 60, ...more });
const text = (scene_str: unknown, action_name = 'QR_STR_SCENE') =>
  create({ action_name, action_info: { scene: { scene_str } }, expire_seconds: 60 });

describe('a QR code', () => {
  test('is made by our own API', async () => {
    const { api } = createAccount(sandbox, { timeoutMs: 20_000 });
    const code = await api.qrcode.create({
      action_name: 'QR_STR_SCENE',
      action_info: { scene: { scene_str: '你好' } },
      expire_seconds: 600,
    });
    expect(code).toEqual({
      ticket: expect.stringMatching(/^gQH\/\+joA[\w+/]+=*$/),
      expire_seconds: 600,
      url: expect.stringMatching(/^http:\/\/weixin\.qq\.com\/q\/\w+$/),
    });
    expect(sandbox.account().qrCodes.live()).toEqual([
      { ticket: code.ticket, url: code.url, scene: { text: '你好' }, expiresAt: expect.any(Number) },
    ]);
  });

  test.each([
    ['QR_SCENE', 1],
    ['QR_SCENE', 4_294_967_295],
    ['QR_SCENE', '7'],
    ['QR_LIMIT_SCENE', 1],
    ['QR_LIMIT_SCENE', 100_000],
  ])('%s takes the scene %o', async (kind, scene) => {
    expect(await number(scene, kind)).toHaveProperty('ticket');
    expect(sandbox.account().qrCodes.live()).toMatchObject([{ scene: { id: Number(scene) } }]);
  });

  test.each([
    ['QR_SCENE', 0],
    ['QR_SCENE', -1],
    ['QR_SCENE', 1.5],
    ['QR_SCENE', 4_294_967_296],
    ['QR_SCENE', 'seven'],
    ['QR_SCENE', null],
    ['QR_SCENE', [1]],
    ['QR_LIMIT_SCENE', 0],
    ['QR_LIMIT_SCENE', 100_001],
  ])('%s does not take the scene %o', async (kind, scene) => {
    expect(await number(scene, kind)).toEqual({
      errcode: 40053,
      errmsg: expect.stringMatching(`^invalid action info${RID.source}`),
    });
  });

  test.each(['QR_STR_SCENE', 'QR_LIMIT_STR_SCENE'])('%s takes 1 to 64 characters', async kind => {
    expect(await text('a', kind)).toHaveProperty('ticket');
    expect(await text('😀'.repeat(64), kind)).toHaveProperty('ticket');
    for (const wrong of ['', 'a'.repeat(65), 5, undefined, {}])
      expect(await text(wrong, kind)).toMatchObject({ errcode: 40053 });
  });

  test('must be of a known kind, and have the scene of its kind', async () => {
    for (const wrong of ['QR_CARD', 'constructor', '', null, 5, {}])
      expect(await number(1, wrong as string)).toMatchObject({ errcode: 40053 });
    expect(await number(1, 'QR_STR_SCENE')).toMatchObject({ errcode: 40053 });
    expect(await text('a', 'QR_LIMIT_SCENE')).toMatchObject({ errcode: 40053 });
    for (const info of [undefined, null, 5, [], {}, { scene: null }, { scene: 'a' }])
      expect(await create({ action_name: 'QR_SCENE', action_info: info })).toMatchObject({ errcode: 40053 });
    expect(sandbox.account().qrCodes.live()).toEqual([]);
  });

  test('lives as long as it shall, at most 30 days, by default 30 s', async () => {
    const life = async (seconds: unknown) =>
      (await number(1, 'QR_SCENE', { expire_seconds: seconds }))['expire_seconds'];
    expect(await life(undefined)).toBe(30);
    expect(await life(1)).toBe(1);
    expect(await life(2_592_000)).toBe(2_592_000);
    expect(await life(2_592_001)).toBe(2_592_000);
    expect(await number(1, 'QR_SCENE', { expire_seconds: 0 })).toMatchObject({ errcode: 40053 });
    expect(await number(1, 'QR_SCENE', { expire_seconds: 'long' })).toMatchObject({ errcode: 47001 });
    const { qrCodes } = sandbox.account();
    expect(qrCodes.live()).toHaveLength(4);
    sandbox.clock.advance(25_000);
    expect(qrCodes.live()).toHaveLength(3);
    sandbox.clock.advance(5000);
    expect(qrCodes.live()).toHaveLength(2);
    sandbox.clock.advance(2_592_000_000);
    expect(qrCodes.live()).toEqual([]);
  });

  test('is the same for the same permanent scene, and lives on', async () => {
    const first = await number(5, 'QR_LIMIT_SCENE');
    expect(first).toEqual({ ticket: expect.any(String), url: expect.any(String) });
    expect(await number(5, 'QR_LIMIT_SCENE')).toEqual(first);
    expect(await text('5', 'QR_LIMIT_STR_SCENE')).not.toEqual(first);
    expect(await number(5)).not.toMatchObject({ ticket: first['ticket'] });
    sandbox.clock.advance(10 * 365 * 86_400_000);
    expect(sandbox.account().qrCodes.live()).toMatchObject([{ scene: { text: '5' } }, first]);
  });

  test('can be made 100,000 times a day', async () => {
    const { quotas } = sandbox.account();
    for (let count = 0; count < 99_999; count++) quotas.spend(CREATE, Infinity);
    expect(await number(1)).toHaveProperty('ticket');
    expect(await number(1)).toMatchObject({ errcode: 45009 });
  });
});

test('an account has 100,000 permanent codes', () => {
  const codes = new QrCodes(new SandboxClock(START));
  for (let id = 1; id <= 100_000; id++) codes.createPermanent({ id });
  expect(() => codes.createPermanent({ text: 'one more' })).toThrow(expect.objectContaining({ errcode: 45029 }));
  expect(codes.createPermanent({ id: 1 })).toBe(codes.live().at(-1));
  expect(codes.createTemporary({ text: 'one more' }, 60).scene).toEqual({ text: 'one more' });
});

describe('GET /cgi-bin/showqrcode', () => {
  const SHOW = '/cgi-bin/showqrcode';

  test('shows the code as a JPEG, without a token, until it expires', async () => {
    const { ticket = '', url } = (await number(1)) as { ticket?: string; url?: string };
    const response = await request(sandbox, SHOW, { ticket });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(renderQrJpeg(String(url)));
    const unencoded = await fetch(`${sandbox.origin}${SHOW}?ticket=${ticket}`);
    expect([ticket.includes('+'), unencoded.status]).toEqual([true, 200]);
    sandbox.clock.advance(60_000);
    expect((await request(sandbox, SHOW, { ticket })).status).toBe(404);
  });

  test('knows no other tickets', async () => {
    for (const query of [{}, { ticket: '' }, { ticket: 'unknown' }, { ticket: '__proto__' }])
      expect((await request(sandbox, SHOW, query as Record<string, string>)).status).toBe(404);
  });
});

describe('who scans', () => {
  let app: Server;
  let alice: Follower;
  beforeEach(async () => {
    app = createServer((incoming, response) => {
      incoming.resume().on('end', () => response.end('success'));
    }).listen(0, '127.0.0.1');
    await once(app, 'listening');
    const url = `http://127.0.0.1:${(app.address() as AddressInfo).port}/`;
    for (const { appId } of [sandbox.account(), sandbox.account(OTHER)]) sandbox.account(appId).callbackUrl = url;
    alice = sandbox.follower();
  });
  afterEach(() => void app.close());

  const pushed = () =>
    sandbox.deliveries.map(({ appId, openId, message }) => ({
      appId,
      openId,
      event: tag(message, 'Event'),
      key: tag(message, 'EventKey'),
      ticket: tag(message, 'Ticket'),
    }));
  const tag = (xml: string, name: string) => new RegExp(`<${name}><!\\[CDATA\\[(.*?)\\]\\]></${name}>`).exec(xml)?.[1];

  test('and follows then, comes as a new follower with the scene', async () => {
    const code = (await number(4_294_967_295)) as { ticket: string; url: string };
    expect(await alice.scan(code)).toBeUndefined();
    expect(alice.isFollowing).toBe(true);
    expect(pushed()).toEqual([
      {
        appId: sandbox.account().appId,
        openId: alice.openId,
        event: 'subscribe',
        key: 'qrscene_4294967295',
        ticket: code.ticket,
      },
    ]);
    const contact = sandbox.account().contacts.get(alice.openId);
    expect(contact.source).toEqual({ scene: 'ADD_SCENE_QR_CODE', qrScene: { id: 4_294_967_295 } });
    expect(contact.window.left).toBe(3);
  });

  test('and follows already, comes with the bare scene', async () => {
    await alice.follow();
    sandbox.clock.advance(60_000);
    const code = (await text('order 42')) as { ticket: string; url: string };
    await alice.scan(code);
    expect(pushed()[1]).toMatchObject({ event: 'SCAN', key: 'order 42', ticket: code.ticket });
    expect(sandbox.account().contacts.get(alice.openId)).toMatchObject({
      source: { scene: 'ADD_SCENE_SEARCH' },
      window: { left: 3 },
    });
  });

  test('and does not want to follow, is not known', async () => {
    expect(await alice.scan((await number(1)) as { ticket: string }, { follow: false })).toBeUndefined();
    expect([alice.isFollowing, sandbox.deliveries]).toEqual([false, []]);
  });

  test('can hold any form of the code before the camera', async () => {
    const { ticket, url } = (await number(1)) as { ticket: string; url: string };
    const picture = `${sandbox.origin}/cgi-bin/showqrcode?ticket=`;
    const forms = [ticket, url, { ticket }, { url }, picture + encodeURIComponent(ticket), picture + ticket];
    for (const form of forms) await alice.scan(form);
    expect(pushed().map(({ event, ticket: scanned }) => [event, scanned])).toEqual([
      ['subscribe', ticket],
      ...forms.slice(1).map(() => ['SCAN', ticket]),
    ]);
  });

  test('gets the reply', async () => {
    app.removeAllListeners('request').on('request', (incoming, response) => {
      incoming.resume().on('end', () => {
        const reply = { ToUserName: alice.openId, FromUserName: sandbox.account().originalId, CreateTime: '1' };
        const fields = Object.entries({ ...reply, MsgType: 'text', Content: 'hello' });
        response.end(`<xml>${fields.map(([name, value]) => `<${name}>${value}</${name}>`).join('')}</xml>`);
      });
    });
    const code = (await number(1)) as { ticket: string };
    expect(await alice.scan(code)).toMatchObject({ type: 'text', content: 'hello', from: 'reply' });
    expect(await alice.scan(code)).toMatchObject({ type: 'text', content: 'hello', from: 'reply' });
    expect(alice.inbox).toHaveLength(2);
  });

  test('opens the account that the code is of', async () => {
    const other = sandbox.account(OTHER);
    const { ticket } = other.qrCodes.createTemporary({ text: 'there' }, 60);
    await alice.scan(ticket);
    expect(pushed()).toMatchObject([{ appId: OTHER, key: 'qrscene_there', openId: alice.at(OTHER).openId }]);
    expect([alice.isFollowing, alice.at(OTHER).isFollowing]).toEqual([false, true]);
  });

  test('is told of a code that is no longer valid', async () => {
    const code = (await number(1)) as { ticket: string };
    sandbox.clock.advance(50_000);
    await alice.scan(code);
    sandbox.clock.advance(10_000);
    await expect(alice.scan(code)).rejects.toThrow(SandboxError);
    await expect(alice.scan(code)).rejects.toThrow(/scene 1 has expired/);
    await expect(alice.scan('unknown')).rejects.toThrow(/No account of the sandbox has the QR code "unknown"/);
    await expect(alice.scan('https://example.com/?ticket=x')).rejects.toThrow(SandboxError);
    expect(sandbox.deliveries).toHaveLength(1);
  });
});
