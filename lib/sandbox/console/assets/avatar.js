import { html } from 'htm/preact';

const COLOURS = ['#5b8def', '#f0883e', '#8e6fe0', '#2fb8a6', '#e0679b', '#4c9f70', '#d2a038', '#6a7fa8'];

/**
 * A coloured square with the first letter of a name.
 *
 * @param {string} name
 * @param {string} [colour] default: one that follows from the name
 */
export function avatar(name, colour = COLOURS[hash(name) % COLOURS.length]) {
  return html`<span class="avatar" style=${{ background: colour }} aria-hidden="true">
    ${(Array.from(name.trim())[0] ?? '?').toUpperCase()}
  </span>`;
}

/** @param {string} text */
function hash(text) {
  return Array.from(text).reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003, 7);
}
