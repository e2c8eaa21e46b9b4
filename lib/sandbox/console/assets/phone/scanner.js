import { html } from 'htm/preact';
import { formatDuration } from '../format.js';
/** @import { LoginView, QrCodeView, Snapshot } from '../../console.types.js' */
/** @import { Ui } from '../ui.js' */

/**
 * What can be scanned: QR codes of all accounts, and login pages of websites.
 *
 * @param {{ ui: Ui, snapshot: Snapshot, close: () => void }} props
 */
export function Scanner({ ui, snapshot, close }) {
  const { t } = ui;
  const { codes, logins, now } = snapshot;
  return html`<div class="scanner">
    ${logins.length > 0 && html`<h4>${t.logins}</h4>`} ${logins.map(login => loginItem(ui, login))}
    ${logins.length > 0 && html`<h4>${t.codes}</h4>`} ${codes.map(code => codeItem(ui, code, now, close))}
    ${codes.length === 0 && html`<p class="scanner__empty">${t.noCodes}</p>`}
  </div>`;
}

/**
 * @param {Ui} ui
 * @param {QrCodeView} code
 * @param {number} now
 * @param {() => void} close
 */
function codeItem(ui, { ticket, appId, nickname, scene, expiresAt }, now, close) {
  const { t } = ui;
  const life = expiresAt === undefined ? t.permanent : t.expiresIn(formatDuration(expiresAt - now, t));
  const scan = async () => {
    close();
    // A code of another account opens the chat with that one.
    ui.select({ ...ui.selection, account: appId });
    await ui.act('scan', { ticket });
  };
  return html`<div key=${ticket} class="scanner__item">
    <img src=${`/cgi-bin/showqrcode?ticket=${encodeURIComponent(ticket)}`} alt="" loading="lazy" />
    <p><strong>${scene}</strong><small>${nickname} · ${life}</small></p>
    <button class="button button_primary" onClick=${scan}>${t.scan}</button>
  </div>`;
}

/**
 * @param {Ui} ui
 * @param {LoginView} login
 */
function loginItem(ui, { id: login, nickname, state, scannedBy }) {
  const { t, act } = ui;
  const isWaiting = state === 'waiting';
  return html`<div key=${login} class="scanner__item">
    <p>
      <strong>${nickname}${scannedBy && ` · ${scannedBy}`}</strong>
      <small>${isWaiting ? t.websiteLogin : t.scannedLogin}</small>
    </p>
    ${
      isWaiting
        ? html`<button class="button button_primary" onClick=${() => act('scanLogin', { login })}>${t.scan}</button>`
        : html`<button class="button" onClick=${() => act('declineLogin', { login })}>${t.decline}</button>
            <button class="button button_primary" onClick=${() => act('confirmLogin', { login })}>${t.allow}</button>`
    }
  </div>`;
}
