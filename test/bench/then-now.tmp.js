import { pathToFileURL } from 'node:url';
import * as ours from '../../dist/index.js';
import { answerer, createBot } from './nest/callback-service.js';
import { checkReply } from './wechat/reply.js';
import { answerAll, createMessages } from './in-process/batch.js';
import { timeByTurns } from './in-process/by-turns.js';
import { summarize } from './statistics.js';
const CALLS = 200;
const load = async url => {
  const l = await import(url);
  return answerer((await createBot(mode, l)).get(l.CallbackService));
};
const [mode] = process.argv.slice(2);
const contestants = {
  now: await load(new URL('../../dist/index.js', import.meta.url).href),
  then: await load('file:///tmp/old-bench/dist/index.js'),
  ...(process.env.VARIANTS && Object.fromEntries(await Promise.all(process.env.VARIANTS.split(',').map(async v => [v, await load(`file:///tmp/exp${v}/dist/index.js`)])))),
};
for (const ask of Object.values(contestants)) checkReply(mode, await ask(createMessages(mode, 1)[0]));
const rounds = await timeByTurns(contestants, {
  calls: CALLS,
  warmUpTurns: 100,
  turnsPerSecond: 60,
  prepare: () => createMessages(mode, CALLS),
  play: answerAll,
});
const s = x => {
  const { median, min, max } = summarize(x);
  return `${median.toFixed(2)} (${min.toFixed(2)}-${max.toFixed(2)})`;
};
for (const n of Object.keys(contestants))
  console.log(
    mode,
    n,
    'cpu us',
    s(rounds.map(r => r[n].cpuMicros)),
    'wall',
    s(rounds.map(r => r[n].micros)),
    'ratio to then by cpu',
    s(rounds.map(r => r[n].cpuMicros / r.then.cpuMicros)),
  );
process.exit();
