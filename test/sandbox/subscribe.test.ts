import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { On, WechatModule, type WechatContext } from 'nestjs-wechat';
import { WechatSandbox, type Follower } from 'nestjs-wechat/sandbox';
import { startHost } from '../support/host.js';
import { connect, type Call } from '../support/raw-api.js';

const SEND = '/cgi-bin/message/subscribe/bizsend';
const DATA = { thing1: { value: 'Apples' } };

let sandbox: WechatSandbox;
let call: Call;
let alice: Follower;
beforeEach(async () => {
  sandbox = await WechatSandbox.start();
  onTestFinished(() => sandbox.stop());
  call = connect(sandbox);
  alice = sandbox.follower({ nickname: 'Alice' });
  for (const templateId of ['ONE', 'TWO'])
    sandbox.account().subscribeTemplates.add({ templateId, title: 'Ready', content: 'What:{{thing1.DATA}}' });
});

const send = (more: object = {}) =>
  call(SEND, { touser: alice.openId, template_id: 'ONE', page: 'https://example.com/', data: DATA, ...more });

test('each acceptance is for one message', async () => {
  expect(await send()).toMatchObject({ errcode: 43101, errmsg: expect.stringContaining('user refuse') });
  await alice.rejectMessages('ONE');
  expect(await send()).toMatchObject({ errcode: 43101 });
  await alice.acceptMessages('ONE');
  await alice.acceptMessages('ONE', 'TWO');
  expect(await send({ data: {} })).toMatchObject({ errcode: 47003 });
  expect(await send()).toEqual({ errcode: 0, errmsg: 'ok' });
  expect(await send({ miniprogram: { appid: 'wx1', pagepath: 'a' } })).toMatchObject({ errcode: 0 });
  expect(await send()).toMatchObject({ errcode: 43101 });
  expect(await send({ template_id: 'TWO' })).toMatchObject({ errcode: 0 });
  const [first, second] = alice.inbox;
  expect(first).toMatchObject({ type: 'template', from: 'subscribe', title: 'Ready', data: { thing1: 'Apples' } });
  expect(first && alice.open(first)).toEqual({ url: 'https://example.com/' });
  expect(second && alice.open(second)).toEqual({ miniprogram: { appId: 'wx1', pagePath: 'a' } });
});

test('who turns messages off gets none of those accepted before', async () => {
  await alice.acceptMessages('ONE', 'TWO');
  await alice.turnOffMessages('ONE');
  expect(await send()).toMatchObject({ errcode: 43101 });
  expect(await send({ template_id: 'TWO' })).toMatchObject({ errcode: 0 });
});

test('an acceptance of a long-term template is for any number', async () => {
  sandbox.account().subscribeTemplates.add({ templateId: 'LONG', title: 'T', content: 'x', isLongTerm: true });
  await alice.acceptMessages('LONG');
  for (let count = 0; count < 3; count++) expect(await send({ template_id: 'LONG' })).toMatchObject({ errcode: 0 });
});

test('what cannot be sent, and what cannot be accepted', async () => {
  expect(await send({ touser: 'oNobody' })).toMatchObject({ errcode: 40003 });
  expect(await send({ template_id: 'THREE' })).toMatchObject({ errcode: 40037 });
  await expect(alice.acceptMessages('THREE')).rejects.toThrow('no subscribe template "THREE"');
});

class Bot {
  readonly heard: unknown[] = [];

  @On('event.subscribe_msg_popup_event') popup({ message }: WechatContext<'event.subscribe_msg_popup_event'>) {
    this.heard.push(message.SubscribeMsgPopupEvent.List);
  }
  @On('event.subscribe_msg_change_event') change({ message }: WechatContext<'event.subscribe_msg_change_event'>) {
    this.heard.push(message.SubscribeMsgChangeEvent.List);
  }
  @On('event.subscribe_msg_sent_event') sent({ message }: WechatContext<'event.subscribe_msg_sent_event'>) {
    this.heard.push(message.SubscribeMsgSentEvent.List);
  }
}

test.each(['xml', 'json'] as const)('the events reach handlers in %s', async dataFormat => {
  const local = await WechatSandbox.start({ accounts: [{ dataFormat }] });
  onTestFinished(() => local.stop());
  local.account().subscribeTemplates.add({ templateId: 'ONE', title: 'T', content: '{{thing1.DATA}}' });
  const bot = new Bot();
  const host = await startHost('express', {
    imports: [WechatModule.forRoot(local.credentials())],
    providers: [{ provide: Bot, useValue: bot }],
    options: { rawBody: dataFormat === 'json' },
  });
  onTestFinished(() => host.app.close());
  await local.setCallback(`${host.origin}/wechat`);
  const bob = local.follower();
  await bob.acceptMessages('ONE');
  await connect(local)(SEND, { touser: bob.openId, template_id: 'ONE', data: DATA });
  await expect.poll(() => bot.heard).toHaveLength(2);
  await bob.turnOffMessages('ONE');
  const TemplateId = 'ONE';
  expect(bot.heard).toMatchObject([
    [{ TemplateId, SubscribeStatusString: 'accept', PopupScene: 2 }],
    [{ TemplateId, MsgID: expect.stringMatching(/^\d{19}$/), ErrorCode: 0, ErrorStatus: 'success' }],
    [{ TemplateId, SubscribeStatusString: 'reject' }],
  ]);
});

