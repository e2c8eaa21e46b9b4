import { html, useEffect } from 'htm/preact';

const SHOWN_MS = 6000;

/**
 * Says for a while what went wrong.
 *
 * @param {{ text: string, clear: () => void }} props
 */
export function Toptip({ text, clear }) {
  useEffect(() => {
    if (text === '') return undefined;
    const timer = setTimeout(clear, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [text]);
  if (text === '') return null;
  return html`<button class="weui-toptips weui-toptips_warn toptip" role="alert" onClick=${clear}>${text}</button>`;
}
