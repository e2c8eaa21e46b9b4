import { html } from 'htm/preact';
import { icon } from '../icons.js';
import { mediaUrl, safeUrl } from '../safe-url.js';
/** @import { PhoneContent } from '../../console.types.js' */
/** @import { Texts } from '../language/language.js' */

/**
 * The content of a message of one type.
 *
 * @template {PhoneContent['type']} Type
 * @typedef {Extract<PhoneContent, { readonly type: Type }>} Of
 */

/** @param {Of<'news'>['articles']} articles */
export function newsCard(articles) {
  const isSingle = articles.length === 1;
  return html`<div class="news">
    ${articles.map(
      ({ title, description, picUrl, url }, index) =>
        html`<a class=${`news__item ${index === 0 ? 'news__item_first' : ''}`} ...${linkTo(url)}>
          ${picture(picUrl, index === 0 ? 'news__cover' : 'news__thumb')}
          <span class="news__title">${title}</span>
          ${isSingle && description !== '' && html`<span class="news__description">${description}</span>`}
        </a>`,
    )}
  </div>`;
}

/**
 * @param {Texts} t
 * @param {Of<'template'>} message
 */
export function templateCard(t, { title, data, url, miniprogram }) {
  const isLink = safeUrl(url) !== undefined || miniprogram !== undefined;
  return html`<a class="template" ...${linkTo(url)}>
    <strong class="template__title">${title}</strong>
    <dl class="template__data">
      ${Object.entries(data).map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    ${isLink && html`<span class="template__more">${miniprogram ? t.miniProgram : t.details}${icon('chevron')}</span>`}
  </a>`;
}

/**
 * @param {Texts} t
 * @param {Of<'music'>} message
 */
export function musicCard(t, { title = t.music, description, musicUrl, hqMusicUrl, thumbMediaId }) {
  return html`<a class="card card_dark" ...${linkTo(hqMusicUrl ?? musicUrl)}>
    <span class="card__body"><strong>${title}</strong><small>${description}</small></span>
    <span class="card__side">${thumbMediaId && html`<img src=${mediaUrl(thumbMediaId)} alt="" />`}${icon('play')}</span>
  </a>`;
}

/** @param {Of<'link'>} message */
export function linkCard({ title, description, url }) {
  return html`<a class="card" ...${linkTo(url)}>
    <span class="card__body"><strong>${title}</strong><small>${description || url}</small></span>
    <span class="card__side">${icon('link')}</span>
  </a>`;
}

/**
 * @param {Texts} t
 * @param {Of<'location'>} message
 */
export function locationCard(t, { latitude, longitude, label }) {
  return html`<div class="place">
    <p class="place__label"><strong>${label || t.location}</strong><small>${latitude}, ${longitude}</small></p>
    <div class="place__map">${icon('pin')}</div>
  </div>`;
}

/**
 * @param {Texts} t
 * @param {Of<'miniprogrampage'>} message
 */
export function miniProgramCard(t, { title, thumbMediaId, url }) {
  return html`<a class="mini-program" ...${linkTo(url)}>
    <strong class="mini-program__title">${title}</strong>
    ${thumbMediaId ? html`<img class="mini-program__cover" src=${mediaUrl(thumbMediaId)} alt="" />` : html`<i class="mini-program__cover"></i>`}
    <small class="mini-program__foot">${t.miniProgram}</small>
  </a>`;
}

/**
 * @param {Texts} t
 * @param {string} cardId
 */
export function voucherCard(t, cardId) {
  return html`<div class="card">
    <span class="card__body"><strong>${t.card}</strong><small>${cardId}</small></span>
    <span class="card__side">${icon('card')}</span>
  </div>`;
}

/**
 * @param {string} url
 * @param {string} className
 */
function picture(url, className) {
  const src = safeUrl(url);
  return src ? html`<img class=${className} src=${src} alt="" loading="lazy" />` : html`<i class=${className}></i>`;
}

/** @param {string | undefined} url */
function linkTo(url) {
  const href = safeUrl(url);
  return href ? { href, target: '_blank', rel: 'noopener noreferrer' } : {};
}
