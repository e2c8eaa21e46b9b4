import { summarize } from '../statistics.js';
import { renderDeliveries } from './deliveries.js';
import { decimal, spread, tenth, whole, yesNo } from './format.js';
import { describeMachine } from './machine.js';
import { renderQrcodes } from './qrcodes.js';
import { renderTable } from './table.js';
import { renderTelemetry } from './telemetry.js';
import { renderTokens } from './tokens.js';

/**
 * The whole report in Markdown.
 *
 * @param {object} results
 * @param {Awaited<ReturnType<import('../http/bench.js').benchHttp>>} results.http
 * @param {Awaited<ReturnType<import('../in-process/bench.js').benchTime>>} results.time
 * @param {Awaited<ReturnType<import('../in-process/bench.js').benchTelemetry>>} results.telemetry
 * @param {Awaited<ReturnType<import('../in-process/bench.js').benchHeap>>} results.heap
 * @param {Awaited<ReturnType<import('../deliveries/bench.js').benchDeliveries>>} results.deliveries
 * @param {Awaited<ReturnType<import('../tokens/bench.js').benchTokens>>} results.tokens
 * @param {Awaited<ReturnType<import('../qrcodes/bench.js').benchQrcodes>>} results.qrcodes
 */
export function renderReport({ http, time, telemetry, heap, deliveries, tokens, qrcodes }) {
  return `${[
    '# Benchmark',
    describeMachine()
      .map(line => `- ${line}`)
      .join('\n'),
    'A signed text message of about 300 bytes is answered with a text. No two messages are the same: each has a MsgId of its own. ' +
      'Median (least – most) of the rounds. "Verifies" tells whether a message with a wrong signature gets no reply.',
    '## HTTP',
    renderCompetitors(http.competitors),
    '### Against a reference',
    'Ratio of responses per second, which is what the targets are for; and of responses per second of processor time of the ' +
      'server, which other work on the machine changes less.',
    renderComparisons(http.results),
    '## Without HTTP',
    'Microseconds per message: `CallbackService.handle` and the middleware of co-wechat, in one process by turns.',
    renderTime(time),
    ...renderTelemetry(telemetry),
    '## Heap',
    'What is kept of each of 50,000 messages, so that no delivery of it runs again, and what they have left behind when the ' +
      'store has turned twice, as it does within two minutes. The timers are fake, and so is that time.',
    renderHeap(heap),
    ...renderDeliveries(deliveries),
    ...renderTokens(tokens),
    ...renderQrcodes(qrcodes),
  ].join('\n\n')}\n`;
}

function renderCompetitors(competitors) {
  const sorted = competitors.toSorted(
    (a, b) => rank(a.mode) - rank(b.mode) || (b.contestant.bare ?? false) - (a.contestant.bare ?? false),
  );
  return renderTable(
    ['Contestant', 'Mode', 'Verifies', 'Responses per second', 'Notes'],
    sorted.map(({ contestant, mode, verifies, rates, reason, notes, disturbed, overstrained }) => [
      contestant.name,
      mode,
      verifies,
      rates.length === 0 ? '–' : spread(summarize(rates), whole),
      [
        ...(reason === undefined ? [] : [`cannot be measured: ${reason}`]),
        ...notes,
        ...(disturbed === 0 ? [] : [`${disturbed} of ${rates.length} windows disturbed by other work on the machine`]),
        ...(overstrained === 0 ? [] : [`${overstrained} of ${rates.length} windows limited by the load`]),
      ].join('; '),
    ]),
  );
}

function renderComparisons(results) {
  return renderTable(
    ['Contestant', 'Mode', 'Reference', 'Ratio', 'Target', 'Met', 'Ratio by processor time'],
    results.map(({ competitor, reference, ratio, cpuRatio, target }) => [
      competitor.contestant.name,
      competitor.mode,
      reference.contestant.name,
      ratio === undefined ? (competitor.reason ?? reference.reason ?? '–') : spread(ratio, decimal),
      target === undefined ? '' : `≥ ${target}`,
      target === undefined || ratio === undefined ? '' : yesNo(ratio.median >= target),
      cpuRatio === undefined ? '' : spread(cpuRatio, decimal),
    ]),
  );
}

function renderTime(results) {
  return renderTable(
    ['Mode', 'nestjs-wechat', 'co-wechat', 'Ratio', 'Target', 'Met', 'Ratio by processor time'],
    results.map(({ mode, reason, ours, coWechat, ratio, cpuRatio, target }) =>
      reason === undefined
        ? [
            mode,
            spread(ours, tenth),
            spread(coWechat, tenth),
            spread(ratio, decimal),
            `≤ ${target}`,
            yesNo(ratio.median <= target),
            spread(cpuRatio, decimal),
          ]
        : [mode, reason, '', '', '', '', ''],
    ),
  );
}

function renderHeap(results) {
  return renderTable(
    ['Mode', 'Kept of a message in bytes', 'Target', 'Met', 'Left in KiB', 'Target', 'Met'],
    results.map(({ mode, reason, keptBytes, leftKib, targets }) =>
      reason === undefined
        ? [
            mode,
            whole(keptBytes),
            `≤ ${targets.keptBytes}`,
            yesNo(keptBytes <= targets.keptBytes),
            whole(leftKib),
            `≤ ${targets.leftKib}`,
            yesNo(leftKib <= targets.leftKib),
          ]
        : [mode, reason, '', '', '', '', ''],
    ),
  );
}

function rank(mode) {
  return mode === 'plain' ? 0 : 1;
}
