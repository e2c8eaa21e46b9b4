import { settings } from '../settings.js';
import { summarize } from '../statistics.js';
import { modes } from '../wechat/account.js';
import { Competitor } from './competitor.js';
import { comparisons } from './contestants.js';

/**
 * @typedef {object} Comparison
 * @property {Competitor} competitor
 * @property {Competitor} reference
 * @property {import('../statistics.js').Summary} [ratio] of responses per second; none where one of both cannot be
 *   measured
 * @property {import('../statistics.js').Summary} [cpuRatio] of responses per second of processor time
 * @property {number} [target] the least ratio that we want
 */

/**
 * Measures every contestant by turns with its reference, A B A B …, so that what else the machine does hits both.
 *
 * @param {(line: string) => void} log
 * @returns {Promise<{ competitors: Competitor[], results: Comparison[] }>}
 */
export async function benchHttp(log) {
  /** @type {Map<string, Competitor>} */
  const competitors = new Map();
  const find = (contestant, mode) => {
    const key = `${contestant.name} ${mode}`;
    if (!competitors.has(key)) competitors.set(key, new Competitor(contestant, mode));
    return competitors.get(key);
  };
  const results = [];
  try {
    for (const { contestant, reference, targets } of comparisons) {
      for (const mode of modes) {
        log(`HTTP, ${mode}: ${contestant.name} against ${reference.name}`);
        const pair = { competitor: find(contestant, mode), reference: find(reference, mode) };
        results.push({ ...pair, ...(await compare(pair)), target: targets?.[mode] });
      }
    }
  } finally {
    await Promise.all([...competitors.values()].map(competitor => competitor.stop()));
  }
  return { competitors: [...competitors.values()], results };
}

async function compare({ competitor, reference }) {
  await competitor.prepare();
  await reference.prepare();
  const ratios = [];
  const cpuRatios = [];
  for (let round = 0; round < settings.rounds; round++) {
    const own = await competitor.measure();
    const other = await reference.measure();
    if (own === undefined || other === undefined) return {};
    ratios.push(own.perSecond / other.perSecond);
    cpuRatios.push(own.perCpuSecond / other.perCpuSecond);
  }
  return { ratio: summarize(ratios), cpuRatio: summarize(cpuRatios) };
}
