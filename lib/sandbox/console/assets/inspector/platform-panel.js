import { h, html, useState } from 'htm/preact';
import { useWechatTime } from '../wechat-time.js';
import { factList } from './facts.js';
import { lifeRow, tokenRow } from './life-row.js';
import { panelCard } from './panel-card.js';
import { AuthorizersCard } from './platform-authorizers.js';
import { releaseTestCard } from './platform-release-test.js';
import { PlatformUrls } from './platform-urls.js';
import { tag } from './tags.js';
/** @import { ComponentView } from '../../console.types.js' */
/** @import { Ui } from '../ui.js' */

/** How long a ticket can be used. */
const TICKET_LIFE_MS = 12 * 3_600_000;

/**
 * A third-party platform: its tickets, tokens and authorizers.
 *
 * @param {{ ui: Ui, components: readonly ComponentView[], now: number }} props
 */
export function PlatformPanel({ ui, components, now }) {
  const [chosen, choose] = useState(/** @type {string | undefined} */ (undefined));
  const time = useWechatTime(now);
  const component = components.find(({ componentAppId }) => componentAppId === chosen) ?? components[0];
  if (!component) return null;
  const { t } = ui;
  const { componentAppId: key, tokens } = component;
  return html`<div class="cards">
    ${components.length > 1 && platformSwitch(ui, components, key, choose)}
    <div class="cards__columns">
      ${panelCard(t.platformUrls, t.platformUrlsHint, h(PlatformUrls, { key, ui, component }))}
      ${panelCard(t.verifyTicket, '', tickets(ui, component, time))}
      ${panelCard(
        t.tokens,
        tokens.length === 0 ? t.noTokens : '',
        tokens.map(token => tokenRow(t, token, time)),
      )}
      ${h(AuthorizersCard, { key, ui, component, time })} ${releaseTestCard(ui, component)}
      ${panelCard(t.credentials, '', credentials(ui, component))}
    </div>
  </div>`;
}

/**
 * @param {Ui} ui
 * @param {readonly ComponentView[]} components
 * @param {string} shown
 * @param {(componentAppId: string) => void} choose
 */
function platformSwitch({ t }, components, shown, choose) {
  return html`<select
    class="field platform-switch"
    aria-label=${t.platform}
    onChange=${(/** @type {{ currentTarget: HTMLSelectElement }} */ { currentTarget }) => choose(currentTarget.value)}
  >
    ${components.map(
      ({ componentAppId, nickname }) =>
        html`<option value=${componentAppId} selected=${componentAppId === shown}>
          ${nickname} · ${componentAppId}
        </option>`,
    )}
  </select>`;
}

/**
 * @param {Ui} ui
 * @param {ComponentView} component
 * @param {number} now
 */
function tickets({ t, act }, { componentAppId: component, ticket, isPushingTickets }, now) {
  return html`${ticket && lifeRow(t, `…${ticket.value.slice(-12)}`, ticket.expiresAt - now, TICKET_LIFE_MS, t.ticketExpired)}
    <p class="platform-state">
      ${tag(isPushingTickets ? 'good' : 'bad', isPushingTickets ? t.ticketsOn : t.ticketsOff)}
      ${!ticket && html`<span>${t.noTicket}</span>`}
    </p>
    <div class="buttons">
      <button class="button button_primary" onClick=${() => act('pushTicket', { component })}>${t.pushTicket}</button>
      ${
        isPushingTickets
          ? html`<button class="button" onClick=${() => act('stopTicketPushes', { component })}>
              ${t.stopTickets}
            </button>`
          : html`<button class="button" onClick=${() => act('startTicketPushes', { component })}>
              ${t.startTickets}
            </button>`
      }
    </div>`;
}

/**
 * @param {Ui} ui
 * @param {ComponentView} component
 */
function credentials({ t }, { componentAppId, componentAppSecret, token, encodingAESKey, origin }) {
  return factList(t, [
    ['AppID', componentAppId],
    ['AppSecret', componentAppSecret],
    ['Token', token],
    ['EncodingAESKey', encodingAESKey],
    [t.hosts, origin],
  ]);
}
