import { html, useState } from 'htm/preact';
import { icon } from '../icons.js';
/** @import { Texts } from '../language/language.js' */

const SHOWN_MS = 1500;

/**
 * @param {{ t: Texts, text: string }} props
 */
export function CopyButton({ t, text }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), SHOWN_MS);
  };
  // Browsers have no clipboard on pages without TLS, unless they are of this machine.
  if (!navigator.clipboard) return null;
  return html`<button class="copy" aria-label=${t.copy} title=${t.copy} onClick=${copy}>
    ${isCopied ? html`<span>${t.copied}</span>` : icon('copy')}
  </button>`;
}
