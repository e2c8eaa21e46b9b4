import { h, html, useState } from 'htm/preact';
import { formatLatency, formatTime } from '../format.js';
import { DeliveryDetail } from './delivery-detail.js';
import { emptyList, split } from './split.js';
import { verdictTag } from './tags.js';
/** @import { DeliveryRow } from '../../console.types.js' */
/** @import { Ui } from '../ui.js' */

/**
 * The pushes, newest first.
 *
 * @param {{ ui: Ui, rows: readonly DeliveryRow[] }} props
 */
export function DeliveriesPanel({ ui, rows }) {
  const [id, choose] = useState(/** @type {number | undefined} */ (undefined));
  const { t } = ui;
  const chosen = rows.find(row => row.id === id);
  const list = html`<div class="rows rows_deliveries">
    <div class="rows__head" aria-hidden="true">
      <span>${t.when}</span><span>${t.kind}</span><span>${t.who}</span><span>${t.attempts}</span
      ><span>${t.latency}</span>
      <span>${t.verdict}</span>
    </div>
    ${rows.map(row => deliveryRow(ui, row, row.id === id, () => choose(row.id === id ? undefined : row.id)))}
    ${rows.length === 0 && emptyList(t.noDeliveries, t.noDeliveriesHint)}
  </div>`;
  const detail = chosen && h(DeliveryDetail, { key: chosen.id, ui, row: chosen });
  return split(ui, { list, detail, hint: t.pickDelivery, close: () => choose(undefined) });
}

/**
 * @param {Ui} ui
 * @param {DeliveryRow} row
 * @param {boolean} isChosen
 * @param {() => void} onClick
 */
function deliveryRow({ t, language }, { id, at, kind, nickname, attempts, durationMs, verdict }, isChosen, onClick) {
  return html`<button key=${id} class="rows__row" aria-pressed=${isChosen} onClick=${onClick}>
    <time>${formatTime(at, language)}</time>
    <strong class="rows__main">${kind}</strong>
    <span class="rows__who">${nickname ?? '–'}</span>
    <span class="rows__number">${attempts}</span>
    <span class="rows__number">${attempts === 0 ? '–' : formatLatency(durationMs, t)}</span>
    <span>${verdictTag(t, verdict)}</span>
  </button>`;
}
