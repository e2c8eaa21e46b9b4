import { html } from 'htm/preact';
/** @import { ComponentChildren } from 'preact' */

/**
 * A part of a panel under a heading.
 *
 * @param {string} title
 * @param {string} hint empty for none
 * @param {ComponentChildren} children
 */
export function panelCard(title, hint, children) {
  return html`<section class="panel-card">
    <h3>${title}</h3>
    ${hint !== '' && html`<p class="panel-card__hint">${hint}</p>`} ${children}
  </section>`;
}
