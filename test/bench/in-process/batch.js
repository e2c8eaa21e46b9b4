import { setImmediate } from 'node:timers/promises';
import { nextMessage } from '../wechat/messages.js';

const TURN = 100;

/**
 * @param {import('../wechat/account.js').Mode} mode
 * @param {number} count
 * @returns {import('../wechat/messages.js').Message[]}
 */
export function createMessages(mode, count) {
  return Array.from({ length: count }, () => {
    const { query, body } = nextMessage[mode]();
    // Otherwise the text is still in pieces, and who is first to read it joins them.
    return { query, body: Buffer.from(body).toString() };
  });
}

/**
 * Has messages answered one after the other, with a turn of the event loop now and then.
 *
 * @param {(message: import('../wechat/messages.js').Message) => Promise<string>} answer
 * @param {readonly import('../wechat/messages.js').Message[]} messages
 */
export async function answerAll(answer, messages) {
  for (let index = 0; index < messages.length; index++) {
    if (index % TURN === 0) await setImmediate();
    await answer(messages[index]);
  }
}
