import { html } from 'htm/preact';
import { icon } from '../icons.js';
/** @import { VNode } from 'preact' */
/** @import { Ui } from '../ui.js' */

/**
 * A list and, beside it or in its place, the details of what was chosen.
 *
 * @param {Ui} ui
 * @param {{ list: VNode, detail: VNode | undefined, hint: string, close: () => void }} parts
 */
export function split({ t }, { list, detail, hint, close }) {
  return html`<div class="split" data-shows=${detail ? 'detail' : 'list'}>
    <div class="split__list">${list}</div>
    <div class="split__detail">
      ${detail && html`<button class="split__back" onClick=${close}>${icon('back')}${t.back}</button>`}
      ${detail ?? html`<p class="split__hint">${hint}</p>`}
    </div>
  </div>`;
}

/**
 * Stands where a list is empty.
 *
 * @param {string} title
 * @param {string} text
 */
export function emptyList(title, text) {
  return html`<div class="empty">
    <strong>${title}</strong>
    <p>${text}</p>
  </div>`;
}
