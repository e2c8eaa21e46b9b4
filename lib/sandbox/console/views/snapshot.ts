import type { World } from '../../world.js';
import type { Snapshot } from '../console.types.js';
import { toAccountView } from './account.view.js';
import { toCallRow } from './call.view.js';
import { listCodes } from './code.view.js';
import { toComponentView } from './component.view.js';
import { toDeliveryRow } from './delivery.view.js';
import { toLoginView } from './login.view.js';
import { toMenuView } from './menu.view.js';
import { listPeople, toPhoneView } from './people.view.js';

/** What the browser looks at. */
export interface Selection {
  /** AppID. Default: the first account. */
  readonly account?: string | undefined;
  /** Id of a person. Default: the first of those that are listed. */
  readonly person?: string | undefined;
}

/** Of each list, only so many of the newest are shown: a log may have thousands. */
const NEWEST = 100;

/** Takes a picture of everything the console shows. */
export function takeSnapshot(world: World, selection: Selection): Snapshot {
  const account = world.findAccount(selection.account ?? '') ?? world.account();
  const person = world.people.find(({ id }) => id === selection.person) ?? world.people.slice(-NEWEST)[0];
  return {
    now: world.clock.now(),
    accounts: world.accounts.map(({ appId, nickname, type }) => ({ appId, nickname, type })),
    account: toAccountView(world, account),
    people: listPeople(world.people, account, NEWEST),
    phone: person && toPhoneView(person, account, NEWEST),
    menu: person ? toMenuView(person, account) : [],
    components: world.components.map(component => toComponentView(world, component, NEWEST)),
    codes: listCodes(world.accounts, NEWEST),
    logins: world.websiteLogins.pending().map(toLoginView),
    deliveries: world.deliveries.entries
      .slice(-NEWEST)
      .toReversed()
      .map(delivery => toDeliveryRow(world, delivery)),
    calls: world.calls.entries.slice(-NEWEST).toReversed().map(toCallRow),
    faults: {
      api: world.apiFaults.list().map(({ path, fault, left }) => ({ path, fault, left: toCount(left) })),
      duplicates: toCount(world.deliveryFaults.duplicates),
      held: world.deliveryFaults.held().map(({ kind, left }) => ({ kind, left: toCount(left) })),
    },
  };
}

/** JSON knows no infinity. */
function toCount(times: number): number {
  return Number.isFinite(times) ? times : -1;
}
