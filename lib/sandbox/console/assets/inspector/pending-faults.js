import { html } from 'htm/preact';
import { panelCard } from './panel-card.js';
/** @import { FaultsView, PendingFault } from '../../console.types.js' */
/** @import { Texts } from '../language/language.js' */
/** @import { Ui } from '../ui.js' */

/**
 * What lies in wait, in the order in which it happens.
 *
 * @param {Ui} ui
 * @param {FaultsView} faults
 */
export function pendingFaults({ t, act }, { api, duplicates, held }) {
  const isNone = api.length === 0 && duplicates === 0 && held.length === 0;
  return panelCard(
    t.pendingFaults,
    isNone ? t.noFaults : '',
    !isNone &&
      html`<ul class="pending">
          ${api.map(({ path, fault, left }) => item(path ?? t.everyPath, describe(t, fault), t.faultTimes(left)))}
          ${held.map(({ kind, left }) => item(kind, t.faultKinds.hold, t.faultTimes(left)))}
          ${duplicates !== 0 && item(t.deliveryFaults, t.faultKinds.duplicate, t.faultTimes(duplicates))}
        </ul>
        <button class="button button_warn" onClick=${() => act('clearFaults')}>${t.clearFaults}</button>`,
  );
}

/**
 * @param {string} path
 * @param {string} text
 * @param {string} times
 */
function item(path, text, times) {
  return html`<li><span class="mono">${path}</span><strong>${text}</strong><small>${times}</small></li>`;
}

/**
 * @param {Texts} t
 * @param {PendingFault['fault']} fault
 */
function describe({ faultKinds }, fault) {
  if (fault === 'hold') return faultKinds.hold;
  if (fault === 'drop-response') return faultKinds.drop;
  if (typeof fault === 'string') return fault;
  if ('delayMs' in fault) return faultKinds.delay(fault.delayMs);
  return 'errcode' in fault ? faultKinds.error(fault.errcode) : JSON.stringify(fault.json);
}
