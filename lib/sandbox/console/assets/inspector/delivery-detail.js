import { html } from 'htm/preact';
import { formatLatency, formatTime } from '../format.js';
import { codeBlock } from './code-block.js';
import { useDetail } from './use-detail.js';
import { toneOf, verdictTag } from './tags.js';
/** @import { DeliveryAttempt, DeliveryDetail as Detail, DeliveryRow, Verdict } from '../../console.types.js' */
/** @import { Ui } from '../ui.js' */

/**
 * One push: the message, every attempt, the answer, and why it was judged as it was.
 *
 * @param {{ ui: Ui, row: DeliveryRow }} props
 */
export function DeliveryDetail({ ui, row }) {
  const { t, language } = ui;
  const { id, kind, at, nickname, verdict, attempts } = row;
  /** @type {Detail | undefined} */
  const detail = useDetail('deliveries', id, `${attempts} ${verdict}`);
  return html`<article class="detail">
    <header class="detail__head">
      <h3>${kind}</h3>
      ${verdictTag(t, verdict)}
      <p>
        ${[nickname, formatTime(at, language), `#${id}`, detail?.componentAppId && `${t.platform} ${detail.componentAppId}`].filter(Boolean).join(' · ')}
      </p>
    </header>
    ${verdict && reason(ui, verdict, detail?.log.at(-1)?.reason)}
    ${
      detail &&
      html`<h4>${t.message}</h4>
        ${codeBlock(t, detail.message)}
        ${
          detail.answer !== undefined &&
          html`<h4>${t.clearAnswer}</h4>
            ${codeBlock(t, detail.answer || t.emptyAnswer)}`
        }
        ${detail.log.map(attempt => attemptCard(ui, attempt, detail.message))}`
    }
  </article>`;
}

/**
 * @param {Ui} ui
 * @param {Verdict} verdict
 * @param {string} [text] WeChat's own words
 */
function reason({ t }, verdict, text) {
  const isTelling = text !== undefined && !['ok', 'success', ''].includes(text);
  return html`<div class=${`reason reason_${toneOf(verdict)}`}>
    <p>${t.verdictReasons[verdict]}</p>
    ${isTelling && html`<p class="reason__words">${text}</p>`}
  </div>`;
}

/**
 * @param {Ui} ui
 * @param {DeliveryAttempt} attempt
 * @param {string} message
 */
function attemptCard({ t, language }, { number, at, durationMs, request, response, verdict, reason: why }, message) {
  return html`<details class="attempt" open=${verdict !== 'replied' && verdict !== 'acknowledged'}>
    <summary>
      <strong>${t.attempt(number)}</strong>
      ${verdictTag(t, verdict)}
      <span
        >${[formatTime(at, language), response && `HTTP ${response.status}`, formatLatency(durationMs, t)].filter(Boolean).join(' · ')}</span
      >
    </summary>
    <p class="attempt__reason">${why}</p>
    <h5>${t.callbackRequest}</h5>
    ${codeBlock(t, `POST ${request.url}`)}
    ${
      request.body !== message &&
      html`<h5>${t.requestBody}</h5>
        ${codeBlock(t, request.body)}`
    }
    <h5>${t.rawAnswer}</h5>
    ${response ? codeBlock(t, response.body || t.emptyAnswer) : html`<p class="attempt__reason">${t.noAnswer}</p>`}
  </details>`;
}
