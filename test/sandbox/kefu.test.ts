import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { OnText, WechatModule, type WechatContext } from 'nestjs-wechat';
import { WechatSandbox, type Follower } from 'nestjs-wechat/sandbox';
import { createAccount } from '../support/account.js';
import { startHost } from '../support/host.js';
import { withToken } from '../support/raw-api.js';

const SEND = '/cgi-bin/message/custom/send';
const TYPING = '/cgi-bin/message/custom/typing';
const HOUR = 3_600_000;
const ARTICLE = { title: 'T', description: 'D', url: 'https://example.com/', picurl: 'https://example.com/p.png' };
const ITEMS = [
  { id: '101', content: '满意' },
  { id: '102', content: 'no' },
];

let sandbox: WechatSandbox;
let call: ReturnType<typeof withToken>['post'];
let alice: Follower;
let media: Readonly<Record<'image' | 'voice' | 'video' | 'thumb', string>>;
beforeEach(async () => {
  sandbox = await WechatSandbox.start();
  onTestFinished(() => sandbox.stop());
  call = withToken(sandbox).post;
  alice = sandbox.follower({ nickname: 'Alice' });
  await alice.follow();
  await alice.say('hi');
  const add = (type: 'image' | 'voice' | 'video' | 'thumb') => {
    const file = { type, filename: type, contentType: 'x/y', bytes: Buffer.from(type), isPermanent: false };
    return sandbox.account().media.add(file).mediaId;
  };
  media = { image: add('image'), voice: add('voice'), video: add('video'), thumb: add('thumb') };
});

const send = (message: object, more: object = {}) => call(SEND, { touser: alice.openId, ...message, ...more });
const sendText = (content = 'hello') => send({ msgtype: 'text', text: { content } });

test('every kind of message is shown', async () => {
  const { image, voice, video, thumb } = media;
  const music = { title: 'T', description: 'D', musicurl: 'http://m/', hqmusicurl: 'http://h/', thumb_media_id: thumb };
  const page = { title: 'T', appid: 'wx1', pagepath: 'pages/a', thumb_media_id: image };
  const cases: [object, object][] = [
    [
      { msgtype: 'text', text: { content: '<a href="http://x/">你好</a>' } },
      { content: '<a href="http://x/">你好</a>' },
    ],
    [{ msgtype: 'image', image: { media_id: image } }, { mediaId: image }],
    [{ msgtype: 'voice', voice: { media_id: voice } }, { mediaId: voice }],
    [
      { msgtype: 'video', video: { media_id: video, thumb_media_id: thumb, title: 'T', description: 'D' } },
      { mediaId: video, title: 'T', description: 'D' },
    ],
    [
      { msgtype: 'music', music },
      { musicUrl: 'http://m/', hqMusicUrl: 'http://h/', thumbMediaId: thumb },
    ],
    [
      { msgtype: 'news', news: { articles: [ARTICLE] } },
      { articles: [{ title: 'T', description: 'D', url: ARTICLE.url, picUrl: ARTICLE.picurl }] },
    ],
    [
      { msgtype: 'mpnews', mpnews: { media_id: 'M' } },
      { type: 'news', articles: [{ title: 'M' }] },
    ],
    [
      { msgtype: 'mpnewsarticle', mpnewsarticle: { article_id: 'A' } },
      { type: 'news', articles: [{ title: 'A' }] },
    ],
    [
      { msgtype: 'msgmenu', msgmenu: { head_content: 'H', list: ITEMS, tail_content: 'T' } },
      { headContent: 'H', list: ITEMS, tailContent: 'T' },
    ],
    [{ msgtype: 'wxcard', wxcard: { card_id: 'C' } }, { cardId: 'C' }],
    [{ msgtype: 'miniprogrampage', miniprogrampage: page }, { miniprogram: { appId: 'wx1', pagePath: 'pages/a' } }],
  ];
  for (const [message, shown] of cases) {
    await alice.say('more');
    expect(await send(message, { customservice: { kf_account: 'a@b' } })).toEqual({ errcode: 0, errmsg: 'ok' });
    expect(alice.inbox.at(-1)).toMatchObject({ type: expect.any(String), ...shown, from: 'customer-service' });
  }
  expect(alice.inbox).toHaveLength(cases.length);
});

