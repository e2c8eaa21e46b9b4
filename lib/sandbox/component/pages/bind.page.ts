import { html } from 'hono/html';
import { avatarOf, type PageParts, type Say } from '../../oauth/pages/page.js';
import type { Person } from '../../people/person.js';
import type { AuthorizerAccount } from '../authorization.js';
import type { PermissionSet } from '../permission-sets.js';
import type { Component } from '../component.js';
import { BIND_STYLE } from './bind-style.js';

/** Asks which account is to be authorized. Posts the AppID of the `account` to where the page came from. */
export function accountPage(
  say: Say,
  { nickname: platform }: Component,
  { id: person }: Person,
  choices: readonly AuthorizerAccount[],
): PageParts {
  const title = say('选择授权的账号', 'Choose the account');
  const body = html`<main>
    <h1>${title}</h1>
    <p>
      ${say(`「${platform}」将代你管理所选的账号。`, `${platform} will manage the account that you choose for you.`)}
    </p>
    <form method="post" class="list">
      <input type="hidden" name="person" value="${person}" />
      ${choices.map(
        ({ appId, nickname, type }) =>
          html`<button class="row" name="account" value="${appId}">
            ${avatarOf(nickname)}<span>${nickname}<small class="kind">${kindOf(say, type)} · ${appId}</small></span>
          </button>`,
      )}
    </form>
  </main>`;
  return { say, title, body, style: BIND_STYLE };
}

/** What somebody is asked to allow. */
export interface PermissionsPageParts {
  readonly component: Component;
  readonly person: Person;
  readonly account: AuthorizerAccount;
  readonly offered: readonly PermissionSet[];
  /** What the account allows already; `undefined` where it has not authorized the platform. */
  readonly granted: readonly number[] | undefined;
}

/** Asks what the platform may do. Posts the ticked ids as `set`, and the `decision`, `allow` or `decline`. */
export function permissionsPage(
  say: Say,
  { component, person, account, offered, granted }: PermissionsPageParts,
): PageParts {
  const isUpdate = granted !== undefined;
  const title = isUpdate
    ? say('更新授权', 'Update the authorization')
    : say('公众平台账号授权', 'Authorize an account');
  const body = html`<main class="centre">
    ${avatarOf(component.nickname)}
    <h1>${component.nickname}</h1>
    <p>${say(`申请获得「${account.nickname}」的以下权限`, `asks to be allowed this for ${account.nickname}`)}</p>
    <form method="post">
      <input type="hidden" name="person" value="${person.id}" />
      <input type="hidden" name="account" value="${account.appId}" />
      <div class="list">
        ${offered.map(
          ({ id, zh, en }) =>
            html`<label class="row">
              <input type="checkbox" name="set" value="${id}" ${(granted?.includes(id) ?? true) ? 'checked' : ''} />
              <span>${say(zh, en)}</span>
            </label>`,
        )}
      </div>
      <div class="buttons">
        <button class="weui-btn weui-btn_primary" name="decision" value="allow">
          ${isUpdate ? say('更新授权', 'Update') : say('授权', 'Authorize')}
        </button>
        <button class="weui-btn weui-btn_default" name="decision" value="decline">${say('取消', 'Cancel')}</button>
      </div>
    </form>
  </main>`;
  return { say, title, body, style: BIND_STYLE };
}

function kindOf(say: Say, type: AuthorizerAccount['type']): string {
  return type === 'mini-program' ? say('小程序', 'Mini Program') : say('公众号', 'Official Account');
}
