import { describe, expect, test } from 'vitest';
import { CallbackCodec } from '#lib/callback/callback-codec';
import { parseJson } from '#lib/callback/json';
import { parseXml, renderXml } from '#lib/callback/xml';
import { readMessage } from '#lib/messages/message.reader';
import { vectors } from '../support/vectors.js';

const { encryptedReply, incomingEncrypted, keys } = vectors;

function codecOf(
  { appid, token, encodingAESKey }: (typeof keys)['mp'],
  dataFormat: 'xml' | 'json' = 'xml',
): CallbackCodec {
  const encodingAESKeys = [encodingAESKey];
  return new CallbackCodec({ appId: appid, token, encodingAESKeys, dataFormat, timestampToleranceSeconds: undefined });
}

describe('the vectors of whole requests and answers', () => {
  test('an encrypted reply in XML and in JSON', () => {
    const { xml, json, xmlFields } = encryptedReply;
    const tree = { ...xmlFields, TimeStamp: Number(xmlFields['TimeStamp']) };
    expect(renderXml(tree)).toBe(xml);
    expect(JSON.parse(JSON.stringify(tree))).toEqual(json);
  });

  test('an encrypted push in XML', () => {
    const { tree } = codecOf(keys.mp).decode(incomingEncrypted.query, incomingEncrypted.xmlBody);
    expect(readMessage(tree)).toMatchObject({ kind: 'text', message: { Content: 'ok' } });
  });

  test('an encrypted push in a JSON envelope', () => {
    const { Encrypt } = parseJson(JSON.stringify(incomingEncrypted.jsonBody));
    expect(parseXml(incomingEncrypted.xmlBody)).toMatchObject({ Encrypt });
    // What it holds is XML, which is not what the account of such an envelope gets.
    const decode = () =>
      codecOf(keys.mp, 'json').decode(incomingEncrypted.query, JSON.stringify(incomingEncrypted.jsonBody));
    expect(decode).toThrow('The body is not JSON.');
  });

  test('a push to a third-party platform', () => {
    const { tree } = codecOf(keys.component).decode(
      incomingEncrypted.componentQuery,
      incomingEncrypted.componentXmlBody,
    );
    expect(readMessage(tree)).toMatchObject({
      kind: 'component.component_verify_ticket',
      message: { ComponentVerifyTicket: 'ticket@@@vector' },
    });
  });
});