test.each<[number, string, object]>([
  [40008, 'an unknown type', { msgtype: 'nonsense' }],
  [40008, 'no type', {}],
  [40008, 'a type for mini programs', { msgtype: 'link', link: { title: 'T', description: '', url: 'https://x/' } }],
  [47001, 'a text where an object should be', { msgtype: 'text', text: 'hello' }],
  [47001, 'a list where a text should be', { msgtype: 'text', text: { content: ['hello'] } }],
  [44004, 'no text object', { msgtype: 'text' }],
  [44004, 'an empty text', { msgtype: 'text', text: { content: '' } }],
  [0, '2048 bytes', { msgtype: 'text', text: { content: 'x'.repeat(2048) } }],
  [45002, '2049 bytes', { msgtype: 'text', text: { content: 'x'.repeat(2049) } }],
  [45002, '683 Chinese characters', { msgtype: 'text', text: { content: '好'.repeat(683) } }],
  [41006, 'no media', { msgtype: 'image', image: {} }],
  [40007, 'unknown media', { msgtype: 'image', image: { media_id: 'unknown' } }],
  [44003, 'no article', { msgtype: 'news', news: { articles: [] } }],
  [45008, 'two articles', { msgtype: 'news', news: { articles: [ARTICLE, ARTICLE] } }],
  [44005, 'no item', { msgtype: 'msgmenu', msgmenu: { head_content: 'H', list: [] } }],
  [
    0,
    '10 items',
    { msgtype: 'msgmenu', msgmenu: { head_content: 'H', list: Array.from({ length: 10 }, () => ITEMS[0]) } },
  ],
  [
    45098,
    '11 items',
    { msgtype: 'msgmenu', msgmenu: { head_content: 'H', list: Array.from({ length: 11 }, () => ITEMS[0]) } },
  ],
  [0, 'an item of 128 bytes', { msgtype: 'msgmenu', msgmenu: { list: [{ id: '1', content: 'x'.repeat(128) }] } }],
  [45099, 'an item of 129 bytes', { msgtype: 'msgmenu', msgmenu: { list: [{ id: '1', content: 'x'.repeat(129) }] } }],
  [61452, 'an agent without a name', { msgtype: 'text', text: { content: 'x' }, customservice: {} }],
  [40003, 'a stranger', { touser: 'oNobody', msgtype: 'text', text: { content: 'x' } }],
  [41009, 'nobody', { touser: undefined, msgtype: 'text', text: { content: 'x' } }],
])('%i for %s', async (errcode, _what, message) => {
  expect(await send(message)).toMatchObject({ errcode });
  expect(alice.inbox).toHaveLength(errcode === 0 ? 1 : 0);
});

test('media of another type, or that are too old, are none', async () => {
  expect(await send({ msgtype: 'image', image: { media_id: media.voice } })).toMatchObject({ errcode: 40007 });
  expect(await send({ msgtype: 'voice', voice: { media_id: media.voice } })).toMatchObject({ errcode: 0 });
  sandbox.clock.advance(72 * HOUR);
  await alice.say('again');
  expect(await send({ msgtype: 'voice', voice: { media_id: media.voice } })).toMatchObject({ errcode: 40007 });
});

test('escapes beyond ASCII are shown as they are', async () => {
  const body = String.raw`{"touser":"${alice.openId}","msgtype":"text","text":{"content":"\u4f60\u597d \\u4f60 \u003c\n"}}`;
  expect(await call(SEND, body)).toMatchObject({ errcode: 0 });
  expect(alice.inbox.at(-1)).toMatchObject({ content: '\\u4f60\\u597d \\u4f60 <\n' });
});

test('only followers who are not on the blacklist can be written to', async () => {
  await call('/cgi-bin/tags/members/batchblacklist', { openid_list: [alice.openId] });
  expect(await sendText()).toMatchObject({ errcode: 43019 });
  await call('/cgi-bin/tags/members/batchunblacklist', { openid_list: [alice.openId] });
  expect(await sendText()).toMatchObject({ errcode: 0 });
  await alice.unfollow();
  expect(await sendText()).toMatchObject({ errcode: 43004 });
  await alice.follow();
  expect(await sendText()).toMatchObject({ errcode: 0 });
});

test('one of several businesses sends, and types', async () => {
  const message = { touser: alice.openId, msgtype: 'text', text: { content: 'x' } };
  const path = '/cgi-bin/message/custom/business';
  expect(await call(`${path}/send`, message)).toMatchObject({ errcode: 40035 });
  expect(await call(`${path}/send`, { ...message, businessid: 1 })).toMatchObject({ errcode: 0 });
  const typing = { touser: alice.openId, command: 'Typing', businessid: 1 };
  expect(await call(`${path}/typing`, typing)).toMatchObject({ errcode: 0 });
  expect(alice.isTyping).toBe(true);
});

