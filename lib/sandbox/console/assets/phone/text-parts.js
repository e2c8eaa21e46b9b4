import { safeUrl } from '../safe-url.js';

/** @typedef {string | { readonly label: string, readonly url: string }} TextPart */

// A link as accounts write it, or a bare address.
const LINK =
  /<a\s[^<>]*?href\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)')[^<>]*>([^<]*)<\/a>|https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+/gi;

/**
 * Splits the text of a message at its links. WeChat knows `<a href>` in texts and nothing else of HTML; what leads
 * anywhere but to the web stays a text.
 *
 * @param {string} text
 * @returns {TextPart[]}
 */
export function textParts(text) {
  /** @type {TextPart[]} */
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const [whole, doubleQuoted, singleQuoted, label = whole] = match;
    const url = safeUrl((doubleQuoted ?? singleQuoted ?? whole).replaceAll('&amp;', '&'));
    parts.push(text.slice(end, match.index), url === undefined ? label : { label, url });
    end = match.index + whole.length;
  }
  parts.push(text.slice(end));
  return parts.filter(part => part !== '');
}
