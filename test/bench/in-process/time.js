/**
 * Times our service and co-wechat by turns, without HTTP: `node time.js <mode>`. Reports microseconds per message.
 */
import { answerer, createCallbackService } from '../nest/callback-service.js';
import { settings } from '../settings.js';
import { checkReply } from '../wechat/reply.js';
import { answerAll, createMessages } from './batch.js';
import { createCoWechat } from './co-wechat.js';

const WARM_UP_MESSAGES = 10_000;
const MESSAGES_PER_SECOND = 12_500;

const [mode] = process.argv.slice(2);
const contestants = [answerer(await createCallbackService(mode)), createCoWechat(mode)];
for (const answer of contestants) {
  const [message, ...others] = createMessages(mode, WARM_UP_MESSAGES);
  checkReply(mode, await answer(message));
  await answerAll(answer, others);
}

const count = Math.ceil(MESSAGES_PER_SECOND * settings.seconds);
const rounds = [];
for (let round = 0; round < settings.rounds; round++) {
  const messages = createMessages(mode, count);
  const micros = [];
  for (const answer of contestants) micros.push(((await answerAll(answer, messages)) * 1000) / count);
  rounds.push(micros);
}
process.send(rounds);
process.disconnect();
