import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { On, WechatModule, type WechatContext } from 'nestjs-wechat';
import { WechatSandbox, type Follower } from 'nestjs-wechat/sandbox';
import { startHost } from '../support/host.js';
import { connect, type Call } from '../support/raw-api.js';

const SEND = '/cgi-bin/message/template/send';
const CONTENT = '{{first.DATA}}\nOrder:{{thing1.DATA}}\nNumber:{{character_string2.DATA}}\n{{remark.DATA}}';
const DATA = {
  first: { value: 'Hi' },
  thing1: { value: 'Apples', color: '#173177' },
  character_string2: { value: 'A-1' },
};

class Bot {
  readonly heard: Readonly<Record<string, unknown>>[] = [];

  @On('event.TEMPLATESENDJOBFINISH') finish({ message }: WechatContext<'event.TEMPLATESENDJOBFINISH'>) {
    this.heard.push(message);
  }
}

let sandbox: WechatSandbox;
let call: Call;
let alice: Follower;
let templateId: string;
beforeEach(async () => {
  sandbox = await WechatSandbox.start();
  onTestFinished(() => sandbox.stop());
  call = connect(sandbox);
  alice = sandbox.follower({ nickname: 'Alice' });
  await alice.follow();
  ({ templateId } = sandbox.account().templates.add({ title: 'Order', content: CONTENT }));
});

const send = (more: object = {}) => call(SEND, { touser: alice.openId, template_id: templateId, data: DATA, ...more });

test('a template message is shown, opens its page, and its result is pushed', async () => {
  const bot = new Bot();
  const host = await startHost('express', {
    imports: [WechatModule.forRoot(sandbox.credentials())],
    providers: [{ provide: Bot, useValue: bot }],
  });
  onTestFinished(() => host.app.close());
  await sandbox.setCallback(`${host.origin}/wechat`);

  const { msgid, ...answer } = await send({ url: 'https://example.com/order' });
  expect(answer).toEqual({ errcode: 0, errmsg: 'ok' });
  expect(Number.isSafeInteger(msgid)).toBe(true);
  const message = await alice.nextMessage();
  expect(message).toMatchObject({
    type: 'template',
    from: 'template',
    templateId,
    title: 'Order',
    data: { thing1: 'Apples', character_string2: 'A-1' },
  });
  expect(message).not.toHaveProperty('data.first');
  expect(alice.open(message)).toEqual({ url: 'https://example.com/order' });
  await expect.poll(() => bot.heard).toHaveLength(1);
  expect(bot.heard[0]).toMatchObject({ MsgID: String(msgid), Status: 'success', FromUserName: alice.openId });
  expect(sandbox.deliveries[1]?.message).toMatch(
    /<CreateTime>\d{10}<\/CreateTime><MsgType><!\[CDATA\[event]]><\/MsgType><Event><!\[CDATA\[TEMPLATESENDJOBFINISH]]/,
  );

  alice.blockTemplates();
  const blocked = await send();
  await expect.poll(() => bot.heard).toHaveLength(2);
  expect(bot.heard[1]).toMatchObject({ MsgID: String(blocked['msgid']), Status: 'failed:user block' });
  expect(alice.inbox).toHaveLength(1);
  alice.blockTemplates(false);
  await send();
  expect(alice.inbox).toHaveLength(2);
});

test('a mini program goes before the page', async () => {
  await send({ url: 'https://example.com/', miniprogram: { appid: 'wx1', pagepath: 'pages/a' } });
  expect(alice.open(await alice.nextMessage())).toEqual({ miniprogram: { appId: 'wx1', pagePath: 'pages/a' } });
  await send();
  expect(alice.open(await alice.nextMessage())).toBeUndefined();
  expect(await send({ miniprogram: { pagepath: 'pages/a' } })).toMatchObject({ errcode: 40166 });
});

test('whoever cannot get it', async () => {
  expect(await send({ touser: 'oNobody' })).toMatchObject({ errcode: 40003 });
  expect(await send({ touser: undefined })).toMatchObject({ errcode: 41009 });
  expect(await send({ template_id: 'unknown' })).toMatchObject({ errcode: 40037 });
  await alice.unfollow();
  expect(await send()).toMatchObject({ errcode: 43004 });
  expect(alice.inbox).toEqual([]);
});

test('errors of keywords are named', async () => {
  const thing = (value: unknown) => send({ data: { ...DATA, thing1: { value } } });
  expect(await thing('好'.repeat(20))).toMatchObject({ errcode: 0 });
  expect(await thing('好'.repeat(21))).toMatchObject({
    errcode: 47003,
    errmsg: expect.stringMatching(/^argument invalid! data\.thing1\.value invalid rid: /),
  });
  const { thing1: _, ...rest } = DATA;
  expect(await send({ data: { ...rest, thing2: { value: 'x' } } })).toMatchObject({
    errcode: 47003,
    errmsg: expect.stringContaining('data.thing1.value is empty'),
  });
  expect(await send({ data: undefined })).toMatchObject({ errcode: 47003 });
  expect(await send({ data: 'text' })).toMatchObject({ errcode: 47001 });
  expect(await send({ data: { ...DATA, thing1: 'Apples' } })).toMatchObject({ errcode: 47001 });
});

