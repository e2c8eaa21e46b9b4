/**
 * Measures what our service keeps of messages: `node --expose-gc heap.js <mode>`. Reports bytes.
 */
import { setImmediate } from 'node:timers/promises';
import { answerer, createCallbackService } from '../nest/callback-service.js';
import { checkReply } from '../wechat/reply.js';
import { answerAll, createMessages } from './batch.js';

const FIRST = 5_000;
const THEN = 50_000;
const BATCH = 1_000;

const [mode] = process.argv.slice(2);
const answer = answerer(await createCallbackService(mode));
checkReply(mode, await answer(createMessages(mode, 1)[0]));
await answerMany(FIRST);
const before = await measureHeap();
await answerMany(THEN);
process.send((await measureHeap()) - before);
process.disconnect();

async function answerMany(count) {
  for (let done = 0; done < count; done += BATCH) await answerAll(answer, createMessages(mode, BATCH));
}

async function measureHeap() {
  await setImmediate();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}
