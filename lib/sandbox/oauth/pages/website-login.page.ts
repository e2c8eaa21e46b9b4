import { html, raw } from 'hono/html';
import { renderSVG } from 'uqr';
import type { WebsiteLogin } from '../website-logins.js';
import type { PageParts, Say } from './page.js';

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

/**
 * The QR code that a website shows, and a phone beside it for those who have none.
 *
 * @param phoneUrl what the code says
 */
export function websiteLoginPage(say: Say, { id, accountName, state }: WebsiteLogin, phoneUrl: string): PageParts {
  const body = html`<style>
      ${raw(STYLE)}
    </style>
    <main class="login" data-state="${state}" data-url="/connect/qrconnect/${id}">
      <section class="centre">
        <h1>${say('微信登录', 'WeChat Login')}</h1>
        <div class="qr">${raw(renderSVG(phoneUrl, { ecc: 'M', border: 4 }))}</div>
        <div role="status">
          <p class="waiting">
            ${say(
              `请使用微信扫一扫登录「${accountName}」`,
              `Scan the QR code with WeChat to log in to ${accountName}.`,
            )}
          </p>
          <p class="scanned">
            ${say(
              `扫描成功，请在手机上确认登录「${accountName}」`,
              `Scanned. Confirm on the phone to log in to ${accountName}.`,
            )}
          </p>
        </div>
      </section>
      <iframe src="/connect/confirm?uuid=${id}&lang=${say('cn', 'en')}" title="${say('手机', 'Phone')}"></iframe>
    </main>`;
  return { say, title: say('微信登录', 'WeChat Login'), body, script: SCRIPT };
}