describe('the window', () => {
  test('after a message: five within 48 hours, as our API says too', async () => {
    const { api } = createAccount(sandbox);
    const bob = sandbox.follower();
    await bob.follow();
    sandbox.clock.advance(60_000);
    const text = () => api.kefu.send({ touser: bob.openId, msgtype: 'text', text: { content: 'hello' } });
    await expect(text()).rejects.toMatchObject({ errcode: 45015 });
    await bob.say('hi');
    for (let count = 0; count < 4; count++) await text();
    sandbox.clock.advance(48 * HOUR - 60_000);
    await text();
    await expect(text()).rejects.toMatchObject({ errcode: 45047 });
    sandbox.clock.advance(60_000);
    await expect(text()).rejects.toMatchObject({ errcode: 45015 });
  });

  test('after following: three within a minute', async () => {
    const bob = sandbox.follower();
    await bob.follow();
    const text = () => call(SEND, { touser: bob.openId, msgtype: 'text', text: { content: 'hello' } });
    for (let count = 0; count < 3; count++) expect(await text()).toMatchObject({ errcode: 0 });
    expect(await text()).toMatchObject({ errcode: 45047 });
    sandbox.clock.advance(60_000);
    expect(await text()).toMatchObject({ errcode: 45015 });
  });

  test('after choosing of a msgmenu: three within a minute', async () => {
    await send({ msgtype: 'msgmenu', msgmenu: { head_content: 'H', list: ITEMS, tail_content: '' } });
    const menu = await alice.nextMessage();
    sandbox.clock.advance(48 * HOUR);
    expect(await sendText()).toMatchObject({ errcode: 45015 });
    await alice.choose(menu, '101');
    for (let count = 0; count < 3; count++) expect(await sendText()).toMatchObject({ errcode: 0 });
    expect(await sendText()).toMatchObject({ errcode: 45047 });
    sandbox.clock.advance(60_000);
    expect(await sendText()).toMatchObject({ errcode: 45015 });
  });
});

describe('typing', () => {
  const type = (command: unknown = 'Typing') => call(TYPING, { touser: alice.openId, command });

  test('stands for 15 seconds, until it is taken back, or until a message comes', async () => {
    expect(await type()).toMatchObject({ errcode: 0 });
    expect(alice.isTyping).toBe(true);
    expect(await type()).toMatchObject({ errcode: 45081 });
    sandbox.clock.advance(15_000);
    expect(alice.isTyping).toBe(false);
    expect(await type()).toMatchObject({ errcode: 0 });
    expect(await type('CancelTyping')).toMatchObject({ errcode: 0 });
    expect(alice.isTyping).toBe(false);
    await type();
    await sendText();
    expect(alice.isTyping).toBe(false);
  });

  test('needs an interaction within 30 seconds, and a command', async () => {
    expect(await type('typing')).toMatchObject({ errcode: 45072 });
    expect(await type(undefined)).toMatchObject({ errcode: 0 });
    sandbox.clock.advance(30_000);
    expect(await type()).toMatchObject({ errcode: 45080 });
    expect(await call(TYPING, { touser: 'oNobody', command: 'Typing' })).toMatchObject({ errcode: 40003 });
  });
});

class Bot {
  @OnText() text({ message }: WechatContext<'text'>) {
    return `${message.Content} ${message.bizmsgmenuid}`;
  }
}

test('a chosen item reaches the handler with its id; what a message leads to opens', async () => {
  const host = await startHost('express', {
    imports: [WechatModule.forRoot(sandbox.credentials())],
    providers: [Bot],
  });
  onTestFinished(() => host.app.close());
  await sandbox.setCallback(`${host.origin}/wechat`);
  await send({ msgtype: 'msgmenu', msgmenu: { head_content: 'H', list: ITEMS, tail_content: '' } });
  const menu = await alice.nextMessage();
  expect(await alice.choose(menu, '101')).toMatchObject({ content: '满意 101', from: 'reply' });
  await expect(alice.choose(menu, '103')).rejects.toThrow('no item "103"');
  expect(alice.open(menu)).toBeUndefined();
  await send({ msgtype: 'news', news: { articles: [ARTICLE] } });
  expect(alice.open(await alice.nextMessage())).toEqual({ url: ARTICLE.url });
});
