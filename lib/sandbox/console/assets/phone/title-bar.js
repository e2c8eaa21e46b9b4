import { html } from 'htm/preact';
import { icon } from '../icons.js';
/** @import { Snapshot } from '../../console.types.js' */
/** @import { Ui } from '../ui.js' */
/** @import { SheetRequest } from './sheet.js' */

/**
 * The name of the account, or that it is typing; the scanner and the profile.
 *
 * @param {{ ui: Ui, snapshot: Snapshot, open: (sheet: SheetRequest) => void }} props
 */
export function TitleBar({ ui: { t }, snapshot, open }) {
  const { phone, account, logins } = snapshot;
  return html`<header class="title-bar">
    <button
      class="title-bar__button"
      aria-label=${t.scanner}
      title=${t.scanner}
      disabled=${!phone}
      onClick=${() => open({ kind: 'scanner' })}
    >
      ${icon('scan')}${logins.length > 0 && html`<i class="weui-badge weui-badge_dot"></i>`}
    </button>
    <h2 class="title-bar__title" aria-live="polite">${phone?.isTyping ? t.typing : account.nickname}</h2>
    <button
      class="title-bar__button"
      aria-label=${t.profile}
      title=${t.profile}
      disabled=${!phone}
      onClick=${() => open({ kind: 'profile' })}
    >
      ${icon('more')}
    </button>
  </header>`;
}
