/**
 * Whose phone is looked at, in the chat with which account.
 *
 * @typedef {object} Selection
 * @property {string | undefined} [account] AppID
 * @property {string | undefined} [person]
 */

const KEY = 'wechat-sandbox-selection';

/** @returns {Selection} what was looked at before the page was reloaded */
export function loadSelection() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
  } catch {
    return {};
  }
}

/** @param {Selection} selection */
export function saveSelection(selection) {
  sessionStorage.setItem(KEY, JSON.stringify(selection));
}

/**
 * Tells the OAuth pages, which are opened in other tabs, who holds the phone.
 *
 * @param {string} person
 */
export function rememberPerson(person) {
  document.cookie = `sandbox_person=${encodeURIComponent(person)}; path=/; samesite=lax`;
}
