import { CALLBACK_PATH } from '../wechat/account.js';
import { forgedMessage, nextMessage, toHttp } from '../wechat/messages.js';
import { checkReply } from '../wechat/reply.js';
import { exchange } from './connection.js';

const TIMEOUT_MS = 3000;

/**
 * Sees whether a server answers a message rightly; throws an error that says what is wrong.
 *
 * @param {number} port
 * @param {import('../wechat/account.js').Mode} mode
 * @param {boolean} bare
 * @returns {Promise<string[]>} what is odd about the answer
 */
export async function checkAnswer(port, mode, bare) {
  const { status, body } = await exchange(port, toHttp(CALLBACK_PATH, nextMessage[mode]()), TIMEOUT_MS);
  if (status < 200 || status > 299) throw new Error(`it answers ${status}`);
  return bare ? [] : checkReply(mode, Buffer.from(body, 'latin1').toString());
}

/**
 * Tells whether a server refuses to reply to a message whose signature is wrong.
 *
 * @param {number} port
 * @param {import('../wechat/account.js').Mode} mode
 */
export async function refusesForgery(port, mode) {
  try {
    const { body } = await exchange(port, toHttp(CALLBACK_PATH, forgedMessage(mode)), TIMEOUT_MS);
    checkReply(mode, Buffer.from(body, 'latin1').toString());
    return false;
  } catch {
    return true;
  }
}
