import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { account, ANSWER, person } from './account.js';
import { decrypt, sign } from './crypto.js';

const parser = new XMLParser({ parseTagValue: false });
const expected = {
  ToUserName: person,
  FromUserName: account.originalId,
  MsgType: 'text',
  Content: ANSWER,
};

/**
 * Reads a reply as WeChat would; throws an error that says what is wrong with it.
 *
 * @param {import('./account.js').Mode} mode
 * @param {string} body
 * @returns {string[]} what WeChat's documents want otherwise, but takes
 */
export function checkReply(mode, body) {
  const reply = parse(mode === 'safe' ? open(body) : body);
  for (const [name, value] of Object.entries(expected)) {
    if (reply[name] !== value) throw new Error(`${name} of the reply is '${reply[name]}', not '${value}'`);
  }
  if (!/^\d+$/.test(reply.CreateTime)) throw new Error(`CreateTime of the reply is '${reply.CreateTime}'`);
  return reply.CreateTime.length > 10 ? ['CreateTime in milliseconds'] : [];
}

/** @param {string} body */
function open(body) {
  const { Encrypt, MsgSignature, TimeStamp, Nonce } = parse(body);
  if (!Encrypt) throw new Error('the reply is not encrypted');
  if (MsgSignature !== sign(account.token, TimeStamp, Nonce, Encrypt)) throw new Error('the MsgSignature is wrong');
  return decrypt(Encrypt);
}

/** @param {string} xml */
function parse(xml) {
  if (XMLValidator.validate(xml) !== true) throw new Error(`the answer is no XML: ${JSON.stringify(xml.slice(0, 40))}`);
  return parser.parse(xml).xml ?? {};
}
