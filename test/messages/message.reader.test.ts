import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseJson } from '#lib/callback/json';
import { parseXml } from '#lib/callback/xml';
import { componentFields, eventFields, kinds, userMessageFields } from '#lib/messages/kinds/message-map';
import type { Field, Fields, Kind } from '#lib/messages/kinds/schema';
import { readMessage, type ReceivedMessage } from '#lib/messages/message.reader';
import type { MessageTree } from '#lib/messages/message-tree';
import { WechatDecodeError } from '#lib/wechat.errors';

const FOLDER = new URL('../fixtures/messages/', import.meta.url);
const table: Readonly<Record<string, Kind>> = kinds;
const samples = readdirSync(FOLDER).map(file => {
  const text = readFileSync(new URL(file, FOLDER), 'utf8');
  const name = file.replace(/\.(xml|json)$/, '');
  // A sample may carry the name of a variant behind its kind.
  const kind = name in table ? name : name.slice(0, name.lastIndexOf('.'));
  return { file, kind, tree: file.endsWith('.json') ? parseJson(text) : parseXml(text) };
});

describe('every kind of the protocol', () => {
  test('has a sample', () => {
    expect(Object.keys(table).toSorted()).toEqual([...new Set(samples.map(sample => sample.kind))].toSorted());
  });

  test.each(samples)('$file', ({ kind, tree }) => {
    const received = readMessage(tree);
    expect(received.kind).toBe(kind);
    expect(received.acceptsReply).toBe(table[kind]?.reply);
    expectFields({ ...commonFields(kind), ...table[kind]?.fields }, received.message);
  });

  test.each(samples)('$file with one element in every list', ({ kind, tree }) => {
    const fields = { ...commonFields(kind), ...table[kind]?.fields };
    expectFields(fields, readMessage(withSingleElements(tree)).message);
  });

  test.each(samples)('$file keeps what nobody typed', ({ tree }) => {
    const { message } = readMessage({ ...tree, BrandNew: 'x', Nested: { A: ['1', '2'] } });
    expect(message).toMatchObject({ BrandNew: 'x', Nested: { A: ['1', '2'] } });
  });
});

/** Every field that has to be there is, in its type, and nothing typed is left as it came. */
function expectFields(fields: Fields, message: Readonly<Record<string, unknown>>): void {
  for (const [name, field] of Object.entries(fields)) {
    if (message[name] === undefined && (field.optional || ['MsgId', 'MsgDataId'].includes(name))) continue;
    expectField(name, field, message[name]);
  }
  // Every element of a sample is known by exactly this name.
  expect(Object.keys(message).filter(name => !(name in fields))).toEqual([]);
}

function expectField(name: string, field: Field, value: unknown): void {
  if (field.type === 'list') {
    expect(value, name).toBeInstanceOf(Array);
    for (const item of value as unknown[]) expectField(name, field.of, item);
  } else if (field.type === 'object') {
    expect(value, name).toBeTypeOf('object');
    expectFields(field.fields, value as Record<string, unknown>);
  } else if (field.type === 'number') {
    expect(value, name).toBeTypeOf('number');
    expect(value, name).not.toBeNaN();
  } else {
    expect(value, name).toBeTypeOf('string');
  }
}

function commonFields(kind: string): Fields {
  if (kind.startsWith('event.')) return eventFields;
  return kind.startsWith('component.') ? componentFields : userMessageFields;
}

function withSingleElements(tree: MessageTree): MessageTree {
  return Object.fromEntries(
    Object.entries(tree).map(([name, node]) => {
      const first = Array.isArray(node) ? (node[0] as string | MessageTree) : (node as string | MessageTree);
      return [name, typeof first === 'string' ? first : withSingleElements(first)];
    }),
  );
}

