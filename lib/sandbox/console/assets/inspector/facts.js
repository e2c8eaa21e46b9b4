import { h, html } from 'htm/preact';
import { CopyButton } from './copy-button.js';
/** @import { Texts } from '../language/language.js' */

/**
 * Names and what they stand for, which can be copied.
 *
 * @param {Texts} t
 * @param {readonly (readonly [string, string | undefined])[]} facts
 */
export function factList(t, facts) {
  return html`<dl class="facts">
    ${facts.map(([name, value]) =>
      value === undefined
        ? null
        : html`<dt>${name}</dt>
            <dd class="mono">${value}${h(CopyButton, { t, text: value })}</dd>`,
    )}
  </dl>`;
}
