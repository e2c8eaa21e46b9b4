import { h, html } from 'htm/preact';
import { localeOf } from './language/language.js';
import { useWechatTime } from './wechat-time.js';
/** @import { Snapshot } from '../console.types.js' */
/** @import { Language } from './language/language.js' */
/** @import { Ui } from './ui.js' */

/**
 * The head of the page: the account that is looked at, WeChat's time and the language.
 *
 * @param {{ ui: Ui, snapshot: Snapshot, setLanguage: (language: Language) => void }} props
 */
export function TopBar({ ui, snapshot, setLanguage }) {
  const { t, language } = ui;
  return html`<header class="top-bar">
    <img class="top-bar__logo" src="/sandbox/assets/icon.svg" alt="" />
    <h1 class="top-bar__title">${t.title}</h1>
    ${snapshot.accounts.length > 1 && h(AccountSwitch, { ui, snapshot })}
    <span class="top-bar__space"></span>
    ${h(WechatTime, { ui, now: snapshot.now })}
    <div class="switch" role="group" aria-label=${t.language}>
      ${languageButton('zh', '中文', language, setLanguage)} ${languageButton('en', 'EN', language, setLanguage)}
    </div>
  </header>`;
}

/** @param {{ ui: Ui, snapshot: Snapshot }} props */
function AccountSwitch({ ui, snapshot }) {
  const { accounts, account } = snapshot;
  return html`<select
    class="top-bar__account"
    aria-label=${ui.t.account}
    onChange=${(/** @type {{ currentTarget: HTMLSelectElement }} */ { currentTarget }) =>
      ui.select({ ...ui.selection, account: currentTarget.value })}
  >
    ${accounts.map(
      ({ appId, nickname }) =>
        html`<option value=${appId} selected=${appId === account.appId}>${nickname} · ${appId}</option>`,
    )}
  </select>`;
}

/** @param {{ ui: Ui, now: number }} props */
function WechatTime({ ui: { t, language }, now }) {
  const time = new Date(useWechatTime(now));
  const locale = localeOf(language);
  return html`<p class="top-bar__time" title=${t.wechatTime}>
    <span>${t.wechatTime}</span><time>${time.toLocaleDateString(locale, { dateStyle: 'medium' })}</time>
    <time>${time.toLocaleTimeString(locale)}</time>
  </p>`;
}

/**
 * @param {Language} name
 * @param {string} label
 * @param {Language} chosen
 * @param {(language: Language) => void} choose
 */
function languageButton(name, label, chosen, choose) {
  return html`<button lang=${name} aria-pressed=${name === chosen} onClick=${() => choose(name)}>${label}</button>`;
}
