import { stringify } from 'node:querystring';
import { account, CONTENT, person } from './account.js';
import { encrypt, sign } from './crypto.js';

/**
 * A callback as WeChat sends it.
 *
 * @typedef {object} Message
 * @property {Record<string, string>} query
 * @property {string} body
 */

const timestamp = String(Math.floor(Date.now() / 1000));
const nonce = '482910375';
const plainQuery = { signature: sign(account.token, timestamp, nonce), timestamp, nonce, openid: person };

/** Every message has a MsgId of its own and, so that all have one length, of 19 digits. */
let lastMsgId = 7_000_000_000_000_000_000n;

/** Makes the next message, in the form of a mode. */
export const nextMessage = { plain: plainMessage, safe: safeMessage };

/**
 * The next message with a signature that is wrong: the one that guards the mode's body.
 *
 * @param {import('./account.js').Mode} mode
 * @returns {Message}
 */
export function forgedMessage(mode) {
  const { query, body } = nextMessage[mode]();
  const name = mode === 'safe' ? 'msg_signature' : 'signature';
  return { query: { ...query, [name]: sign('not the token', timestamp, nonce) }, body };
}

/** @returns {Message} */
function plainMessage() {
  return { query: plainQuery, body: nextXml() };
}

/** @returns {Message} */
function safeMessage() {
  const ciphertext = encrypt(nextXml());
  return {
    query: {
      ...plainQuery,
      encrypt_type: 'aes',
      msg_signature: sign(account.token, timestamp, nonce, ciphertext),
    },
    body: `<xml><ToUserName><![CDATA[${account.originalId}]]></ToUserName><Encrypt><![CDATA[${ciphertext}]]></Encrypt></xml>`,
  };
}

function nextXml() {
  lastMsgId += 1n;
  return (
    `<xml><ToUserName><![CDATA[${account.originalId}]]></ToUserName>` +
    `<FromUserName><![CDATA[${person}]]></FromUserName><CreateTime>${timestamp}</CreateTime>` +
    `<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${CONTENT}]]></Content><MsgId>${lastMsgId}</MsgId></xml>`
  );
}

/**
 * The bytes of the HTTP request of a message.
 *
 * @param {string} path
 * @param {Message} message
 */
export function toHttp(path, { query, body }) {
  return (
    `POST ${path}?${stringify(query)} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Mozilla/4.0\r\nAccept: */*\r\n` +
    `Content-Type: text/xml\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  );
}
