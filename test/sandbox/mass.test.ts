import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { On, WechatModule, type WechatContext } from 'nestjs-wechat';
import { SandboxClock, WechatSandbox, type Follower } from 'nestjs-wechat/sandbox';
import { startHost } from '../support/host.js';
import { withToken } from '../support/raw-api.js';

const PATH = '/cgi-bin/message/mass';
const TEXT = { msgtype: 'text', text: { content: 'news' } };
const HOUR = 3_600_000;

class Bot {
  readonly heard: Readonly<Record<string, unknown>>[] = [];

  @On('event.MASSSENDJOBFINISH') finish({ message }: WechatContext<'event.MASSSENDJOBFINISH'>) {
    this.heard.push(message);
  }
}

let sandbox: WechatSandbox;
let call: ReturnType<typeof withToken>['post'];
let alice: Follower;
let bob: Follower;
beforeEach(async () => {
  // Far from the end of a minute, a day and a month.
  sandbox = await WechatSandbox.start({ clock: new SandboxClock(new Date('2026-01-10T12:00:10+08:00')) });
  onTestFinished(() => sandbox.stop());
  call = withToken(sandbox).post;
  [alice, bob] = [sandbox.follower({ nickname: 'Alice' }), sandbox.follower({ nickname: 'Bob' })];
  await alice.follow();
  await bob.follow();
});

const sendAll = (more: object = {}) => call(`${PATH}/sendall`, { filter: { is_to_all: true }, ...TEXT, ...more });
const send = (touser: unknown, more: object = {}) => call(`${PATH}/send`, { touser, ...TEXT, ...more });

/** What the handler for results is told; waits until there are so many. */
async function listen(): Promise<(count: number) => Promise<unknown>> {
  const bot = new Bot();
  const host = await startHost('express', {
    imports: [WechatModule.forRoot(sandbox.credentials())],
    providers: [{ provide: Bot, useValue: bot }],
  });
  onTestFinished(() => host.app.close());
  await sandbox.setCallback(`${host.origin}/wechat`);
  return async count => {
    await expect.poll(() => bot.heard).toHaveLength(count);
    return bot.heard.at(-1);
  };
}

/** The fields of the last result, which need no application. */
async function lastResult(count: number): Promise<string> {
  const results = () => sandbox.deliveries.filter(({ kind }) => kind === 'event.MASSSENDJOBFINISH');
  await expect.poll(results).toHaveLength(count);
  return results().at(-1)?.message ?? '';
}

test('to all followers, and the result is pushed', async () => {
  const heard = await listen();
  const carol = sandbox.follower();
  await carol.follow();
  await carol.unfollow();
  const { msg_id: id, ...answer } = await sendAll();
  expect(answer).toEqual({ errcode: 0, errmsg: 'send job submission success' });
  for (const person of [alice, bob])
    expect(person.inbox).toMatchObject([{ type: 'text', content: 'news', from: 'mass' }]);
  expect(carol.inbox).toEqual([]);
  expect(await heard(1)).toMatchObject({
    MsgID: String(id),
    Status: 'send success',
    TotalCount: 2,
    FilterCount: 2,
    SentCount: 2,
    ErrorCount: 0,
  });
});

test('to those with a tag', async () => {
  const tag = (await call('/cgi-bin/tags/create', { tag: { name: 'VIP' } }))['tag'] as { id: number };
  await call('/cgi-bin/tags/members/batchtagging', { openid_list: [alice.openId], tagid: tag.id });
  expect(await sendAll({ filter: { is_to_all: false, tag_id: tag.id } })).toMatchObject({ errcode: 0 });
  expect([alice.inbox.length, bob.inbox.length]).toEqual([1, 0]);
  expect(await sendAll({ filter: { is_to_all: false, tag_id: 999 } })).toMatchObject({ errcode: 45159 });
  expect(await sendAll({ filter: { is_to_all: false } })).toMatchObject({ errcode: 45159 });
  expect(await sendAll({ filter: undefined })).toMatchObject({ errcode: 40035 });
});

