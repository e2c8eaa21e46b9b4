import { html, useState } from 'htm/preact';
import { icon } from '../icons.js';
import { safeUrl } from '../safe-url.js';
/** @import { MenuButtonView } from '../../console.types.js' */
/** @import { Ui } from '../ui.js' */
/** @import { SheetName, SheetRequest } from './sheet.js' */

/**
 * Buttons that ask for something before the account hears of them.
 *
 * @type {Readonly<Record<string, SheetName>>}
 */
const ASKING = {
  scancode_push: 'menuScan',
  scancode_waitmsg: 'menuScan',
  pic_sysphoto: 'menuPicture',
  pic_photo_or_album: 'menuPicture',
  pic_weixin: 'menuPicture',
  location_select: 'menuPlace',
};

/**
 * The account's menu; sub-menus pop up.
 *
 * @param {{ ui: Ui, menu: readonly MenuButtonView[], open: (sheet: SheetRequest) => void }} props
 */
export function MenuBar({ ui, menu, open }) {
  const [opened, setOpened] = useState(-1);
  const press = (/** @type {MenuButtonView} */ button) => {
    setOpened(-1);
    const asks = ASKING[button.type ?? ''];
    if (asks) return open({ kind: asks, button });
    // Now, while the browser still takes it for the click's doing.
    const url = safeUrl(button.url);
    if (url) window.open(url, '_blank', 'noopener');
    return void ui.act('click', { target: button.target });
  };
  return html`<div class="menu-bar">
    ${opened >= 0 && html`<button class="menu-bar__backdrop" aria-label=${ui.t.close} onClick=${() => setOpened(-1)}></button>`}
    ${menu.map((button, index) => {
      const hasMore = button.children.length > 0;
      const toggle = () => setOpened(opened === index ? -1 : index);
      return html`<div class="menu-bar__slot">
        ${
          opened === index &&
          html`<div class="menu-bar__popup" role="menu">
            ${button.children.map(child => html`<button role="menuitem" onClick=${() => press(child)}>${child.name}</button>`)}
          </div>`
        }
        <button
          class="menu-bar__button"
          aria-haspopup=${hasMore}
          aria-expanded=${opened === index}
          onClick=${hasMore ? toggle : () => press(button)}
        >
          ${hasMore && icon('menu')}<span>${button.name}</span>
        </button>
      </div>`;
    })}
  </div>`;
}
