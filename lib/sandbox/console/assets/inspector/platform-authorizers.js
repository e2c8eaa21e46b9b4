import { html } from 'htm/preact';
import { formatTime } from '../format.js';
import { readForm } from '../form.js';
import { tokenRow } from './life-row.js';
import { panelCard } from './panel-card.js';
import { tag } from './tags.js';
/** @import { AuthorizerView, ComponentView } from '../../console.types.js' */
/** @import { Ui } from '../ui.js' */

/**
 * The accounts that authorized a platform, and those that could.
 *
 * @param {{ ui: Ui, component: ComponentView, time: number }} props
 */
export function AuthorizersCard({ ui, component, time }) {
  const { t } = ui;
  const { componentAppId, authorizers, others } = component;
  const { total, newest } = authorizers;
  const hint = total > newest.length ? t.authorizersTotal(newest.length, total) : total === 0 ? t.noAuthorizers : '';
  return panelCard(t.authorizers, hint, [
    others.length > 0 && authorizeForm(ui, component),
    newest.map(authorizer => authorizerRow(ui, componentAppId, authorizer, time)),
  ]);
}

/**
 * @param {Ui} ui
 * @param {ComponentView} component
 */
function authorizeForm({ t, act }, { componentAppId: component, others }) {
  const submit = (/** @type {SubmitEvent} */ event) =>
    act('authorizeComponent', { component, authorizer: readForm(event)['authorizer'] });
  return html`<form class="authorize-form" onSubmit=${submit}>
    <select class="field" name="authorizer" aria-label=${t.account}>
      ${others.map(({ appId, nickname }) => html`<option key=${appId} value=${appId}>${nickname} · ${appId}</option>`)}
    </select>
    <button class="button button_primary">${t.authorize}</button>
  </form>`;
}

/**
 * @param {Ui} ui
 * @param {string} component
 * @param {AuthorizerView} authorizer
 * @param {number} now
 */
function authorizerRow(
  { t, act, language },
  component,
  { appId: authorizer, nickname, isRevoked, permissionSets, authorizedAt, refreshToken, token },
  now,
) {
  const facts = [formatTime(authorizedAt, language), `${t.permissionSets} ${permissionSets.join(', ')}`];
  return html`<article key=${authorizer} class="authorizer">
    <header class="authorizer__head">
      <strong>${nickname}</strong><span class="mono">${authorizer}</span>
      ${tag(isRevoked ? 'bad' : 'good', isRevoked ? t.revoked : t.authorized)}
    </header>
    <p class="authorizer__facts">${facts.join(' · ')}</p>
    <p class="authorizer__facts mono">refresh_token …${refreshToken.slice(-12)}</p>
    ${token && tokenRow(t, token, now)}
    ${
      !isRevoked &&
      html`<div class="buttons">
        <button class="button" onClick=${() => act('authorizeComponent', { component, authorizer })}>
          ${t.updateAuthorization}
        </button>
        <button class="button button_warn" onClick=${() => act('revokeComponent', { component, authorizer })}>
          ${t.revoke}
        </button>
      </div>`
    }
  </article>`;
}
