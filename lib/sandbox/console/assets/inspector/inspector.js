import { h, html } from 'htm/preact';
import { AccountPanel } from './account-panel.js';
import { CallsPanel } from './calls-panel.js';
import { DeliveriesPanel } from './deliveries-panel.js';
import { PlatformPanel } from './platform-panel.js';
import { FaultsPanel } from './faults-panel.js';
/** @import { Snapshot } from '../../console.types.js' */
/** @import { TabName } from '../tabs.js' */
/** @import { Ui } from '../ui.js' */

/** @typedef {Exclude<TabName, 'phone'>} PanelName */

/**
 * What goes on between WeChat and the application.
 *
 * @param {{ ui: Ui, snapshot: Snapshot, panel: PanelName }} props
 */
export function Inspector({ ui, snapshot, panel }) {
  return html`<section class="inspector" role="tabpanel">
    ${panel === 'deliveries' && h(DeliveriesPanel, { ui, rows: snapshot.deliveries })}
    ${panel === 'calls' && h(CallsPanel, { ui, rows: snapshot.calls })}
    ${panel === 'account' && h(AccountPanel, { ui, account: snapshot.account, now: snapshot.now })}
    ${panel === 'platform' && h(PlatformPanel, { ui, components: snapshot.components, now: snapshot.now })}
    ${panel === 'faults' && h(FaultsPanel, { ui, snapshot })}
  </section>`;
}
