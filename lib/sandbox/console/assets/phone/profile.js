import { html } from 'htm/preact';
import { avatar } from '../avatar.js';
/** @import { AccountView, Snapshot } from '../../console.types.js' */
/** @import { Ui } from '../ui.js' */

/** The account's own colour. */
export const ACCOUNT_COLOUR = '#07c160';

/**
 * What somebody sees who does not follow yet.
 *
 * @param {{ ui: Ui, account: AccountView }} props
 */
export function Profile({ ui, account }) {
  return html`<div class="profile">
    ${avatar(account.nickname, ACCOUNT_COLOUR)}
    <h3>${account.nickname}</h3>
    <p class="profile__id">${account.originalId}</p>
    <p class="profile__kind">${ui.t.official}</p>
    <button class="weui-btn weui-btn_primary" onClick=${() => ui.act('follow')}>${ui.t.follow}</button>
  </div>`;
}

/**
 * A phone without an owner.
 *
 * @param {{ ui: Ui }} props
 */
export function Nobody({ ui }) {
  const create = async () => {
    const result = await ui.act('addPerson');
    if (result) ui.select({ ...ui.selection, person: String(result['person']) });
  };
  return html`<div class="profile">
    ${avatar('+', '#c8ccd2')}
    <h3>${ui.t.nobody}</h3>
    <p class="profile__kind">${ui.t.nobodyHint}</p>
    <button class="weui-btn weui-btn_primary" onClick=${create}>${ui.t.newPerson}</button>
  </div>`;
}

/**
 * The phone has no chat with what is no official account.
 *
 * @param {{ ui: Ui }} props
 */
export function NoChat({ ui }) {
  return html`<div class="profile"><p class="profile__kind">${ui.t.noChat}</p></div>`;
}

/**
 * The person whose phone this is, as the account knows them.
 *
 * @param {{ ui: Ui, snapshot: Snapshot, close: () => void }} props
 */
export function ProfileSheet({ ui, snapshot: { phone }, close }) {
  if (!phone) return null;
  const { t } = ui;
  const { nickname, openId, isFollowing, messagesLeft } = phone;
  const toggle = () => {
    close();
    void ui.act(isFollowing ? 'unfollow' : 'follow');
  };
  return html`<div class="profile-sheet">
    <div class="profile-sheet__head">
      ${avatar(nickname)}
      <div><strong>${nickname}</strong><span>${isFollowing ? t.following : t.notFollowing}</span></div>
    </div>
    <dl class="facts">
      <dt>${t.openId}</dt>
      <dd class="mono">${openId}</dd>
      <dt>${t.messagesLeft}</dt>
      <dd>${messagesLeft}</dd>
    </dl>
    <button class=${`weui-btn ${isFollowing ? 'weui-btn_warn' : 'weui-btn_primary'}`} onClick=${toggle}>
      ${isFollowing ? t.unfollow : t.follow}
    </button>
  </div>`;
}
