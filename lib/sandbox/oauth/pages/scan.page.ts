import { html, raw } from 'hono/html';
import { renderSVG } from 'uqr';
import type { PageParts, Say } from './page.js';

/** What a page with a QR code says. */
export interface ScanPageParts {
  readonly title: string;
  /** Until somebody has scanned the code. */
  readonly waiting: string;
  /** Until the one who scanned it has decided. */
  readonly scanned: string;
  /** `waiting`, `scanned`… */
  readonly state: string;
  /** Where the page is; it tells its states at `…/events`, and is loaded again in the end. */
  readonly path: string;
  /** What the code says, and a phone opens that scans it. */
  readonly phoneUrl: string;
}

// Goes on as soon as somebody decided; `data-state` says what the page shows until then.
const SCRIPT = `
const page = document.querySelector('main');
new EventSource(page.dataset.url + '/events').onmessage = ({ data }) => {
  page.dataset.state = data;
  if (data !== 'waiting' && data !== 'scanned') location.replace(page.dataset.url);
};
`;

const STYLE = `
main.login { max-width: 840px; display: grid; grid-template-columns: repeat(auto-fit, minmax(min(300px, 100%), 1fr));
  gap: 32px; align-items: start; }
.qr { width: 256px; max-width: 100%; margin: 24px auto 16px; border-radius: 8px; overflow: hidden; line-height: 0; }
main[data-state=waiting] .scanned, main[data-state=scanned] .waiting { display: none; }
main[data-state=scanned] .qr { opacity: .15; }
iframe { display: block; width: 100%; height: 560px; border: 0; border-radius: 16px;
  box-shadow: 0 0 0 1px var(--weui-FG-3, rgba(0, 0, 0, .1)); }
`;

/** A QR code, and a phone beside it for those who have none. */
export function scanPage(say: Say, { title, waiting, scanned, state, path, phoneUrl }: ScanPageParts): PageParts {
  const { pathname, search } = new URL(phoneUrl);
  const body = html`<main class="login" data-state="${state}" data-url="${path}">
    <section class="centre">
      <h1>${title}</h1>
      <div class="qr">${raw(renderSVG(phoneUrl, { ecc: 'M', border: 4 }))}</div>
      <div role="status">
        <p class="waiting">${waiting}</p>
        <p class="scanned">${scanned}</p>
      </div>
    </section>
    <iframe src="${pathname}${search}&lang=${say('cn', 'en')}" title="${say('手机', 'Phone')}"></iframe>
  </main>`;
  return { say, title, body, style: STYLE, script: SCRIPT };
}
