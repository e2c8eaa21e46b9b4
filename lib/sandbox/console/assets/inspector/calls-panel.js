import { h, html, useState } from 'htm/preact';
import { formatLatency, formatTime } from '../format.js';
import { CallDetail } from './call-detail.js';
import { emptyList, split } from './split.js';
import { resultTag } from './tags.js';
/** @import { CallRow } from '../../console.types.js' */
/** @import { Ui } from '../ui.js' */

/**
 * The calls of WeChat's API, newest first.
 *
 * @param {{ ui: Ui, rows: readonly CallRow[] }} props
 */
export function CallsPanel({ ui, rows }) {
  const [id, choose] = useState(/** @type {number | undefined} */ (undefined));
  const { t } = ui;
  const chosen = rows.find(row => row.id === id);
  const list = html`<div class="rows rows_calls">
    <div class="rows__head" aria-hidden="true">
      <span>${t.when}</span><span>${t.method}</span><span>${t.path}</span><span>${t.latency}</span
      ><span>${t.result}</span>
    </div>
    ${rows.map(row => callRow(ui, row, row.id === id, () => choose(row.id === id ? undefined : row.id)))}
    ${rows.length === 0 && emptyList(t.noCalls, t.noCallsHint)}
  </div>`;
  const detail = chosen && h(CallDetail, { key: chosen.id, ui, row: chosen });
  return split(ui, { list, detail, hint: t.pickCall, close: () => choose(undefined) });
}

/**
 * @param {Ui} ui
 * @param {CallRow} row
 * @param {boolean} isChosen
 * @param {() => void} onClick
 */
function callRow({ t, language }, row, isChosen, onClick) {
  const { id, at, method, path, durationMs } = row;
  return html`<button key=${id} class="rows__row" aria-pressed=${isChosen} onClick=${onClick}>
    <time>${formatTime(at, language)}</time>
    <span class="rows__who">${method}</span>
    <strong class="rows__main">${path}</strong>
    <span class="rows__number">${durationMs === undefined ? '–' : formatLatency(durationMs, t)}</span>
    <span>${resultTag(t, row)}</span>
  </button>`;
}