test.each([
  ['character_string', 'x'.repeat(32), 'x'.repeat(33)],
  ['character_string', 'A-1 #', '单号'],
  ['phone_number', '+86-0766-66888866', '0766-6688-8866-123'],
  ['car_number', '粤A8Z888挂', '粤A8Z888888'],
  ['time', '2019年10月1日 15:01', 'tomorrow'],
  ['date', '2019-10-01', '年'],
  ['amount', '¥1,234.5元', 'ten'],
  ['number', '12.5', 'x'],
  ['letter', 'abc', 'ab1'],
  ['symbol', '+-!', 'a'],
  ['name', '张三', 'x'.repeat(21)],
  ['phrase', '已发货', 'sent'],
  ['const', '任何', ''],
  ['keyword', 'x'.repeat(100), ''],
])('%s takes %s, not %s', async (kind, good, bad) => {
  const template = sandbox.account().templates.add({ title: 'T', content: `{{${kind}1.DATA}}` });
  const sendValue = (value: string) => send({ template_id: template.templateId, data: { [`${kind}1`]: { value } } });
  expect(await sendValue(good)).toMatchObject({ errcode: 0 });
  expect(await sendValue(bad)).toMatchObject({ errcode: 47003 });
});

test('the same client_msg_id within ten minutes is not sent again', async () => {
  const first = await send({ client_msg_id: 'order-1' });
  sandbox.clock.advance(9 * 60_000);
  expect(await send({ client_msg_id: 'order-1' })).toEqual(first);
  expect(await send({ client_msg_id: 'order-2' })).not.toEqual(first);
  expect(alice.inbox).toHaveLength(2);
  sandbox.clock.advance(60_000);
  expect(await send({ client_msg_id: 'order-1' })).not.toEqual(first);
  expect(alice.inbox).toHaveLength(3);
  expect(await send({ client_msg_id: 'x'.repeat(32) })).toMatchObject({ errcode: 0 });
  expect(await send({ client_msg_id: 'x'.repeat(33) })).toMatchObject({ errcode: 40035 });
});

test('a client_msg_id that was refused is free', async () => {
  expect(await send({ client_msg_id: 'a', template_id: 'x' })).toMatchObject({ errcode: 40037 });
  expect(await send({ client_msg_id: 'a' })).toMatchObject({ errcode: 0 });
});

describe('management', () => {
  const PATH = '/cgi-bin/template';

  test('templates are added, listed and deleted', async () => {
    const names = ['服务时间', '订单编号', '备注'];
    const added = await call(`${PATH}/api_add_template`, { template_id_short: '43216', keyword_name_list: names });
    const list = await call(`${PATH}/get_all_private_template`);
    expect(list['template_list']).toHaveLength(2);
    expect(list['template_list'][1]).toMatchObject({
      template_id: added['template_id'],
      content: '服务时间:{{time1.DATA}}\n订单编号:{{character_string2.DATA}}\n备注:{{thing3.DATA}}',
    });
    const id = { template_id: added['template_id'] };
    expect(await call(`${PATH}/del_private_template`, id)).toMatchObject({ errcode: 0 });
    expect(await call(`${PATH}/del_private_template`, id)).toMatchObject({ errcode: 40037 });
  });

  test('what cannot be added', async () => {
    const add = (short: unknown, names?: unknown) =>
      call(`${PATH}/api_add_template`, { template_id_short: short, keyword_name_list: names });
    expect(await add('nonsense')).toMatchObject({ errcode: 40037 });
    expect(await add('43216')).toMatchObject({ errcode: 41011 });
    expect(await add('43216', [1])).toMatchObject({ errcode: 47001 });
    for (let count = 1; count < 25; count++) expect(await add('TM00015')).toMatchObject({ errcode: 0 });
    expect(await add('OPENTM1')).toMatchObject({ errcode: 45026 });
  });

  test('industries change once a month', async () => {
    const set = (industry_id1: unknown, industry_id2: unknown) =>
      call(`${PATH}/api_set_industry`, { industry_id1, industry_id2 });
    expect(await call(`${PATH}/get_industry`)).toEqual({});
    expect(await set('1', '42')).toMatchObject({ errcode: 40102 });
    expect(await set('1', '41')).toMatchObject({ errcode: 0 });
    expect(await call(`${PATH}/get_industry`)).toEqual({
      primary_industry: { first_class: 'IT科技', second_class: '互联网/电子商务' },
      secondary_industry: { first_class: '其它', second_class: '其它' },
    });
    expect(await call(`${PATH}/get_all_private_template`)).toMatchObject({
      template_list: [{ primary_industry: 'IT科技', deputy_industry: '互联网/电子商务' }],
    });
    expect(await set('1', '4')).toMatchObject({ errcode: 43100 });
    sandbox.clock.advance(31 * 86_400_000);
    expect(await connect(sandbox)(`${PATH}/api_set_industry`, { industry_id1: 1, industry_id2: 4 })).toMatchObject({
      errcode: 0,
    });
  });
});
