import { html } from 'htm/preact';
import { icon } from '../icons.js';
/** @import { IconName } from '../icons.js' */
/** @import { Ui } from '../ui.js' */
/** @import { SheetName, SheetRequest } from './sheet.js' */

/**
 * What else can be sent.
 *
 * @param {{ ui: Ui, open: (sheet: SheetRequest) => void }} props
 */
export function PlusPanel({ ui: { t }, open }) {
  /** @type {readonly (readonly [SheetName, IconName, string])[]} */
  const items = [
    ['picture', 'image', t.picture],
    ['video', 'video', t.video],
    ['voice', 'voice', t.voice],
    ['location', 'pin', t.location],
    ['link', 'link', t.link],
    ['reportLocation', 'radar', t.reportLocation],
    ['scanner', 'scan', t.scan],
  ];
  return html`<div class="plus-panel">
    ${items.map(
      ([kind, name, label]) =>
        html`<button class="plus-panel__item" onClick=${() => open({ kind })}><i>${icon(name)}</i>${label}</button>`,
    )}
  </div>`;
}
