import { html } from 'htm/preact';
import { icon } from '../icons.js';
import { mediaUrl } from '../safe-url.js';
import { linkCard, locationCard, miniProgramCard, musicCard, newsCard, templateCard, voucherCard } from './cards.js';
import { textParts } from './text-parts.js';
/** @import { PhoneContent, PhoneMessage } from '../../console.types.js' */
/** @import { Ui } from '../ui.js' */

/**
 * Whether a message of the account takes the whole width, without a picture of the account beside it.
 *
 * @param {PhoneContent} message
 */
export function isWide({ type }) {
  return type === 'news' || type === 'template';
}

/**
 * A message as the phone shows it.
 *
 * @param {Ui} ui
 * @param {PhoneMessage} message
 */
export function content(ui, message) {
  const { t } = ui;
  switch (message.type) {
    case 'text':
      return html`<p class="bubble">${text(message.content)}</p>`;
    case 'image':
      return html`<a class="picture" href=${mediaUrl(message.mediaId)} target="_blank" rel="noopener">
        <img src=${mediaUrl(message.mediaId)} alt=${t.picture} />
      </a>`;
    case 'voice':
      return html`<a
        class="bubble bubble_voice"
        href=${mediaUrl(message.mediaId)}
        target="_blank"
        rel="noopener"
        aria-label=${t.voice}
      >
        ${icon('voice')}<span>1″</span>
      </a>`;
    case 'video':
      return html`<a
        class="video"
        href=${mediaUrl(message.mediaId)}
        target="_blank"
        rel="noopener"
        aria-label=${t.video}
      >
        ${icon('play')}${message.title && html`<span>${message.title}</span>`}
      </a>`;
    case 'msgmenu':
      return msgmenu(ui, message);
    case 'news':
      return newsCard(message.articles);
    case 'template':
      return templateCard(t, message);
    case 'music':
      return musicCard(t, message);
    case 'link':
      return linkCard(message);
    case 'location':
      return locationCard(t, message);
    case 'miniprogrampage':
      return miniProgramCard(t, message);
    case 'wxcard':
      return voucherCard(t, message.cardId);
    default:
      return html`<p class="chat__notice">${message.text}</p>`;
  }
}

/** @param {string} value */
function text(value) {
  return textParts(value).map(part =>
    typeof part === 'string'
      ? part
      : html`<a href=${part.url} target="_blank" rel="noopener noreferrer">${part.label}</a>`,
  );
}

/**
 * @param {Ui} ui
 * @param {PhoneMessage & { type: 'msgmenu' }} message
 */
function msgmenu(ui, { id: message, headContent, list, tailContent }) {
  return html`<div class="bubble">
    <p>${text(headContent)}</p>
    <ul class="msgmenu">
      ${list.map(
        ({ id: item, content: label }) =>
          html`<li><button onClick=${() => ui.act('choose', { message, item })}>${label}</button></li>`,
      )}
    </ul>
    <p>${text(tailContent)}</p>
  </div>`;
}