test('to a list of people; who cannot get it is filtered out', async () => {
  expect(await send(undefined)).toMatchObject({ errcode: 41009 });
  expect(await send('o1')).toMatchObject({ errcode: 47001 });
  expect(await send([alice.openId])).toMatchObject({ errcode: 40130 });
  const many = Array.from({ length: 10_001 }, (_, index) => `o${index}`);
  expect(await send(many)).toMatchObject({ errcode: 40032 });
  expect(await send([...many.slice(2), alice.openId])).toMatchObject({ errcode: 0 });
  expect(await lastResult(1)).toMatch('<TotalCount>10000</TotalCount><FilterCount>1</FilterCount>');
  await call('/cgi-bin/tags/members/batchblacklist', { openid_list: [bob.openId] });
  await send([alice.openId, bob.openId]);
  expect(await lastResult(2)).toMatch('<TotalCount>2</TotalCount><FilterCount>1</FilterCount><SentCount>1<');
  expect([alice.inbox.length, bob.inbox.length]).toEqual([2, 0]);
});

test('every kind of message', async () => {
  const [image, voice, video] = (['image', 'voice', 'video'] as const).map(type => {
    const file = { type, filename: type, contentType: 'x/y', bytes: Buffer.from(type), isPermanent: true };
    return sandbox.account().media.add(file).mediaId;
  });
  const preview = (message: object) => call(`${PATH}/preview`, { touser: alice.openId, ...message });
  const cases: [object, object[]][] = [
    [TEXT, [{ content: 'news' }]],
    [{ msgtype: 'voice', voice: { media_id: voice } }, [{ type: 'voice', mediaId: voice }]],
    [{ msgtype: 'image', images: { media_ids: [image, image] } }, [{ mediaId: image }, { mediaId: image }]],
    [{ msgtype: 'image', image: { media_id: image } }, [{ mediaId: image }]],
    [{ msgtype: 'mpvideo', mpvideo: { media_id: video, title: 'T' } }, [{ type: 'video', title: 'T' }]],
    [{ msgtype: 'mpnews', mpnews: { media_id: 'M' } }, [{ articles: [{ title: 'M' }] }]],
    [{ msgtype: 'wxcard', wxcard: { card_id: 'C' } }, [{ cardId: 'C' }]],
  ];
  for (const [message, shown] of cases) {
    expect(await preview(message)).toEqual({ errcode: 0, errmsg: 'ok' });
    expect(alice.inbox.slice(-shown.length)).toMatchObject(shown);
  }
  expect(await preview({ msgtype: 'news' })).toMatchObject({ errcode: 40008 });
  expect(await preview({ msgtype: 'image', images: { media_ids: [] } })).toMatchObject({ errcode: 44005 });
  expect(await preview({ msgtype: 'image', images: { media_ids: [voice] } })).toMatchObject({ errcode: 40007 });
  expect(await preview({ msgtype: 'text', text: { content: '' } })).toMatchObject({ errcode: 44004 });
  expect(await sendAll({ msgtype: 'mpnews', mpnews: { media_id: 'M' } })).toHaveProperty('msg_data_id');
});

test('a preview goes to one person, by nickname or openid, and is no mass message', async () => {
  const preview = (more: object) => call(`${PATH}/preview`, { ...TEXT, ...more });
  expect(await preview({ touser: alice.openId, towxname: 'Bob' })).toMatchObject({ errcode: 0 });
  expect([alice.inbox.length, bob.inbox.length]).toEqual([0, 1]);
  expect(await preview({ towxname: 'Nobody' })).toMatchObject({ errcode: 40132 });
  expect(await preview({ touser: 'oNobody' })).toMatchObject({ errcode: 40003 });
  expect(await preview({})).toMatchObject({ errcode: 41009 });
  await bob.unfollow();
  expect(await preview({ towxname: 'Bob' })).toMatchObject({ errcode: 43004 });
  expect(sandbox.deliveries.filter(({ kind }) => kind.includes('MASS'))).toEqual([]);
});

