import { h, html } from 'htm/preact';
import { readForm } from '../form.js';
import { ClockCard } from './clock-card.js';
import { panelCard } from './panel-card.js';
import { pendingFaults } from './pending-faults.js';
/** @import { Snapshot } from '../../console.types.js' */
/** @import { Ui } from '../ui.js' */

/**
 * Makes things go wrong, and moves the clock.
 *
 * @param {{ ui: Ui, snapshot: Snapshot }} props
 */
export function FaultsPanel({ ui, snapshot }) {
  const { t, act } = ui;
  return html`<div class="cards">
    <div class="cards__columns">
      ${h(ClockCard, { ui, now: snapshot.now })} ${pendingFaults(ui, snapshot.faults)}
      ${panelCard(
        t.tokenFaults,
        t.tokenFaultsHint,
        html`<div class="buttons">
          <button class="button" onClick=${() => act('expireTokens')}>${t.expireTokens}</button>
          <button class="button" onClick=${() => act('rejectTokens')}>${t.rejectTokens}</button>
        </div>`,
      )}
      ${panelCard(t.apiFaults, '', [h(ApiErrorForm, { ui }), h(DelayForm, { ui }), h(DropForm, { ui })])}
      ${panelCard(
        t.deliveryFaults,
        t.deliveryFaultsHint,
        html`<div class="buttons">
          ${[1, 5].map(times => html`<button class="button" onClick=${() => act('duplicateDeliveries', { times })}>${t.duplicate} × ${times}</button>`)}
          <button class="button" onClick=${() => act('duplicateDeliveries')}>${t.duplicate}: ${t.duplicateAll}</button>
        </div>`,
      )}
    </div>
  </div>`;
}

/** @param {{ ui: Ui }} props */
function ApiErrorForm({ ui: { t, act } }) {
  return faultForm(
    t.apiError,
    t.add,
    values => act('apiError', { path: values['path'], errcode: Number(values['errcode']), ...readTimes(values) }),
    [
      pathField(t.path, '/cgi-bin/message/custom/send', true),
      numberField('errcode', t.errcode, '45015', true),
      numberField('times', t.times, '', false, t.always),
    ],
  );
}

/** @param {{ ui: Ui }} props */
function DelayForm({ ui: { t, act } }) {
  return faultForm(
    t.delay,
    t.add,
    values => act('delay', { path: values['path'], milliseconds: Number(values['milliseconds']) }),
    [pathField(t.everyPath, '', false), numberField('milliseconds', t.milliseconds, '3000', true)],
  );
}

/** @param {{ ui: Ui }} props */
function DropForm({ ui: { t, act } }) {
  return faultForm(
    t.dropResponses,
    t.add,
    values => act('dropResponses', { path: values['path'], ...readTimes(values) }),
    [pathField(t.everyPath, '', false), numberField('times', t.times, '1', true)],
  );
}

/**
 * @param {string} title
 * @param {string} label of its button
 * @param {(values: Readonly<Record<string, string>>) => unknown} submit
 * @param {readonly unknown[]} fields
 */
function faultForm(title, label, submit, fields) {
  return html`<form class="fault-form" onSubmit=${(/** @type {SubmitEvent} */ event) => submit(readForm(event))}>
    <strong>${title}</strong> ${fields}
    <button class="button">${label}</button>
  </form>`;
}

/**
 * @param {string} hint
 * @param {string} value
 * @param {boolean} isRequired
 */
function pathField(hint, value, isRequired) {
  return html`<input
    class="field mono fault-form__path"
    name="path"
    aria-label=${hint}
    placeholder=${hint}
    defaultValue=${value}
    required=${isRequired}
  />`;
}

/**
 * @param {string} name
 * @param {string} label
 * @param {string} value
 * @param {boolean} isRequired
 * @param {string} [hint]
 */
function numberField(name, label, value, isRequired, hint = label) {
  return html`<label class="fault-form__number">
    <input
      class="field"
      type="number"
      min="0"
      name=${name}
      placeholder=${hint}
      defaultValue=${value}
      required=${isRequired}
    />${label}
  </label>`;
}

/** @param {Readonly<Record<string, string>>} values */
function readTimes(values) {
  return values['times'] ? { times: Number(values['times']) } : {};
}
