import { decrypt, isSameSignature, sign } from '../../callback/crypto.js';
import { parseJson } from '../../callback/json.js';
import { parseXml } from '../../callback/xml.js';
import type { MessageTree } from '../../messages/message-tree.js';
import type { MediaStore } from '../media/media-store.js';
import type { PhoneContent } from '../people/phone-message.js';
import type { Verdict } from './delivery.js';
import type { PushChannel } from './push-channel.js';
import { readReply } from './reply.reader.js';
import { BadReply, requiredText } from './reply-tree.js';

/** What WeChat makes of an answer. */
export interface Answer {
  readonly verdict: Extract<Verdict, 'acknowledged' | 'replied' | 'reply-ignored' | 'bad-answer' | 'bad-status'>;
  readonly reason: string;
  /** In the clear. */
  readonly text?: string;
  /** What the person gets to see. */
  readonly content?: PhoneContent | undefined;
}

/** What of an account a reply must fit. */
export interface ReplyingAccount {
  readonly originalId: string;
  readonly media: Pick<MediaStore, 'find'>;
}

/** What was asked, for the answer must fit it. */
export interface Question {
  readonly openId: string;
  /** Whether it was a message; otherwise it was an event. */
  readonly isMessage: boolean;
  /** Whether a reply reaches anybody. */
  readonly takesReply: boolean;
}

const BOM = '\uFEFF';

/** Judges an answer as WeChat does. */
export function readAnswer(
  account: ReplyingAccount,
  channel: PushChannel,
  question: Question,
  status: number,
  body: string,
): Answer {
  if (status !== 200) return { verdict: 'bad-status', reason: `The status is ${status}; WeChat wants 200.` };
  if (body === 'success') return { verdict: 'acknowledged', reason: 'success' };
  if (body === '') return { verdict: 'acknowledged', reason: 'an empty body' };
  let text = body;
  try {
    text = openEnvelope(channel, body);
    const tree = parse(channel, text);
    const note = checkAddress(account, question, tree);
    const content = readReply(tree, account.media, question.isMessage);
    if (question.takesReply) return { verdict: 'replied', reason: note, text, content };
    return { verdict: 'reply-ignored', reason: 'Nobody reads a reply to this event; answer success.', text };
  } catch (error) {
    return { verdict: 'bad-answer', reason: error instanceof Error ? error.message : String(error), text };
  }
}

/** Decrypts an answer; in compatible mode one in the clear is taken as well. */
function openEnvelope(channel: PushChannel, body: string): string {
  const tree = parse(channel, body);
  const isSealed = Object.hasOwn(tree, 'Encrypt');
  if (channel.aesKey === undefined) {
    if (isSealed) throw new BadReply('The answer is encrypted, but the account is in plain mode.');
    return body;
  }
  if (!isSealed) {
    if (channel.mode === 'compatible') return body;
    throw new BadReply('The answer is not encrypted, but the account is in safe mode.');
  }
  const ciphertext = requiredText(tree, 'Encrypt');
  const expected = sign(channel.token, requiredText(tree, 'TimeStamp'), requiredText(tree, 'Nonce'), ciphertext);
  if (!isSameSignature(expected, requiredText(tree, 'MsgSignature')))
    throw new BadReply('The MsgSignature of the answer is wrong.');
  const { message, appId } = decrypt(channel.aesKey, ciphertext);
  if (appId !== channel.receiver) throw new BadReply(`The answer is encrypted for the AppID ${JSON.stringify(appId)}.`);
  return message.toString();
}

function parse({ dataFormat }: PushChannel, text: string): MessageTree {
  const form = dataFormat === 'json' ? 'JSON' : 'XML';
  if (text.startsWith(BOM)) throw new BadReply('The answer begins with a byte order mark.');
  const found = describe(text);
  if (found !== form) throw new BadReply(`The answer is ${found}; WeChat wants success, an empty body, or ${form}.`);
  return form === 'JSON' ? parseJson(text) : parseXml(text);
}

function describe(text: string): string {
  const start = text.trimStart().slice(0, 100);
  if (/^<(!doctype|html)/i.test(start)) return 'HTML';
  if (start.startsWith('<')) return 'XML';
  if (start.startsWith('{')) return 'JSON';
  return start === '"success"' ? 'JSON with the quotes around success' : `the text ${JSON.stringify(start)}`;
}

/** @returns what is odd, but taken by WeChat */
function checkAddress(account: ReplyingAccount, { openId }: Question, tree: MessageTree): string {
  if (requiredText(tree, 'ToUserName') !== openId)
    throw new BadReply("The reply's ToUserName is not the openid of the person who wrote.");
  if (requiredText(tree, 'FromUserName') !== account.originalId)
    throw new BadReply(`The reply's FromUserName is not the account's original id, ${account.originalId}.`);
  const createTime = requiredText(tree, 'CreateTime');
  if (!/^\d+$/.test(createTime)) throw new BadReply("The reply's CreateTime is no whole number.");
  return createTime.length > 10 ? 'Taken, though CreateTime is in milliseconds and should be in seconds.' : 'ok';
}
