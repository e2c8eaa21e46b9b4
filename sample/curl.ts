import { randomBytes, randomInt } from 'node:crypto';
// Private to this repository: WeChat signs and encrypts, an application never has to.
import { AesKey } from '#lib/callback/aes-key';
import { encrypt, sign } from '#lib/callback/crypto';
import type { CallbackCredentials } from './accounts.js';

/** A shell command that posts a text message as WeChat would, signed for now. */
export function curlTextMessage(origin: string, account: CallbackCredentials, content: string): string {
  const seconds = Math.floor(Date.now() / 1000);
  const message =
    '<xml><ToUserName>gh_000000000000</ToUserName><FromUserName>oDemo0000000000000000000000</FromUserName>' +
    `<CreateTime>${seconds}</CreateTime><MsgType>text</MsgType><Content>${content}</Content>` +
    `<MsgId>${seconds}${randomInt(1e9)}</MsgId></xml>`;
  const timestamp = String(seconds);
  const nonce = String(randomInt(1e9));
  const query = new URLSearchParams({ signature: sign(account.token, timestamp, nonce), timestamp, nonce });
  let body = message;
  if (account.encodingAESKey) {
    const ciphertext = encrypt(new AesKey(account.encodingAESKey), account.appId, message, randomBytes(16));
    query.set('encrypt_type', 'aes');
    query.set('msg_signature', sign(account.token, timestamp, nonce, ciphertext));
    body = `<xml><ToUserName>gh_000000000000</ToUserName><Encrypt>${ciphertext}</Encrypt></xml>`;
  }
  return `curl -H 'Content-Type: text/xml' -d '${body}' \\\n  '${origin}/${account.path}?${query.toString()}'`;
}