describe('a one-time message', () => {
  const PATH = '/cgi-bin/message/template/subscribe';
  const sendOnce = (more: object = {}) =>
    call(PATH, {
      touser: alice.openId,
      template_id: 'ONE',
      scene: '1000',
      title: 'Title',
      data: { content: { value: 'Text', color: '#f00' } },
      url: 'https://example.com/',
      ...more,
    });
  const page = (more: Readonly<Record<string, string>> = {}) => {
    const query = {
      action: 'get_confirm',
      appid: sandbox.account().appId,
      scene: '1000',
      template_id: 'ONE',
      redirect_url: 'https://example.com/back?a=1',
      reserved: 'r',
      ...more,
    };
    return `${sandbox.origin}/mp/subscribemsg?${String(new URLSearchParams(query))}#wechat_redirect`;
  };

  test('is for who confirmed, once, in its scene', async () => {
    const answer = 'template_id=ONE&action=cancel&scene=1000&reserved=r';
    expect(alice.answerOneTimePage(page(), false)).toBe(`https://example.com/back?a=1&${answer}`);
    expect(await sendOnce()).toMatchObject({ errcode: 43101 });
    expect(new URL(alice.answerOneTimePage(page())).searchParams.get('openid')).toBe(alice.openId);
    expect(await sendOnce({ scene: 999 })).toMatchObject({ errcode: 43101 });
    expect(await sendOnce()).toMatchObject({ errcode: 0 });
    expect(await sendOnce()).toMatchObject({ errcode: 43101 });
    const shown = { type: 'template', from: 'subscribe', title: 'Title', data: { content: 'Text' } };
    expect(alice.inbox).toMatchObject([shown]);
  });

  test('has limits', async () => {
    for (let count = 0; count < 2; count++) alice.answerOneTimePage(page());
    expect(await sendOnce({ title: 'x'.repeat(16) })).toMatchObject({ errcode: 45003 });
    expect(await sendOnce({ title: 'x'.repeat(15) })).toMatchObject({ errcode: 0 });
    expect(await sendOnce({ data: { content: { value: 'x'.repeat(201) } } })).toMatchObject({ errcode: 45002 });
    expect(await sendOnce({ data: { content: { value: 'x'.repeat(200) } } })).toMatchObject({ errcode: 0 });
    expect(await sendOnce({ scene: 10_001 })).toMatchObject({ errcode: 40035 });
    expect(await sendOnce({ template_id: 'THREE' })).toMatchObject({ errcode: 40037 });
  });

  test.each([
    [{ action: 'confirm' }, 'action=get_confirm'],
    [{ appid: 'wxother' }, 'wxother'],
    [{ scene: '10001' }, 'scene'],
    [{ scene: '' }, 'scene'],
    [{ redirect_url: '/back' }, 'redirect_url'],
    [{ template_id: 'THREE' }, 'THREE'],
  ])('is not asked for by a page with %j', (more, complaint) => {
    expect(() => alice.answerOneTimePage(page(more))).toThrow(complaint);
  });
});

describe('management', () => {
  const PATH = '/wxaapi/newtmpl';

  test('templates of the library are found, added and deleted', async () => {
    const categories = await call(`${PATH}/getcategory`);
    const [{ id }] = categories['data'];
    const titles = await call(`${PATH}/getpubtemplatetitles?ids=${id}&start=0&limit=30`);
    expect(titles).toMatchObject({ errcode: 0, count: 3 });
    const [{ tid }] = titles['data'];
    const keywords = await call(`${PATH}/getpubtemplatekeywords?tid=${tid}`);
    expect(keywords['data'][0]).toEqual({ kid: 1, name: '预约项目', example: '洗车', rule: 'thing' });
    const added = await call(`${PATH}/addtemplate`, { tid: String(tid), kidList: [3, 1], sceneDesc: 'test' });
    const list = await call(`${PATH}/gettemplate`);
    expect(list['data'].at(-1)).toMatchObject({
      priTmplId: added['priTmplId'],
      content: '预约单号:{{character_string3.DATA}}\n预约项目:{{thing1.DATA}}',
      type: 2,
    });
    const body = { priTmplId: added['priTmplId'] };
    expect(await call(`${PATH}/deltemplate`, body)).toMatchObject({ errcode: 0 });
    expect(await call(`${PATH}/deltemplate`, body)).toMatchObject({ errcode: 200014 });
  });

  test('what it does not take', async () => {
    const titles = (query: string) => call(`${PATH}/getpubtemplatetitles?${query}`);
    expect(await titles('start=0&limit=1')).toMatchObject({ errcode: 200018 });
    expect(await titles('ids=1&start=0&limit=1')).toMatchObject({ errcode: 200019 });
    expect(await titles('ids=307&start=-1&limit=1')).toMatchObject({ errcode: 200016 });
    expect(await titles('ids=307&start=0&limit=31')).toMatchObject({ errcode: 200017 });
    const add = (more: object) => call(`${PATH}/addtemplate`, { tid: 101, kidList: [1, 2], sceneDesc: 'x', ...more });
    expect(await add({ tid: 1 })).toMatchObject({ errcode: 200014 });
    for (const kidList of [[1], [1, 1], [1, 7], [1, 2, 3, 4, 5, 6], undefined])
      expect(await add({ kidList })).toMatchObject({ errcode: 200020 });
    expect(await add({ kidList: ['1', '2'] })).toMatchObject({ errcode: 47001 });
    expect(await add({ sceneDesc: '' })).toMatchObject({ errcode: 200021 });
    for (let count = 2; count < 25; count++) expect(await add({})).toMatchObject({ errcode: 0 });
    expect(await add({})).toMatchObject({ errcode: 200012 });
  });
});
