import { yesNo } from './format.js';
import { renderTable } from './table.js';

/**
 * The report's part about deliveries.
 *
 * @param {Awaited<ReturnType<import('../deliveries/bench.js').benchDeliveries>>} results
 * @returns {string[]} paragraphs
 */
export function renderDeliveries({ reason, redisVersion = 'no Redis', ...results }) {
  return [
    '## Deliveries',
    `Round trips to ${redisVersion} for a message that is delivered first, to a fast handler without a session, and for one that ` +
      'has been answered and is delivered again.',
    reason === undefined ? renderTrips(results) : `Cannot be measured: ${reason}`,
  ];
}

function renderTrips({ messages, first, duplicate, targets }) {
  return renderTable(
    ['Delivery', 'Messages', 'Round trips for each', 'Target', 'Met'],
    [
      ['first', String(messages), String(first), `≤ ${targets.first}`, yesNo(first <= targets.first)],
      ['again', String(messages), String(duplicate), `≤ ${targets.duplicate}`, yesNo(duplicate <= targets.duplicate)],
    ],
  );
}
