import { html } from 'htm/preact';
import { formatLatency } from '../format.js';
import { panelCard } from './panel-card.js';
import { tag } from './tags.js';
/** @import { ComponentView, ReleaseTestCase } from '../../console.types.js' */
/** @import { Ui } from '../ui.js' */
/** @import { Tone } from './tags.js' */

/** @type {Readonly<Record<ReleaseTestCase['outcome'], Tone>>} */
const TONES = { passed: 'good', failed: 'bad', skipped: 'odd' };

/**
 * The test before a platform is released to all networks, and what came of it.
 *
 * @param {Ui} ui
 * @param {ComponentView} component
 */
export function releaseTestCard({ t, act }, { componentAppId: component, releaseTest }) {
  const { cases = [], isDone = true } = releaseTest ?? {};
  const failed = cases.filter(({ outcome }) => outcome === 'failed').length;
  return panelCard(
    t.releaseTest,
    t.releaseTestHint,
    html`<div class="buttons">
        <button class="button button_primary" disabled=${!isDone} onClick=${() => act('runReleaseTest', { component })}>
          ${isDone ? t.runReleaseTest : t.testing}
        </button>
      </div>
      ${
        releaseTest &&
        html`<p class="platform-state" role="status">
          ${isDone && tag(failed === 0 ? 'good' : 'bad', failed === 0 ? t.testPassed : t.testFailed(failed))}
          <span>${t.casesDone(cases.length)}</span>
        </p>`
      }
      ${cases.map((testCase, index) => caseRow(t, testCase, index))}`,
  );
}

/**
 * @param {Ui['t']} t
 * @param {ReleaseTestCase} testCase
 * @param {number} index
 */
function caseRow(t, { name, appId, outcome, expected, received, reason, durationMs }, index) {
  return html`<details key=${index} class="test-case" open=${outcome === 'failed'}>
    <summary>
      ${tag(TONES[outcome], t.outcomes[outcome])}
      <strong>${t.testCases[name]}</strong>
      <span>${[appId, formatLatency(durationMs, t)].filter(Boolean).join(' · ')}</span>
    </summary>
    ${reason !== '' && html`<p class=${`reason reason_${TONES[outcome]}`}>${reason}</p>`}
    <dl>
      <dt>${t.expected}</dt>
      <dd class="mono">${expected}</dd>
      <dt>${t.received}</dt>
      <dd class="mono">${received}</dd>
    </dl>
  </details>`;
}
