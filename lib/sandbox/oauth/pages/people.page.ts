import { html } from 'hono/html';
import type { Person } from '../../people/person.js';
import { avatarOf, type Markup, type PageParts, type Say } from './page.js';

/** More of them nobody reads. */
const MOST = 50;

/** Whose phone is this? Posts the id of the `person` to where the page came from. */
export function peoplePage(say: Say, people: readonly Person[]): PageParts {
  const title = say('你是谁？', 'Who are you?');
  const text = say('请选择用哪个微信打开此页面。', 'Choose whose WeChat opens this page.');
  return { say, title, body: choose(say, title, text, people, name => name) };
}

/** Who scans the QR code of a website? Posts like `peoplePage()`. */
export function scannersPage(say: Say, people: readonly Person[]): PageParts {
  const title = say('没有手机？', 'No phone at hand?');
  const text = say('选择由谁来扫描二维码。', 'Choose who scans the QR code.');
  return { say, title, body: choose(say, title, text, people, name => say(`${name} 扫码`, `Scan as ${name}`)) };
}

function choose(
  say: Say,
  title: string,
  text: string,
  people: readonly Person[],
  label: (nickname: string) => string,
): Markup {
  const others = people.length - MOST;
  return html`<main>
    <h1>${title}</h1>
    <p>${text}</p>
    <form method="post" class="list">
      ${people
        .slice(-MOST)
        .map(
          ({ id, nickname }) =>
            html`<button class="row" name="person" value="${id}">
              ${avatarOf(nickname)}<span>${label(nickname)}</span>
            </button>`,
        )}
    </form>
    ${
      others > 0
        ? html`<p class="small">
            ${say(
              `还有 ${others} 人没有列出，可在控制台里选择。`,
              `There are ${others} more. Choose them in the console.`,
            )}
          </p>`
        : ''
    }
  </main>`;
}
