import { h, html, useLayoutEffect, useRef } from 'htm/preact';
import { avatar } from '../avatar.js';
import { localeOf } from '../language/language.js';
import { content, isWide } from './message-content.js';
import { ACCOUNT_COLOUR } from './profile.js';
/** @import { AccountView, PhoneMessage, PhoneView } from '../../console.types.js' */
/** @import { Ui } from '../ui.js' */

/** The time stands above a message that comes so long after the one before. */
const PAUSE_MS = 5 * 60_000;

/**
 * The messages, oldest first.
 *
 * @param {{ ui: Ui, phone: PhoneView, account: AccountView }} props
 */
export function Chat({ ui, phone, account }) {
  const list = useRef(/** @type {HTMLDivElement | null} */ (null));
  const { chat } = phone;
  useLayoutEffect(() => {
    // It is laid out from its end, which is 0 then.
    if (list.current) list.current.scrollTop = 0;
  }, [chat.at(-1)?.id]);
  return html`<div class="chat" role="log" tabindex="0" aria-label=${account.nickname} ref=${list}>
    <div class="chat__messages">
      ${chat.length === 0 && html`<p class="chat__notice">${ui.t.emptyChat}</p>`}
      ${chat.map((message, index) => {
        const pause = message.at - (chat[index - 1]?.at ?? -Infinity);
        return h(Message, { key: message.id, ui, phone, account, message, hasTime: pause > PAUSE_MS });
      })}
    </div>
  </div>`;
}

/** @param {{ ui: Ui, phone: PhoneView, account: AccountView, message: PhoneMessage, hasTime: boolean }} props */
function Message({ ui, phone, account, message, hasTime }) {
  const time = hasTime && html`<time class="chat__notice">${formatTime(message.at, ui)}</time>`;
  if (message.type === 'notice')
    return html`<div class="chat__entry">
      ${time}
      <p class="chat__notice">${message.text}</p>
    </div>`;
  const isMine = message.from === 'person';
  const side = isMine ? 'message_mine' : 'message_theirs';
  return html`<div class="chat__entry">
    ${time}
    <div class=${`message ${side} ${isWide(message) && !isMine ? 'message_wide' : ''}`}>
      ${isMine ? avatar(phone.nickname) : avatar(account.nickname, ACCOUNT_COLOUR)}
      <div class="message__content">${content(ui, message)}</div>
    </div>
  </div>`;
}

/**
 * @param {number} at
 * @param {Ui} ui
 */
function formatTime(at, { language }) {
  return new Date(at).toLocaleString(localeOf(language), {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
}