describe('reading', () => {
  const event = { ToUserName: 'gh', FromUserName: 'o1', CreateTime: '1700000000', MsgType: 'event' };
  const text = { ...event, MsgType: 'text', Content: 'hi', MsgId: '23456789012345678' };

  test('makes numbers of numbers and leaves ids their digits', () => {
    const { message } = readMessage({ ...text, Idx: '1' });
    expect(message).toEqual({ ...text, CreateTime: 1_700_000_000, Idx: 1 });
  });

  test('makes no zero of an empty number', () => {
    expect(readMessage({ ...text, CreateTime: '' }).message['CreateTime']).toBeNaN();
  });

  test.each(['scan', 'Scan', 'SCAN'])('knows the event %s whatever its case, and keeps the spelling', Event => {
    const { kind, message } = readMessage({ ...event, Event, EventKey: 'k', Ticket: 't' });
    expect(kind).toBe('event.SCAN');
    expect(message['Event']).toBe(Event);
  });

  test('knows FREEPUBLISHJOBFINISH as PUBLISHJOBFINISH', () => {
    expect(readMessage({ ...event, Event: 'FREEPUBLISHJOBFINISH' }).kind).toBe('event.PUBLISHJOBFINISH');
  });

  test.each([
    [{ ...text, MsgId: undefined, MsgID: '1' }, 'MsgId'],
    [{ ...event, Event: 'VIEW', EventKey: 'k', MenuID: '1' }, 'MenuId'],
    [{ ...event, Event: 'poi_check_notify', Msg: '1' }, 'msg'],
    [{ ...event, Event: 'user_authorize_invoice', source: '1' }, 'Source'],
  ])('knows a field whose case differs', (fields, name) => {
    const tree = JSON.parse(JSON.stringify(fields)) as MessageTree;
    expect(readMessage(tree).message[name]).toBe('1');
  });

  test('keeps fields apart that differ in nothing but case', () => {
    const apart = { AppId: 'platform', appid: 'account' };
    expect(readMessage({ InfoType: 'brand_new', AppId: 'platform', appid: 'account' }).message).toMatchObject(apart);
    expect(readMessage({ InfoType: 'brand_new', appid: 'account', AppId: 'platform' }).message).toMatchObject(apart);
  });

  test('gives an absent or empty list as an empty array', () => {
    const read = (fields: MessageTree) =>
      readMessage({ ...event, Event: 'pic_weixin', EventKey: 'k', ...fields }).message;
    expect(read({ SendPicsInfo: { Count: '0', PicList: '' } })['SendPicsInfo']).toEqual({
      Count: 0,
      PicList: { item: [] },
    });
    expect(
      readMessage({ ...event, Event: 'PUBLISHJOBFINISH', PublishEventInfo: '' }).message['PublishEventInfo'],
    ).toEqual({
      fail_idx: [],
    });
  });

  test('gathers fields that JSON left without the element around them', () => {
    const flat = {
      ...event,
      Event: 'subscribe_msg_sent_event',
      List: { TemplateId: 't', MsgID: '1', ErrorCode: '0', ErrorStatus: 'success' },
    };
    expect(readMessage(flat).message).toMatchObject({
      SubscribeMsgSentEvent: { List: [{ TemplateId: 't', MsgID: '1', ErrorCode: 0, ErrorStatus: 'success' }] },
    });
    expect(readMessage(flat).message).not.toHaveProperty('List');
  });

  test.each([
    [{ ...event, MsgType: 'hologram', Depth: '3' }, 'hologram', true],
    [{ ...event, Event: 'brand_New', Key: 'k' }, 'event.brand_New', true],
    [{ AppId: 'wx1', CreateTime: '1', InfoType: 'brand_new' }, 'component.brand_new', false],
  ])('lets a kind that nobody typed through', (tree, kind, acceptsReply) => {
    const received: ReceivedMessage = readMessage(tree);
    expect(received).toMatchObject({ kind, acceptsReply });
    expect(received.message['CreateTime']).toBeTypeOf('number');
  });

  test.each([
    ['no MsgType', {}],
    ['an empty MsgType', { ...text, MsgType: '' }],
    ['a MsgType with elements', { ...text, MsgType: { a: '1' } }],
    ['a repeated MsgType', { ...text, MsgType: ['text', 'event'] }],
    ['an event without Event', event],
    ['text with elements', { ...text, Content: { $ne: '' } }],
    ['a repeated Content', { ...text, Content: ['a', 'b'] }],
    ['a sender with elements', { ...event, Event: 'card_pass_check', FromUserName: { a: '1' } }],
    ['a number with elements', { ...text, CreateTime: { a: '1' } }],
    ['an object that is text', { ...event, Event: 'scancode_waitmsg', EventKey: 'k', ScanCodeInfo: 'x' }],
  ])('refuses %s', (_, tree) => {
    expect(() => readMessage(tree)).toThrow(WechatDecodeError);
  });

  test('keeps a field of another shape in what the platform reports', () => {
    const { message } = readMessage({ ...event, Event: 'wxa_punish_event', illegal_content: ['a', 'b'] });
    expect(message['illegal_content']).toEqual(['a', 'b']);
  });

  test('says what to do about an encrypted message in plain mode', () => {
    expect(() => readMessage({ ToUserName: 'gh', Encrypt: 'x' })).toThrow(/plain mode.*encodingAESKey/);
  });
});
