import { html } from 'htm/preact';
/** @import { CallRow, Verdict } from '../../console.types.js' */
/** @import { Texts } from '../language/language.js' */

/** @typedef {'good' | 'odd' | 'bad' | 'open'} Tone */

/** @type {Readonly<Record<Verdict, Tone>>} */
const TONES = {
  acknowledged: 'good',
  replied: 'good',
  'reply-ignored': 'odd',
  'bad-answer': 'bad',
  'bad-status': 'bad',
  timeout: 'bad',
  'connection-failed': 'bad',
  lost: 'odd',
  'no-callback': 'odd',
};

/**
 * @param {Verdict | undefined} verdict
 * @returns {Tone}
 */
export function toneOf(verdict) {
  return verdict === undefined ? 'open' : TONES[verdict];
}

/**
 * What became of a delivery, in colour.
 *
 * @param {Texts} t
 * @param {Verdict | undefined} verdict
 */
export function verdictTag(t, verdict) {
  return tag(toneOf(verdict), verdict === undefined ? t.pending : t.verdicts[verdict]);
}

/**
 * A word in colour.
 *
 * @param {Tone} tone
 * @param {string | number} text
 */
export function tag(tone, text) {
  return html`<span class=${`tag tag_${tone}`}>${text}</span>`;
}

/**
 * The errcode, or what befell the call in place of an answer.
 *
 * @param {Texts} t
 * @param {CallRow} row
 */
export function resultTag(t, { errcode, note, durationMs }) {
  if (durationMs === undefined) return tag('open', t.pending);
  if (errcode === undefined) return tag('bad', note);
  return tag(errcode === 0 ? 'good' : 'bad', errcode);
}
