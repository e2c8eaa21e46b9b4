import { h, html } from 'htm/preact';
import { icon } from '../icons.js';
import { describeForm } from './forms.js';
import { ProfileSheet } from './profile.js';
import { Scanner } from './scanner.js';
import { SheetForm } from './sheet-form.js';
/** @import { MenuButtonView, Snapshot } from '../../console.types.js' */
/** @import { Ui } from '../ui.js' */
/** @import { FormName } from './forms.js' */

/** @typedef {FormName | 'scanner' | 'profile'} SheetName */
/**
 * What is to be asked, and the menu button that asks for it.
 *
 * @typedef {object} SheetRequest
 * @property {SheetName} kind
 * @property {MenuButtonView} [button]
 */

/**
 * Slides up over the lower part of the phone.
 *
 * @param {{ ui: Ui, snapshot: Snapshot, request: SheetRequest, close: () => void }} props
 */
export function Sheet({ ui, snapshot, request, close }) {
  const { t } = ui;
  const { kind, button } = request;
  const title = { scanner: t.scanner, profile: t.profile };
  const form = kind === 'scanner' || kind === 'profile' ? undefined : describeForm(t, kind, button);
  const leave = (/** @type {KeyboardEvent} */ { key }) => key === 'Escape' && close();
  return html`<div class="sheet" onKeyDown=${leave}>
    <button class="sheet__backdrop" aria-label=${t.cancel} onClick=${close}></button>
    <div
      class="sheet__panel"
      role="dialog"
      aria-label=${form?.title ?? title[/** @type {keyof typeof title} */ (kind)]}
    >
      <header class="sheet__head">
        <button class="sheet__close" aria-label=${t.close} onClick=${close}>${icon('close')}</button>
        <h3>${form?.title ?? title[/** @type {keyof typeof title} */ (kind)]}</h3>
      </header>
      <div class="sheet__body">
        ${kind === 'scanner' && h(Scanner, { ui, snapshot, close })}
        ${kind === 'profile' && h(ProfileSheet, { ui, snapshot, close })} ${form && h(SheetForm, { ui, form, close })}
      </div>
    </div>
  </div>`;
}
