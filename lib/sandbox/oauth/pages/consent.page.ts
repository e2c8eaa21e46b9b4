import { html } from 'hono/html';
import type { Person } from '../../people/person.js';
import { avatarOf, type PageParts, type Say } from './page.js';

/** Asks whether an account may know the profile. Posts the `decision`, `allow` or `decline`, and the id of the `person`. */
export function consentPage(say: Say, accountName: string, person: Person): PageParts {
  const action = say('申请使用你的昵称和头像', 'asks for your nickname and picture');
  return ask(say, say('微信授权', 'Authorize'), accountName, action, person, [
    say('允许', 'Allow'),
    say('拒绝', 'Decline'),
  ]);
}

/** Asks whether to log in to a website. Posts like `consentPage()`. */
export function websiteConsentPage(say: Say, accountName: string, person: Person): PageParts {
  const action = say('申请使用你的微信身份登录', 'lets you log in with WeChat');
  return ask(say, say('微信登录', 'WeChat Login'), accountName, action, person, [
    say('同意', 'Log In'),
    say('取消', 'Cancel'),
  ]);
}

function ask(
  say: Say,
  title: string,
  accountName: string,
  action: string,
  { id, nickname }: Person,
  [allow, decline]: readonly [string, string],
): PageParts {
  const body = html`<main class="centre">
    ${avatarOf(accountName)}
    <h1>${accountName}</h1>
    <p>${action}</p>
    <div class="list">
      <div class="row">${avatarOf(nickname)}<span>${nickname}</span></div>
    </div>
    <form method="post" class="buttons">
      <input type="hidden" name="person" value="${id}" />
      <button class="weui-btn weui-btn_primary" name="decision" value="allow">${allow}</button>
      <button class="weui-btn weui-btn_default" name="decision" value="decline">${decline}</button>
    </form>
  </main>`;
  return { say, title, body };
}
