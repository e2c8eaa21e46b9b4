/**
 * Counts the round trips to Redis of a message that comes first, and of one that has been answered: `node round-trips.js
 * <url of Redis>`. Reports what both sorts were.
 */
import { Redis } from 'ioredis';
import * as ours from '../../../dist/index.js';
import { createMessages } from '../in-process/batch.js';
import { answerer, createBot } from '../nest/callback-service.js';
import { checkReply } from '../wechat/reply.js';

const MESSAGES = 100;

const [url] = process.argv.slice(2);
const redis = new Redis(url);
const answer = answerer((await createBot('safe', ours, [], { redis })).get(ours.CallbackService));
const messages = createMessages('safe', MESSAGES);
// The server learns the scripts.
await answer(createMessages('safe', 1)[0]);
const { sendCommand } = redis;
let sent = 0;
redis.sendCommand = (...args) => {
  sent++;
  return sendCommand.apply(redis, args);
};
process.send({ first: await count(), duplicate: await count(), messages: MESSAGES });

/** The round trips for a message, on average. */
async function count() {
  sent = 0;
  for (const message of messages) checkReply('safe', await answer(message));
  return sent / MESSAGES;
}
