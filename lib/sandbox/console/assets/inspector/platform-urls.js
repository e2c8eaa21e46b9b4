import { html } from 'htm/preact';
import { readForm } from '../form.js';
/** @import { ComponentView } from '../../console.types.js' */
/** @import { Ui } from '../ui.js' */

/**
 * Where a platform is pushed what. WeChat asks these URLs nothing before it takes them.
 *
 * @param {{ ui: Ui, component: ComponentView }} props
 */
export function PlatformUrls({ ui: { t, act }, component: { componentAppId: component, eventsUrl, messageUrl } }) {
  const submit = (/** @type {SubmitEvent} */ event) => act('setComponentUrls', { component, ...readForm(event) });
  return html`<form class="platform-urls" onSubmit=${submit}>
    ${urlField('eventsUrl', t.eventsUrl, eventsUrl, `http://127.0.0.1:3000/wechat/open/${component}/events`)}
    ${urlField('messageUrl', t.messageUrl, messageUrl, `http://127.0.0.1:3000/wechat/open/${component}/$APPID$`)}
    <button class="button">${t.save}</button>
  </form>`;
}

/**
 * @param {string} name
 * @param {string} label
 * @param {string | undefined} value
 * @param {string} hint
 */
function urlField(name, label, value, hint) {
  return html`<label
    >${label}<input key=${value} class="field mono" name=${name} placeholder=${hint} defaultValue=${value ?? ''}
  /></label>`;
}