describe('limits', () => {
  test('a person gets four a month', async () => {
    for (let count = 0; count < 4; count++) await sendAll();
    expect(alice.inbox).toHaveLength(4);
    const carol = sandbox.follower();
    await carol.follow();
    expect(await sendAll()).toMatchObject({ errcode: 0 });
    expect([alice.inbox.length, carol.inbox.length]).toEqual([4, 1]);
    expect(await lastResult(5)).toMatch('<TotalCount>3</TotalCount><FilterCount>1</FilterCount><SentCount>1<');
    sandbox.clock.advance(31 * 24 * HOUR);
    await sendAll();
    expect(alice.inbox).toHaveLength(5);
  });

  test('60 calls a minute, 100 messages a day', async () => {
    for (let count = 0; count < 100; count++) {
      sandbox.clock.advance(1000);
      expect(await sendAll({ filter: { is_to_all: false, tag_id: 2 } })).toMatchObject({ errcode: 0 });
    }
    sandbox.clock.advance(60_000);
    expect(await sendAll()).toMatchObject({ errcode: 45028 });
    sandbox.clock.advance(24 * HOUR);
    for (let count = 0; count < 60; count++) await sendAll({ msgtype: 'unknown' });
    expect(await sendAll()).toMatchObject({ errcode: 45011 });
    sandbox.clock.advance(60_000);
    expect(await sendAll()).toMatchObject({ errcode: 0 });
  });

  test('the same clientmsgid is sent once in 24 hours', async () => {
    const first = await sendAll({ clientmsgid: 'a' });
    expect(await sendAll({ clientmsgid: 'a' })).toMatchObject({ errcode: 45066 });
    expect(await sendAll({ clientmsgid: 'b' })).toMatchObject({ errcode: 0 });
    sandbox.clock.advance(60_000);
    expect(await sendAll({ clientmsgid: 'a' })).toMatchObject({ errcode: 45065, msg_id: first['msg_id'] });
    sandbox.clock.advance(24 * HOUR - 120_000);
    expect(await sendAll({ clientmsgid: 'a' })).toMatchObject({ errcode: 45065 });
    expect(alice.inbox).toHaveLength(2);
    sandbox.clock.advance(60_000);
    expect(await sendAll({ clientmsgid: 'a' })).toMatchObject({ errcode: 0 });
    expect(await sendAll({ clientmsgid: 'x'.repeat(64) })).toMatchObject({ errcode: 0 });
    expect(await sendAll({ clientmsgid: 'x'.repeat(65) })).toMatchObject({ errcode: 45067 });
  });
});

describe('management', () => {
  test('the state of a message, and its end', async () => {
    const { msg_id: id } = await sendAll();
    expect(await call(`${PATH}/get`, { msg_id: id })).toEqual({ msg_id: id, msg_status: 'SEND_SUCCESS' });
    expect(await call(`${PATH}/delete`, { msg_id: id, article_idx: 2 })).toMatchObject({ errcode: 40060 });
    expect(await call(`${PATH}/delete`, { msg_id: String(id) })).toMatchObject({ errcode: 0 });
    expect(await call(`${PATH}/get`, { msg_id: id })).toMatchObject({ msg_status: 'DELETE' });
    expect(await call(`${PATH}/get`, { msg_id: 1 })).toMatchObject({ errcode: 40059 });
    expect(await call(`${PATH}/delete`, {})).toMatchObject({ errcode: 40059 });
    expect(alice.inbox).toHaveLength(1);
  });

  test('the speed', async () => {
    expect(await call(`${PATH}/speed/get`, '')).toEqual({ speed: 0, realspeed: 80 });
    expect(await call(`${PATH}/speed/set`, { speed: 4 })).toMatchObject({ errcode: 0 });
    expect(await call(`${PATH}/speed/get`, {})).toEqual({ speed: 4, realspeed: 10 });
    expect(await call(`${PATH}/speed/set`, { speed: 5 })).toMatchObject({ errcode: 45083 });
    expect(await call(`${PATH}/speed/set`, { speed: -1 })).toMatchObject({ errcode: 45083 });
    expect(await call(`${PATH}/speed/set`, {})).toMatchObject({ errcode: 45084 });
  });
});
