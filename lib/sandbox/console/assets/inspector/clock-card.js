import { html } from 'htm/preact';
import { readForm } from '../form.js';
import { localeOf } from '../language/language.js';
import { useWechatTime } from '../wechat-time.js';
import { panelCard } from './panel-card.js';
/** @import { Ui } from '../ui.js' */

const MINUTE = 60_000;

/**
 * Moves WeChat's clock.
 *
 * @param {{ ui: Ui, now: number }} props
 */
export function ClockCard({ ui: { t, language, act }, now }) {
  const time = new Date(useWechatTime(now));
  const advance = (/** @type {number} */ milliseconds) => act('advanceClock', { milliseconds });
  /** @type {readonly (readonly [string, number])[]} */
  const steps = [
    [t.fiveMinutes, 5 * MINUTE],
    [t.twoHours, 120 * MINUTE],
    [t.oneDay, 1440 * MINUTE],
    [t.threeDays, 3 * 1440 * MINUTE],
  ];
  return panelCard(
    t.clock,
    t.clockHint,
    html`<div class="clock">
      <time class="clock__time">${time.toLocaleTimeString(localeOf(language))}</time>
      <span class="clock__date">${time.toLocaleDateString(localeOf(language), { dateStyle: 'full' })}</span>
      <div class="buttons">
        ${steps.map(([label, milliseconds]) => html`<button class="button" onClick=${() => advance(milliseconds)}>${label}</button>`)}
        <form
          class="clock__form"
          onSubmit=${(/** @type {SubmitEvent} */ event) => advance(Number(readForm(event)['minutes']) * MINUTE)}
        >
          <label
            ><input
              class="field"
              type="number"
              min="0"
              step="any"
              name="minutes"
              required
              defaultValue="30"
            />${t.minutes}</label
          >
          <button class="button">${t.advance}</button>
        </form>
      </div>
    </div>`,
  );
}
