import { h, html } from 'htm/preact';
import { CopyButton } from './copy-button.js';
import { prettyJson, prettyXml } from './pretty.js';
/** @import { Texts } from '../language/language.js' */

// CDATA, in which nothing else stands out, elements of XML, and names of JSON.
const MARKS = /<!\[CDATA\[([^]*?)\]\]>|<\/?[\w:.-]+>|"(?:[^"\\]|\\.)*"(?=\s*:)/g;

/**
 * A text of the wire, made readable.
 *
 * @param {Texts} t
 * @param {string} text
 */
export function codeBlock(t, text) {
  const shown = /^\s*</.test(text) ? prettyXml(text) : /^\s*[[{]/.test(text) ? prettyJson(text) : text;
  return html`<div class="code">
    <pre tabindex="0">${colour(shown)}</pre>
    ${h(CopyButton, { t, text })}
  </div>`;
}

/** @param {string} text */
function colour(text) {
  const parts = [];
  let end = 0;
  for (const { 0: whole, 1: content, index } of text.matchAll(MARKS)) {
    parts.push(text.slice(end, index));
    if (content === undefined) parts.push(html`<span class="code__name">${whole}</span>`);
    else parts.push(faint('<![CDATA['), content, faint(']]>'));
    end = index + whole.length;
  }
  return [...parts, text.slice(end)];
}

/** @param {string} text */
function faint(text) {
  return html`<span class="code__faint">${text}</span>`;
}
