import { html, useState } from 'htm/preact';
import { readForm } from '../form.js';
import { runAction } from '../store/requests.js';
/** @import { AccountView } from '../../console.types.js' */
/** @import { Ui } from '../ui.js' */

/** @typedef {{ readonly tone: 'good' | 'bad', readonly text: string }} Outcome */

/**
 * Sets the callback URL, which WeChat asks for the echostr first.
 *
 * @param {{ ui: Ui, account: AccountView }} props
 */
export function CallbackForm({ ui: { t }, account: { appId, callbackUrl } }) {
  const [isAsking, setAsking] = useState(false);
  const [outcome, setOutcome] = useState(/** @type {Outcome | undefined} */ (undefined));
  const submit = async (/** @type {SubmitEvent} */ event) => {
    const { url } = readForm(event);
    setAsking(true);
    setOutcome(undefined);
    try {
      await runAction('setCallback', { account: appId, url });
      setOutcome({ tone: 'good', text: t.callbackTaken });
    } catch (error) {
      setOutcome({ tone: 'bad', text: error instanceof Error ? error.message : String(error) });
    }
    setAsking(false);
  };
  return html`<form class="callback-form" onSubmit=${submit}>
    <input
      key=${callbackUrl}
      class="field mono"
      name="url"
      type="url"
      required
      aria-label=${t.callback}
      placeholder="http://127.0.0.1:3000/wechat"
      defaultValue=${callbackUrl ?? ''}
    />
    <button class="button button_primary" disabled=${isAsking}>${isAsking ? t.verifying : t.verify}</button>
    ${!callbackUrl && !outcome && html`<p class="callback-form__note">${t.callbackNone}</p>`}
    ${outcome && html`<p class=${`reason reason_${outcome.tone}`} role="status">${outcome.text}</p>`}
  </form>`;
}
