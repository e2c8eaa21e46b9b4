/**
 * Measures what our service keeps of messages, and what is left of them when their time is over: `node --expose-gc heap.js
 * <mode>`. Reports bytes.
 */
import { setImmediate } from 'node:timers/promises';
import { answerer, createCallbackService } from '../nest/callback-service.js';
import { checkReply } from '../wechat/reply.js';
import { answerAll, createMessages } from './batch.js';
import { FakeTimers } from './fake-timers.js';

const FIRST = 5_000;
const THEN = 50_000;
const BATCH = 1_000;
/** The store keeps messages in two halves, and drops the older one every minute. */
const HALVES = 2;

const [mode] = process.argv.slice(2);
const answer = answerer(await createCallbackService(mode));
const timers = new FakeTimers();
checkReply(mode, await answer(createMessages(mode, 1)[0]));
await answerMany(FIRST);
forget();
const before = await measureHeap();
await answerMany(THEN);
const kept = (await measureHeap()) - before;
forget();
const left = (await measureHeap()) - before;
process.send({ kept, left, messages: THEN });
process.disconnect();

async function answerMany(count) {
  for (let done = 0; done < count; done += BATCH) await answerAll(answer, createMessages(mode, BATCH));
}

/** What is answered has no timer of its own any more, so the store's is the only one. */
function forget() {
  for (let half = 0; half < HALVES; half++) {
    if (timers.size !== 1) throw new Error(`There are ${timers.size} timers, not one.`);
    timers.fire();
  }
  if (timers.size !== 0) throw new Error('The store has a timer, and nothing to forget.');
}

async function measureHeap() {
  await setImmediate();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}
