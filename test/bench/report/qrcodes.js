import { decimal, spread, whole, yesNo } from './format.js';
import { renderTable } from './table.js';

/**
 * The report's part about the pool of QR codes.
 *
 * @param {Awaited<ReturnType<import('../qrcodes/bench.js').benchQrcodes>>} results
 * @returns {string[]} paragraphs
 */
export function renderQrcodes(results) {
  return [
    '## QR codes from the pool',
    `Pairs of \`QrcodePoolService.acquire()\` and \`release()\` per second, of a warm pool without rest in ${results.redisVersion ?? 'no Redis'}, and ` +
      'pairs of a bare `LPOP` and `RPUSH` through the same ioredis connection, 50 at a time by turns. Flat is the time with many codes by ' +
      'that with few.',
    results.reason === undefined ? renderPairs(results) : `Cannot be measured: ${results.reason}`,
  ];
}

function renderPairs({ few, many, bare, ratio, cpuRatio, flatness, commands, targets }) {
  return renderTable(
    [
      `With ${whole(few.codes)} codes`,
      `With ${whole(many.codes)} codes`,
      'LPOP, RPUSH',
      'Ratio',
      'Target',
      'Met',
      'Ratio by processor time',
      'Flat',
      'Target',
      'Met',
    ],
    [
      [
        spread(few.rate, whole),
        spread(many.rate, whole),
        spread(bare, whole),
        spread(ratio, decimal),
        `≥ ${targets.ratio}, two round trips`,
        yesNo(ratio.median >= targets.ratio && commands === 2),
        spread(cpuRatio, decimal),
        spread(flatness, decimal),
        `≤ ${targets.flatness}`,
        yesNo(flatness.median <= targets.flatness),
      ],
    ],
  );
}
