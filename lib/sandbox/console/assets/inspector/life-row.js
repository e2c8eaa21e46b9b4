import { html } from 'htm/preact';
import { formatDuration } from '../format.js';
import { tag } from './tags.js';
/** @import { TokenView } from '../../console.types.js' */
/** @import { Texts } from '../language/language.js' */

/** How long a token lives. */
const TOKEN_LIFE_MS = 7200 * 1000;

/**
 * A token, and how much is left of its life.
 *
 * @param {Texts} t
 * @param {TokenView} token
 * @param {number} now
 */
export function tokenRow(t, { value, kind, state, expiresAt }, now) {
  const left = state === 'alive' ? expiresAt - now : 0;
  return lifeRow(t, `${kind} · …${value.slice(-12)}`, left, TOKEN_LIFE_MS, t.tokenStates[state]);
}

/**
 * Something that ends, and how much is left of its life.
 *
 * @param {Texts} t
 * @param {string} name
 * @param {number} left 0 where it has ended
 * @param {number} life
 * @param {string} ended what to say then
 */
export function lifeRow(t, name, left, life, ended) {
  return html`<div key=${name} class="meter">
    <p class="meter__head">
      <span class="mono">${name}</span>
      ${left > 0 ? html`<span>${t.expiresIn(formatDuration(left, t))}</span>` : tag('bad', ended)}
    </p>
    <progress class="meter__bar" max=${life} value=${left}></progress>
  </div>`;
}
