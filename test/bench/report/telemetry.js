import { decimal, spread, tenth, yesNo } from './format.js';
import { renderTable } from './table.js';

/**
 * The report's part about events and traces.
 *
 * @param {Awaited<ReturnType<import('../in-process/bench.js').benchTelemetry>>} results
 * @returns {string[]} paragraphs
 */
export function renderTelemetry(results) {
  return [
    '## Events and traces',
    'Microseconds per message of `CallbackService.handle` where nobody wants to know what happens; and what it takes, as a share of ' +
      'that, by processor time, where somebody listens to `WechatEvents`, and with `WechatOpenTelemetryModule` without an SDK, in one ' +
      'process by turns. The last share is the one of what another build of this package takes, where there is one (BENCH_BASELINE).',
    renderTable(
      ['Mode', 'Nobody', 'A listener', 'OpenTelemetry', 'Nobody, by the other build', 'Target', 'Met'],
      results.map(({ mode, reason, nobody, listener, openTelemetry, baseline, target }) =>
        reason === undefined
          ? [
              mode,
              spread(nobody, tenth),
              spread(listener, decimal),
              spread(openTelemetry, decimal),
              baseline === undefined ? '' : spread(baseline, decimal),
              baseline === undefined ? '' : `≤ ${target}`,
              baseline === undefined ? '' : yesNo(baseline.median <= target),
            ]
          : [mode, reason, '', '', '', '', ''],
      ),
    ),
  ];
}
