/**
 * Times our service and co-wechat by turns, without HTTP: `node time.js <mode>`. Reports, for every round, the
 * microseconds that a message took of both.
 */
import { answerer, createCallbackService } from '../nest/callback-service.js';
import { settings } from '../settings.js';
import { checkReply } from '../wechat/reply.js';
import { answerAll, createMessages } from './batch.js';
import { createCoWechat } from './co-wechat.js';

/** Messages in a turn; few, so that a collection of garbage is as likely to hit one as the other. */
const TURN = 200;
const WARM_UP_TURNS = 100;
const TURNS_PER_SECOND = 60;

const [mode] = process.argv.slice(2);
const contestants = {
  ours: answerer(await createCallbackService(mode)),
  coWechat: createCoWechat(mode),
};
for (const answer of Object.values(contestants)) checkReply(mode, await answer(createMessages(mode, 1)[0]));

await playRound(WARM_UP_TURNS);
const rounds = [];
for (let round = 0; round < settings.rounds; round++) {
  rounds.push(await playRound(Math.ceil(TURNS_PER_SECOND * settings.seconds)));
}
process.send(rounds);
process.disconnect();

/** Both answer the same messages, and take turns at being first. */
async function playRound(turns) {
  const taken = { ours: { ms: 0, cpuMs: 0 }, coWechat: { ms: 0, cpuMs: 0 } };
  const order = Object.keys(contestants);
  for (let turn = 0; turn < turns; turn++) {
    const messages = createMessages(mode, TURN);
    for (const name of order) {
      const { ms, cpuMs } = await answerAll(contestants[name], messages);
      taken[name].ms += ms;
      taken[name].cpuMs += cpuMs;
    }
    order.reverse();
  }
  return { ours: perMessage(taken.ours, turns), coWechat: perMessage(taken.coWechat, turns) };
}

function perMessage({ ms, cpuMs }, turns) {
  return { micros: (ms * 1000) / (turns * TURN), cpuMicros: (cpuMs * 1000) / (turns * TURN) };
}
