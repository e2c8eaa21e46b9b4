import { h, html } from 'htm/preact';
import { useWechatTime } from '../wechat-time.js';
import { CallbackForm } from './callback-form.js';
import { factList } from './facts.js';
import { tokenRow } from './life-row.js';
import { panelCard } from './panel-card.js';
/** @import { AccountView, QuotaView } from '../../console.types.js' */
/** @import { Ui } from '../ui.js' */

/**
 * What an application must know of the account, and what it has used up.
 *
 * @param {{ ui: Ui, account: AccountView, now: number }} props
 */
export function AccountPanel({ ui, account, now }) {
  const { t } = ui;
  const { tokens, quotas, ipWhitelist, servedBy } = account;
  const time = useWechatTime(now);
  return html`<div class="cards">
    <div class="cards__columns">
      ${panelCard(t.callback, servedBy === undefined ? t.callbackHint : t.servedBy(servedBy), h(CallbackForm, { key: account.appId, ui, account }))}
      ${panelCard(t.credentials, '', credentials(ui, account))}
      ${panelCard(
        t.tokens,
        tokens.length === 0 ? t.noTokens : '',
        tokens.map(token => tokenRow(t, token, time)),
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
  return factList(t, [
    ['AppID', appId],
    ['AppSecret', appSecret],
    ['Token', token],
    ['EncodingAESKey', encodingAESKey],
    [t.mode, t.modes[mode]],
    [t.dataFormat, dataFormat.toUpperCase()],
    [t.originalId, originalId],
    [t.hosts, origin],
  ]);
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
