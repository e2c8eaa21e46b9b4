import { randomBytes, randomInt } from 'node:crypto';
import { AesKey } from '#lib/callback/aes-key';
import { decrypt, encrypt, isSameSignature, sign } from '#lib/callback/crypto';
import { parseXml } from '#lib/callback/xml';
import type { MessageTree } from '#lib/messages/message-tree';

/** What both sides know of an account. */
export interface Credentials {
  readonly appId: string;
  readonly token: string;
  readonly encodingAESKey?: string | undefined;
}

/** One request as WeChat makes it. */
export interface Push {
  readonly query: Record<string, string>;
  readonly body: string;
}

export type Mode = 'plain' | 'compatible' | 'safe';

export const NONCE = '482910375';
export const OPEN_ID = 'oSampleUser00000000000000001';
export const ORIGINAL_ID = 'gh_0123456789ab';

export const PLAIN: Credentials = { appId: 'wx1a2b3c4d5e6f7081', token: 'vector_Token_01' };
export const SAFE: Credentials = { ...PLAIN, encodingAESKey: '3SNPDhKqumDrxQUfAAqa4Yd829vhJEiweo54pXjuHz0' };

/** The query of a request whose body is not covered by it. */
export function signedQuery({ token }: Credentials, timestamp = String(Math.floor(Date.now() / 1000))) {
  return { signature: sign(token, timestamp, NONCE), timestamp, nonce: NONCE };
}

/** A message as XML, with any fields; values go into CDATA. */
export function xmlMessage(fields: Readonly<Record<string, string>>): string {
  const all = { ToUserName: ORIGINAL_ID, FromUserName: OPEN_ID, CreateTime: '1700000000', ...fields };
  const elements = Object.entries(all).map(([name, value]) => `<${name}>${cdata(value)}</${name}>`);
  return `<xml>${elements.join('')}</xml>`;
}

/** A text, and no other one: with an id of its own. */
export function textMessage(content: string, fields: Readonly<Record<string, string>> = {}): string {
  return xmlMessage({ MsgType: 'text', Content: content, MsgId: uniqueMsgId(), ...fields });
}

/** An event, and no other one: at a second of its own. */
export function eventMessage(event: string, fields: Readonly<Record<string, string>> = {}): string {
  return xmlMessage({
    MsgType: 'event',
    Event: event,
    CreateTime: String(randomInt(1_600_000_000, 1_700_000_000)),
    ...fields,
  });
}

/** As long as WeChat's, and longer than JavaScript's numbers. */
export function uniqueMsgId(): string {
  return String(23_456_789_012_345_678n + BigInt(randomInt(2 ** 47)));
}

/** Puts a message into the form of a mode and signs it. */
export function push(account: Credentials, mode: Mode, message: string): Push {
  if (mode === 'plain') return { query: { ...signedQuery(account), openid: OPEN_ID }, body: message };
  return seal(account, encrypt(keyOf(account), account.appId, message, randomBytes(16)), mode, message);
}

/** Signs a ciphertext, whatever is in it. */
export function seal(account: Credentials, ciphertext: string, mode: Mode = 'safe', message = '<xml></xml>'): Push {
  const signed = signedQuery(account);
  const json = message.startsWith('{');
  const envelope = json
    ? JSON.stringify({ ToUserName: ORIGINAL_ID, Encrypt: ciphertext })
    : `<xml><ToUserName><![CDATA[${ORIGINAL_ID}]]></ToUserName><Encrypt><![CDATA[${ciphertext}]]></Encrypt></xml>`;
  return {
    query: {
      ...signed,
      openid: OPEN_ID,
      encrypt_type: 'aes',
      msg_signature: sign(account.token, signed.timestamp, NONCE, ciphertext),
    },
    body: mode === 'safe' ? envelope : message.replace('</xml>', `<Encrypt><![CDATA[${ciphertext}]]></Encrypt></xml>`),
  };
}

/** Reads a reply as WeChat does: in encrypted modes its signature and AppID must be right. */
export function openReply(account: Credentials, mode: Mode, body: string): MessageTree {
  const tree = parseXml(body);
  if (mode === 'plain') return tree;
  const { Encrypt, MsgSignature, TimeStamp, Nonce } = tree as Record<string, string>;
  const expected = sign(account.token, String(TimeStamp), String(Nonce), String(Encrypt));
  if (!isSameSignature(expected, String(MsgSignature))) throw new Error('The reply has a wrong signature.');
  const { message, appId } = decrypt(keyOf(account), String(Encrypt));
  if (appId !== account.appId) throw new Error('The reply has a wrong AppID.');
  return parseXml(message.toString());
}

export function keyOf({ encodingAESKey = '' }: Credentials): AesKey {
  return new AesKey(encodingAESKey);
}

function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}
