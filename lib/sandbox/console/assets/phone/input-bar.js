import { h, html, useState } from 'htm/preact';
import { icon } from '../icons.js';
import { MenuBar } from './menu-bar.js';
import { PlusPanel } from './plus-panel.js';
/** @import { MenuButtonView } from '../../console.types.js' */
/** @import { Ui } from '../ui.js' */
/** @import { SheetRequest } from './sheet.js' */

/**
 * What stands below the chat: the menu of the account, or the text to send.
 *
 * @param {{ ui: Ui, menu: readonly MenuButtonView[], open: (sheet: SheetRequest) => void }} props
 */
export function InputBar({ ui, menu, open }) {
  const [isWriting, setWriting] = useState(false);
  const [hasPanel, setPanel] = useState(false);
  const { t } = ui;
  if (menu.length > 0 && !isWriting)
    return html`<div class="input-bar">
      ${toggle('keyboard', t.keyboard, () => setWriting(true))} ${h(MenuBar, { ui, menu, open })}
    </div>`;
  return html`<div class="input-bar input-bar_writing">
      ${menu.length > 0 && toggle('menu', t.menu, () => setWriting(false))}
      ${toggle('voice', t.voice, () => open({ kind: 'voice' }))}
      ${h(TextInput, { ui, hasPanel, togglePanel: () => setPanel(!hasPanel) })}
    </div>
    ${hasPanel && h(PlusPanel, { ui, open })}`;
}

/** @param {{ ui: Ui, hasPanel: boolean, togglePanel: () => void }} props */
function TextInput({ ui, hasPanel, togglePanel }) {
  const [text, setText] = useState('');
  const { t } = ui;
  const send = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (text === '') return;
    setText('');
    void ui.act('say', { content: text });
  };
  return html`<form class="text-input" onSubmit=${send}>
    <input
      class="text-input__field"
      aria-label=${t.messageInput}
      autocomplete="off"
      value=${text}
      onInput=${(/** @type {{ currentTarget: HTMLInputElement }} */ event) => setText(event.currentTarget.value)}
    />
    ${
      text === ''
        ? html`<button
            key="more"
            type="button"
            class="round-button"
            aria-label=${t.more}
            aria-expanded=${hasPanel}
            onClick=${togglePanel}
          >
            ${icon('add')}
          </button>`
        : html`<button key="send" class="button button_primary text-input__send">${t.send}</button>`
    }
  </form>`;
}

/**
 * @param {'keyboard' | 'menu' | 'voice'} name
 * @param {string} label
 * @param {() => void} onClick
 */
function toggle(name, label, onClick) {
  const look = name === 'voice' ? 'round-button' : 'input-bar__toggle';
  return html`<button key=${name} class=${look} aria-label=${label} title=${label} onClick=${onClick}>
    ${icon(name)}
  </button>`;
}
