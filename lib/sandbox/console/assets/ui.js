import { runAction } from './store/requests.js';
/** @import { ActionResult } from '../console.types.js' */
/** @import { Language, Texts } from './language/language.js' */
/** @import { Selection } from './store/selection.js' */

/**
 * What every part of the page works with. `act` does something with the account and person that are looked at; it
 * answers `undefined` where that was refused, which is shown.
 *
 * @typedef {object} Ui
 * @property {Texts} t
 * @property {Language} language
 * @property {Selection} selection
 * @property {(selection: Selection) => void} select
 * @property {(name: string, input?: Readonly<Record<string, unknown>>) => Promise<ActionResult | undefined>} act
 */

/**
 * @param {Selection} selection
 * @param {(error: string) => void} complain
 * @returns {Ui['act']}
 */
export function createAct(selection, complain) {
  return async (name, input = {}) => {
    try {
      return await runAction(name, { ...selection, ...input });
    } catch (error) {
      complain(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  };
}
