import { accountActions } from './account.actions.js';
import { chatActions } from './chat.actions.js';
import { componentActions } from './component.actions.js';
import type { ConsoleAction } from './console-action.js';
import { faultActions } from './fault.actions.js';
import { peopleActions } from './people.actions.js';
import { scanActions } from './scan.actions.js';

/** What the buttons of the console do, by name. */
export const ACTIONS: ReadonlyMap<string, ConsoleAction> = new Map(
  Object.entries({
    ...peopleActions,
    ...scanActions,
    ...chatActions,
    ...accountActions,
    ...componentActions,
    ...faultActions,
  }),
);
