/**
 * Times our service by turns where nobody wants to know what happens, where somebody listens to the events, and with
 * `WechatOpenTelemetryModule` but without an SDK: `node telemetry.js <mode>`. With BENCH_BASELINE, the `dist` of another build
 * of this package, that one takes turns as well. Reports what a message took of each, for every round.
 */
import * as ours from '../../../dist/index.js';
import { WechatOpenTelemetryModule } from '../../../dist/opentelemetry/index.js';
import { baseline, loadBaseline } from '../nest/baseline.js';
import { answerer, createBot } from '../nest/callback-service.js';
import { checkReply } from '../wechat/reply.js';
import { answerAll, createMessages } from './batch.js';
import { timeByTurns } from './by-turns.js';

const CALLS = 200;

const [mode] = process.argv.slice(2);
const contestants = {
  nobody: answer(await createBot(mode), ours),
  listener: answer(await createListened(), ours),
  openTelemetry: answer(await createBot(mode, ours, [WechatOpenTelemetryModule]), ours),
  ...(baseline && { baseline: await createBaseline() }),
};
for (const ask of Object.values(contestants)) checkReply(mode, await ask(createMessages(mode, 1)[0]));

const rounds = await timeByTurns(contestants, {
  calls: CALLS,
  warmUpTurns: 100,
  turnsPerSecond: 60,
  prepare: () => createMessages(mode, CALLS),
  play: answerAll,
});
process.send(rounds);
process.disconnect();

function answer(app, { CallbackService }) {
  return answerer(app.get(CallbackService));
}

async function createListened() {
  const app = await createBot(mode);
  let heard = 0;
  app.get(ours.WechatEvents).stream.subscribe(() => {
    heard += 1;
  });
  return app;
}

async function createBaseline() {
  const library = await loadBaseline();
  return answer(await createBot(mode, library), library);
}
