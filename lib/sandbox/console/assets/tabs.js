import { html } from 'htm/preact';
/** @import { Snapshot } from '../console.types.js' */
/** @import { Ui } from './ui.js' */

/** @typedef {'phone' | 'deliveries' | 'calls' | 'account' | 'platform' | 'faults'} TabName */

/**
 * Leads to the parts of the page; the phone has a tab of its own only where there is no room beside it.
 *
 * @param {{ ui: Ui, snapshot: Snapshot, tab: TabName, setTab: (tab: TabName) => void }} props
 */
export function Tabs({ ui: { t }, snapshot, tab, setTab }) {
  const { api, held, duplicates } = snapshot.faults;
  const pending = api.length + held.length + (duplicates === 0 ? 0 : 1);
  /** @type {readonly (readonly [TabName, string, number])[]} */
  const tabs = [
    ['phone', t.tabPhone, 0],
    ['deliveries', t.tabDeliveries, 0],
    ['calls', t.tabCalls, 0],
    ['account', t.tabAccount, 0],
    ...(snapshot.components.length > 0 ? [/** @type {const} */ (['platform', t.platform, 0])] : []),
    ['faults', t.tabFaults, pending],
  ];
  return html`<nav class="tabs" role="tablist">
    ${tabs.map(
      ([name, label, count]) =>
        html`<button
          role="tab"
          class="tabs__tab tabs__tab_${name}"
          aria-selected=${name === tab}
          onClick=${() => setTab(name)}
        >
          ${label}${count > 0 && html`<span class="weui-badge">${count}</span>`}
        </button>`,
    )}
  </nav>`;
}
