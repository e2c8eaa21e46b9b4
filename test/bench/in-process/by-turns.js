import { settings } from '../settings.js';

/**
 * What one contestant took per call in one round.
 *
 * @typedef {object} Cost
 * @property {number} micros
 * @property {number} cpuMicros what of it this process had
 */

/**
 * Times contestants in this process by turns, and has them take turns at being first, so that what else the machine does
 * hits all of them.
 *
 * @template Contestant, Batch
 * @template {string} Name
 * @param {Record<Name, Contestant>} contestants
 * @param {object} plan
 * @param {number} plan.calls in a turn; few, so that a collection of garbage is as likely to hit one as the other
 * @param {number} plan.warmUpTurns
 * @param {number} plan.turnsPerSecond of `settings.seconds`
 * @param {() => Batch} plan.prepare what all of them do in a turn
 * @param {(contestant: Contestant, batch: Batch) => Promise<unknown>} plan.play
 * @returns {Promise<Record<Name, Cost>[]>} of every round
 */
export async function timeByTurns(contestants, { calls, warmUpTurns, turnsPerSecond, prepare, play }) {
  const order = Object.keys(contestants);
  const playRound = async turns => {
    const taken = Object.fromEntries(order.map(name => [name, { ms: 0, cpuMs: 0 }]));
    for (let turn = 0; turn < turns; turn++) {
      const batch = prepare();
      for (const name of order) {
        const { ms, cpuMs } = await time(() => play(contestants[name], batch));
        taken[name].ms += ms;
        taken[name].cpuMs += cpuMs;
      }
      order.reverse();
    }
    const micros = ms => (ms * 1000) / (turns * calls);
    return Object.fromEntries(
      Object.entries(taken).map(([name, { ms, cpuMs }]) => [name, { micros: micros(ms), cpuMicros: micros(cpuMs) }]),
    );
  };
  await playRound(warmUpTurns);
  const rounds = [];
  for (let round = 0; round < settings.rounds; round++) {
    rounds.push(await playRound(Math.ceil(turnsPerSecond * settings.seconds)));
  }
  return rounds;
}

async function time(action) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await action();
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { ms, cpuMs: (user + system) / 1000 };
}
