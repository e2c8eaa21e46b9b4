import { setImmediate } from 'node:timers/promises';
import { nextMessage } from '../wechat/messages.js';

const TURN = 100;

/**
 * @param {import('../wechat/account.js').Mode} mode
 * @param {number} count
 */
export function createMessages(mode, count) {
  return Array.from({ length: count }, nextMessage[mode]);
}

/**
 * Has messages answered one after the other, with a turn of the event loop now and then.
 *
 * @param {(message: import('../wechat/messages.js').Message) => Promise<string>} answer
 * @param {readonly import('../wechat/messages.js').Message[]} messages
 * @returns {Promise<number>} milliseconds
 */
export async function answerAll(answer, messages) {
  const start = performance.now();
  for (let index = 0; index < messages.length; index++) {
    if (index % TURN === 0) await setImmediate();
    await answer(messages[index]);
  }
  return performance.now() - start;
}
