/**
 * Times our service and co-wechat by turns, without HTTP: `node time.js <mode>`. Reports what a message took of both, for
 * every round.
 */
import { answerer, createCallbackService } from '../nest/callback-service.js';
import { checkReply } from '../wechat/reply.js';
import { answerAll, createMessages } from './batch.js';
import { timeByTurns } from './by-turns.js';
import { createCoWechat } from './co-wechat.js';

const CALLS = 200;

const [mode] = process.argv.slice(2);
const contestants = {
  ours: answerer(await createCallbackService(mode)),
  coWechat: createCoWechat(mode),
};
for (const answer of Object.values(contestants)) checkReply(mode, await answer(createMessages(mode, 1)[0]));

const rounds = await timeByTurns(contestants, {
  calls: CALLS,
  warmUpTurns: 100,
  turnsPerSecond: 60,
  prepare: () => createMessages(mode, CALLS),
  play: answerAll,
});
process.send(rounds);
process.disconnect();
