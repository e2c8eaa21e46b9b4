import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseJson } from '#lib/callback/json';
import { parseXml } from '#lib/callback/xml';
import { messageKeyOf } from '#lib/delivery/message-key';
import { readMessage } from '#lib/messages/message.reader';
import { ROOT } from '../support/readme.js';
import { eventMessage, textMessage, xmlMessage } from '../support/wechat-side.js';

const FIXTURES = `${ROOT}/test/fixtures/messages`;
const keyOf = (text: string, appId = 'wx1') =>
  messageKeyOf(appId, readMessage(text.trimStart().startsWith('{') ? parseJson(text) : parseXml(text)));
/** The key as one text. */
const idOf = (text: string) => JSON.stringify(keyOf(text));

describe('the key of a message', () => {
  test('is there for every kind, and no two kinds share one', () => {
    const keys = readdirSync(FIXTURES).map(file => [file, idOf(readFileSync(`${FIXTURES}/${file}`, 'utf8'))] as const);
    const keyless = keys.filter(([, key]) => key === undefined).map(([file]) => file);
    expect(keyless).toEqual([]);
    const twins = keys.filter(([, key]) => keys.filter(([, other]) => other === key).length > 1).map(([file]) => file);
    expect(twins).toEqual([]);
  });

  test('of a text is account, addresses and MsgId, and nothing else', () => {
    const fields = { MsgType: 'text', Content: 'a', MsgId: '9223372036854775807' };
    const key = keyOf(xmlMessage(fields));
    expect(key).toEqual({
      appId: 'wx1',
      openId: expect.any(String) as string,
      id: 'gh_0123456789ab\n9223372036854775807',
    });
    expect(keyOf(xmlMessage({ ...fields, Content: 'b', CreateTime: '1' }))).toEqual(key);
    expect(keyOf(xmlMessage(fields), 'wx2')).not.toEqual(key);
    for (const [name, value] of Object.entries({ MsgId: '1', FromUserName: 'o2', ToUserName: 'gh_2' })) {
      expect(idOf(xmlMessage({ ...fields, [name]: value }))).not.toBe(JSON.stringify(key));
    }
  });

  test.each([
    ['Event', eventMessage('subscribe', { CreateTime: '1' }), eventMessage('unsubscribe', { CreateTime: '1' })],
    [
      'EventKey',
      eventMessage('CLICK', { CreateTime: '1', EventKey: 'a' }),
      eventMessage('CLICK', { CreateTime: '1', EventKey: 'b' }),
    ],
    ['CreateTime', eventMessage('subscribe', { CreateTime: '1' }), eventMessage('subscribe', { CreateTime: '2' })],
    [
      'MsgID',
      eventMessage('TEMPLATESENDJOBFINISH', { CreateTime: '1', MsgID: '1', Status: 's' }),
      eventMessage('TEMPLATESENDJOBFINISH', { CreateTime: '1', MsgID: '2', Status: 's' }),
    ],
  ])('of events in one second differs by %s', (_, one, other) => {
    expect(idOf(one)).not.toBe(idOf(other));
    expect(idOf(one)).toBe(idOf(one));
  });

  test('of an event about publishing differs by publish_id, of subscribe messages by template', () => {
    const of = (fields: string) =>
      idOf(
        `<xml><ToUserName>gh</ToUserName><FromUserName>o</FromUserName><CreateTime>1</CreateTime><MsgType>event</MsgType>${fields}</xml>`,
      );
    const published = (id: string) =>
      of(`<Event>PUBLISHJOBFINISH</Event><PublishEventInfo><publish_id>${id}</publish_id></PublishEventInfo>`);
    expect(published('1')).not.toBe(published('2'));
    const accepted = (id: string) =>
      of(
        `<Event>subscribe_msg_popup_event</Event><SubscribeMsgPopupEvent><List><TemplateId>${id}</TemplateId></List></SubscribeMsgPopupEvent>`,
      );
    expect(accepted('1')).not.toBe(accepted('2'));
  });

  test('of a notice to a platform is platform, kind, account, time and code', () => {
    const notice = (fields: Readonly<Record<string, string>>) => {
      const all = { AppId: 'wxc', CreateTime: '1', InfoType: 'authorized', AuthorizerAppid: 'wxa', ...fields };
      const elements = Object.entries(all).map(([name, value]) => `<${name}>${value}</${name}>`);
      return idOf(`<xml>${elements.join('')}</xml>`);
    };
    const keys = [
      {},
      { InfoType: 'unauthorized' },
      { AuthorizerAppid: 'wxb' },
      { CreateTime: '2' },
      { AuthorizationCode: 'c' },
    ];
    expect(new Set(keys.map(notice)).size).toBe(keys.length);
  });

  test.each([
    ['appid', ''],
    ['auth_code', ''],
    ['unique_id', 'info'],
    ['wxuser', 'info'],
    ['code', 'info'],
    ['name', 'info'],
    ['task_id', ''],
    ['taskid', ''],
    ['audit_id', ''],
  ])('of notices to a platform in one second differs by %s, wherever it is', (name, part) => {
    const notice = (value: string) => {
      const element = `<${name}>${value}</${name}>`;
      const within = part === '' ? element : `<${part}>${element}</${part}>`;
      return idOf(
        `<xml><AppId>wxc</AppId><CreateTime>1</CreateTime><InfoType>notify_third_fasteregister</InfoType>${within}</xml>`,
      );
    };
    expect(notice('1')).not.toBe(notice('2'));
  });

  test('is the same in JSON', () => {
    const fields = { ToUserName: 'gh', FromUserName: 'o', CreateTime: 1, MsgType: 'text', Content: 'x' };
    const json = JSON.stringify(fields).replace(/\}$/, ',"MsgId":9223372036854775807}');
    expect(keyOf(json)).toEqual({ appId: 'wx1', openId: 'o', id: 'gh\n9223372036854775807' });
  });

  test('is none where a message says nothing to go by', () => {
    expect(keyOf(xmlMessage({ MsgType: 'text', Content: 'x' }))).toBeUndefined();
    expect(keyOf(textMessage('x'))).toBeDefined();
  });
});
