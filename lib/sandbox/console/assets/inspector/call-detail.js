import { html } from 'htm/preact';
import { formatLatency, formatTime } from '../format.js';
import { codeBlock } from './code-block.js';
import { resultTag } from './tags.js';
import { useDetail } from './use-detail.js';
/** @import { CallDetail as Detail, CallRow } from '../../console.types.js' */
/** @import { Ui } from '../ui.js' */

/**
 * One call: what was sent and what came back.
 *
 * @param {{ ui: Ui, row: CallRow }} props
 */
export function CallDetail({ ui, row }) {
  const { t, language } = ui;
  const { id, method, path, at, note, durationMs, errcode } = row;
  /** @type {Detail | undefined} */
  const detail = useDetail('calls', id, String(durationMs));
  const when = [
    formatTime(at, language),
    durationMs !== undefined && formatLatency(durationMs, t),
    detail?.ip,
    `#${id}`,
  ];
  return html`<article class="detail">
    <header class="detail__head">
      <h3>${method} ${path}</h3>
      ${resultTag(t, row)}
      <p>${when.filter(Boolean).join(' · ')}</p>
    </header>
    ${
      note !== '' &&
      html`<div class="reason reason_bad">
        <p class="reason__words">${[errcode, note].filter(Boolean).join(' ')}</p>
        ${detail?.rid && html`<p>rid: ${detail.rid}</p>`}
      </div>`
    }
    ${detail && parts(ui, detail)}
  </article>`;
}

/**
 * @param {Ui} ui
 * @param {Detail} detail
 */
function parts({ t }, { query, body, files, response }) {
  return [
    Object.keys(query).length > 0 &&
      html`<h4>${t.query}</h4>
        ${codeBlock(t, toText(query))}`,
    body !== undefined &&
      html`<h4>${t.body}</h4>
        ${codeBlock(t, toText(body))}`,
    files.length > 0 &&
      html`<h4>${t.files}</h4>
        ${codeBlock(t, toText(files))}`,
    response !== undefined &&
      html`<h4>${t.response}</h4>
        ${codeBlock(t, toText(response))}`,
  ];
}

/** @param {unknown} value */
function toText(value) {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
