import { h, html } from 'htm/preact';
import { formatDuration } from '../format.js';
import { useWechatTime } from '../wechat-time.js';
import { CallbackForm } from './callback-form.js';
import { CopyButton } from './copy-button.js';
import { panelCard } from './panel-card.js';
import { tag } from './tags.js';
/** @import { AccountView, QuotaView, TokenView } from '../../console.types.js' */
/** @import { Ui } from '../ui.js' */

/**
 * What an application must know of the account, and what it has used up.
 *
 * @param {{ ui: Ui, account: AccountView, now: number }} props
 */
export function AccountPanel({ ui, account, now }) {
  const { t } = ui;
  const { tokens, quotas, ipWhitelist } = account;
  const time = useWechatTime(now);
  return html`<div class="cards">
    <div class="cards__columns">
      ${panelCard(t.callback, t.callbackHint, h(CallbackForm, { key: account.appId, ui, account }))}
      ${panelCard(t.credentials, '', credentials(ui, account))}
      ${panelCard(
        t.tokens,
        tokens.length === 0 ? t.noTokens : '',
        tokens.map(token => tokenRow(ui, token, time)),
      )}
      ${panelCard(t.quotas, quotas.length === 0 ? t.noQuotas : '', quotas.map(quotaRow))}
      ${panelCard(t.ipWhitelist, ipWhitelist ? ipWhitelist.join(', ') : t.allAddresses, '')}
    </div>
  </div>`;
}

/**
 * @param {Ui} ui
 * @param {AccountView} account
 */
function credentials({ t }, { appId, appSecret, token, encodingAESKey, originalId, mode, dataFormat, origin }) {
  const facts = [
    ['AppID', appId],
    ['AppSecret', appSecret],
    ['Token', token],
    ['EncodingAESKey', encodingAESKey],
    [t.mode, t.modes[mode]],
    [t.dataFormat, dataFormat.toUpperCase()],
    [t.originalId, originalId],
    [t.hosts, origin],
  ];
  return html`<dl class="facts">
    ${facts.map(([name, value]) =>
      value === undefined
        ? null
        : html`<dt>${name}</dt>
            <dd class="mono">${value}${h(CopyButton, { t, text: value })}</dd>`,
    )}
  </dl>`;
}

/** Seconds that a token lives. */
const TOKEN_LIFE_MS = 7200 * 1000;

/**
 * @param {Ui} ui
 * @param {TokenView} token
 * @param {number} now
 */
function tokenRow({ t }, { value, kind, state, expiresAt }, now) {
  const left = state === 'alive' ? expiresAt - now : 0;
  return html`<div key=${value} class="meter">
    <p class="meter__head">
      <span class="mono">${kind} · …${value.slice(-12)}</span>
      ${state === 'alive' ? html`<span>${t.expiresIn(formatDuration(left, t))}</span>` : tag('bad', t.tokenStates[state])}
    </p>
    <progress class="meter__bar" max=${TOKEN_LIFE_MS} value=${left}></progress>
  </div>`;
}

/** @param {QuotaView} quota */
function quotaRow({ path, used, limit }) {
  return html`<div key=${path} class="meter">
    <p class="meter__head">
      <span class="mono">${path}</span>
      <span>${used.toLocaleString()}${limit !== undefined && ` / ${limit.toLocaleString()}`}</span>
    </p>
    ${limit !== undefined && html`<progress class="meter__bar" max=${limit} value=${used}></progress>`}
  </div>`;
}
