import { h, html, useCallback, useEffect, useState } from 'htm/preact';
import { Inspector } from './inspector/inspector.js';
import { localeOf, preferredLanguage, rememberLanguage, textsOf } from './language/language.js';
import { PeopleStrip } from './people-strip.js';
import { Phone } from './phone/phone.js';
import { connect } from './store/connection.js';
import { loadSelection, rememberPerson, saveSelection } from './store/selection.js';
import { Tabs } from './tabs.js';
import { Toptip } from './toptip.js';
import { TopBar } from './top-bar.js';
import { createAct } from './ui.js';
/** @import { Snapshot } from '../console.types.js' */
/** @import { TabName } from './tabs.js' */
/** @import { Ui } from './ui.js' */

/** The whole page. */
export function App() {
  const [snapshot, setSnapshot] = useState(/** @type {Snapshot | undefined} */ (undefined));
  const [isOnline, setOnline] = useState(true);
  const [selection, setSelection] = useState(loadSelection);
  const [language, setLanguage] = useState(preferredLanguage);
  const [tab, setTab] = useState(/** @type {TabName} */ ('phone'));
  const [complaint, complain] = useState('');
  const t = textsOf(language);
  const account = snapshot?.account.appId;
  const person = snapshot?.phone?.personId;

  useEffect(() => connect(selection, setSnapshot, setOnline), [selection]);
  useEffect(() => {
    if (person) rememberPerson(person);
  }, [person]);
  useEffect(() => {
    document.documentElement.lang = localeOf(language);
    document.title = t.title;
    rememberLanguage(language);
  }, [language]);

  const select = useCallback((/** @type {Ui['selection']} */ next) => {
    saveSelection(next);
    setSelection(next);
  }, []);
  const shown = { account, person };
  /** @type {Ui} */
  const ui = { t, language, selection: shown, select, act: createAct(shown, complain) };

  if (!snapshot)
    return html`<div class="loading">
      <i class="weui-mask-loading"></i>
      <p>${t.connecting}</p>
    </div>`;
  return html`<div class="console" data-tab=${tab}>
    ${h(TopBar, { ui, snapshot, setLanguage })} ${!isOnline && html`<p class="offline" role="status">${t.offline}</p>`}
    ${h(Tabs, { ui, snapshot, tab, setTab })}
    <main class="stage">
      <section class="stage__phone" aria-label=${t.tabPhone}>
        ${h(PeopleStrip, { ui, snapshot })} ${h(Phone, { ui, snapshot })}
      </section>
      ${h(Inspector, { ui, snapshot, panel: tab === 'phone' ? 'deliveries' : tab })}
    </main>
    ${h(Toptip, { text: complaint, clear: () => complain('') })}
  </div>`;
}
