import { randomBytes, randomInt } from 'node:crypto';
import { LosslessNumber, stringify } from 'lossless-json';
import { encrypt, sign } from '../../callback/crypto.js';
import { renderXml } from '../../callback/xml.js';
import type { PushChannel } from './push-channel.js';

/** Fields of a push, in WeChat's order and spelling. `MsgId` has more digits than a number holds. */
export interface PushFields {
  readonly [name: string]: string | number | bigint | PushFields | readonly PushFields[] | undefined;
}

/** The address and body of one request. */
export interface SealedPush {
  readonly url: string;
  readonly body: string;
}

/** Writes a message in the channel's data format, in the clear. */
export function renderPush({ dataFormat }: PushChannel, fields: PushFields): string {
  return dataFormat === 'json' ? renderJson(fields) : renderXml(fields);
}

/**
 * Puts a message into the form of the channel's mode, signed for now.
 *
 * @param openId who it comes from; empty for what a third-party platform is told of itself
 */
export function sealPush(
  channel: PushChannel,
  callbackUrl: string,
  message: string,
  openId: string,
  seconds: number,
): SealedPush {
  const url = signUrl(channel, callbackUrl, seconds);
  const query = url.searchParams;
  if (openId !== '') query.set('openid', openId);
  if (channel.aesKey === undefined) return { url: url.href, body: message };
  const Encrypt = encrypt(channel.aesKey, channel.receiver, message, printableBytes());
  const covered = [query.get('timestamp') ?? '', query.get('nonce') ?? '', Encrypt];
  query.set('encrypt_type', 'aes');
  query.set('msg_signature', sign(channel.token, ...covered));
  return { url: url.href, body: envelope(channel, message, Encrypt) };
}

/** The callback's URL with `signature`, `timestamp` and `nonce`. */
export function signUrl({ token }: Pick<PushChannel, 'token'>, callbackUrl: string, seconds: number): URL {
  const url = new URL(callbackUrl);
  const timestamp = String(seconds);
  const nonce = String(randomInt(1e8, 1e10));
  url.searchParams.set('signature', sign(token, timestamp, nonce));
  url.searchParams.set('timestamp', timestamp);
  url.searchParams.set('nonce', nonce);
  return url;
}

function envelope({ mode, dataFormat, addressee }: PushChannel, message: string, Encrypt: string): string {
  // In compatible mode the message stands in the clear beside its ciphertext.
  if (mode === 'compatible') {
    return dataFormat === 'json'
      ? `${message.slice(0, -1)},"Encrypt":${JSON.stringify(Encrypt)}}`
      : message.replace(/<\/xml>$/, `<Encrypt><![CDATA[${Encrypt}]]></Encrypt></xml>`);
  }
  const tree = { ...addressee, Encrypt };
  return dataFormat === 'json' ? JSON.stringify(tree) : renderXml(tree);
}

/** In JSON the lists of subscribe-message events stand without the element around them. */
const FLATTENED = ['SubscribeMsgPopupEvent', 'SubscribeMsgChangeEvent', 'SubscribeMsgSentEvent'];

function renderJson(fields: PushFields): string {
  const flat = Object.entries(fields).flatMap(([name, value]) =>
    FLATTENED.includes(name) && typeof value === 'object' ? Object.entries(value) : [[name, value] as const],
  );
  return stringify(Object.fromEntries(flat), toLossless) ?? '';
}

function toLossless(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? new LosslessNumber(String(value)) : value;
}

/** The random bytes of WeChat are letters and digits. */
function printableBytes(): Buffer {
  return Buffer.from(randomBytes(8).toString('hex'));
}
