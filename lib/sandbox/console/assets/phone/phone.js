import { h, html, useEffect, useState } from 'htm/preact';
import { localeOf } from '../language/language.js';
import { useWechatTime } from '../wechat-time.js';
import { Chat } from './chat.js';
import { InputBar } from './input-bar.js';
import { NoChat, Nobody, Profile } from './profile.js';
import { Sheet } from './sheet.js';
import { TitleBar } from './title-bar.js';
/** @import { Snapshot } from '../../console.types.js' */
/** @import { Ui } from '../ui.js' */
/** @import { SheetRequest } from './sheet.js' */

/**
 * A phone that is open at the chat with an account.
 *
 * @param {{ ui: Ui, snapshot: Snapshot }} props
 */
export function Phone({ ui, snapshot }) {
  const [sheet, setSheet] = useState(/** @type {SheetRequest | undefined} */ (undefined));
  const { phone, account, menu, now } = snapshot;
  const key = `${account.appId} ${phone?.personId}`;
  const close = () => setSheet(undefined);
  useEffect(close, [key]);
  const hasChat = account.type === 'official-account';
  const isStranger = phone && !phone.isFollowing && phone.chat.length === 0;
  return html`<div class="phone">
    ${h(StatusBar, { ui, now })} ${h(TitleBar, { ui, snapshot, open: setSheet })} ${!hasChat && h(NoChat, { ui })}
    ${hasChat && !phone && h(Nobody, { ui })}
    ${hasChat && phone && (isStranger ? h(Profile, { ui, account }) : h(Chat, { key, ui, phone, account }))}
    ${hasChat && phone?.isFollowing && h(InputBar, { key, ui, menu, open: setSheet })}
    ${hasChat && phone && !phone.isFollowing && !isStranger && h(FollowBar, { ui })}
    ${sheet && h(Sheet, { ui, snapshot, request: sheet, close })}
  </div>`;
}

/** @param {{ ui: Ui, now: number }} props */
function StatusBar({ ui, now }) {
  const time = new Date(useWechatTime(now));
  return html`<div class="status-bar" aria-hidden="true">
    <span>${time.toLocaleTimeString(localeOf(ui.language), { hour: '2-digit', minute: '2-digit' })}</span>
    <i class="status-bar__signal"></i><i class="status-bar__battery"></i>
  </div>`;
}

/**
 * Stands in place of the input where somebody follows no more.
 *
 * @param {{ ui: Ui }} props
 */
function FollowBar({ ui }) {
  return html`<div class="input-bar follow-bar">
    <button class="weui-btn weui-btn_primary" onClick=${() => ui.act('follow')}>${ui.t.follow}</button>
  </div>`;
}
