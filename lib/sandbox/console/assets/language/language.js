import { en } from './en.js';
import { zh } from './zh.js';

/** @typedef {'en' | 'zh'} Language */
/**
 * All words of the page.
 *
 * @typedef {typeof en} Texts
 */

const KEY = 'wechat-sandbox-language';
/** @type {Readonly<Record<Language, Texts>>} */
const TEXTS = { en, zh };

/** @returns {Language} the one chosen before, or that of the browser */
export function preferredLanguage() {
  const chosen = localStorage.getItem(KEY);
  if (chosen === 'en' || chosen === 'zh') return chosen;
  return navigator.language.startsWith('zh') ? 'zh' : 'en';
}

/** @param {Language} language */
export function rememberLanguage(language) {
  localStorage.setItem(KEY, language);
}

/**
 * @param {Language} language
 * @returns {Texts}
 */
export function textsOf(language) {
  return TEXTS[language];
}

/**
 * What dates are written by.
 *
 * @param {Language} language
 */
export function localeOf(language) {
  return language === 'zh' ? 'zh-CN' : 'en-GB';
}
