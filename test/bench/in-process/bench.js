import { Child } from '../child.js';
import { summarize } from '../statistics.js';
import { modes } from '../wechat/account.js';

const TIMEOUT_MS = 120_000;
const TIME_TARGETS = { plain: 0.75, safe: 0.6 };
const KEPT_TARGET_BYTES = 512;
const LEFT_TARGET_KIB = 2048;
const UNOBSERVED_TARGET = 1.05;

/**
 * Our `CallbackService.handle` against co-wechat's middleware: microseconds per message, and ours as a share of
 * co-wechat's.
 *
 * @param {(line: string) => void} log
 */
export function benchTime(log) {
  return forEachMode(async mode => {
    log(`Without HTTP, ${mode}: nestjs-wechat against co-wechat`);
    const rounds = await run('in-process/time.js', mode);
    return {
      ours: summarize(rounds.map(({ ours }) => ours.micros)),
      coWechat: summarize(rounds.map(({ coWechat }) => coWechat.micros)),
      ratio: summarize(rounds.map(({ ours, coWechat }) => ours.micros / coWechat.micros)),
      cpuRatio: summarize(rounds.map(({ ours, coWechat }) => ours.cpuMicros / coWechat.cpuMicros)),
      target: TIME_TARGETS[mode],
    };
  });
}

/**
 * Our `CallbackService.handle` where nobody wants to know what happens, against the same where somebody does, and against
 * another build of this package where there is one.
 *
 * @param {(line: string) => void} log
 */
export function benchTelemetry(log) {
  return forEachMode(async mode => {
    log(`What it costs to be observed, ${mode}`);
    const rounds = await run('in-process/telemetry.js', mode);
    const times = name => summarize(rounds.map(round => round[name].micros));
    const ratio = (name, to) => summarize(rounds.map(round => round[name].cpuMicros / round[to].cpuMicros));
    return {
      nobody: times('nobody'),
      listener: ratio('listener', 'nobody'),
      openTelemetry: ratio('openTelemetry', 'nobody'),
      baseline: rounds[0].baseline === undefined ? undefined : ratio('nobody', 'baseline'),
      target: UNOBSERVED_TARGET,
    };
  });
}

/** @param {(line: string) => void} log */
export function benchHeap(log) {
  return forEachMode(async mode => {
    log(`Heap, ${mode}`);
    const { kept, left, messages } = await run('in-process/heap.js', mode, ['--expose-gc']);
    return {
      keptBytes: kept / messages,
      leftKib: left / 1024,
      targets: { keptBytes: KEPT_TARGET_BYTES, leftKib: LEFT_TARGET_KIB },
    };
  });
}

/**
 * @template T
 * @param {(mode: import('../wechat/account.js').Mode) => Promise<T>} bench
 * @returns {Promise<({ mode: import('../wechat/account.js').Mode, reason?: string } & Partial<T>)[]>}
 */
async function forEachMode(bench) {
  const results = [];
  for (const mode of modes) {
    try {
      results.push({ mode, ...(await bench(mode)) });
    } catch (error) {
      results.push({ mode, reason: error.message });
    }
  }
  return results;
}

async function run(script, mode, nodeOptions) {
  const child = new Child(script, [mode], nodeOptions);
  try {
    return await child.report(TIMEOUT_MS);
  } finally {
    await child.stop();
  }
}
