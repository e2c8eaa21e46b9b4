/** @import { Snapshot } from '../../console.types.js' */
/** @import { Selection } from './selection.js' */

/**
 * Follows what happens in the sandbox.
 *
 * @param {Selection} selection
 * @param {(snapshot: Snapshot) => void} onSnapshot
 * @param {(isOnline: boolean) => void} onOnline
 * @returns {() => void} ends it
 */
export function connect({ account, person }, onSnapshot, onOnline) {
  const query = new URLSearchParams({ ...(account && { account }), ...(person && { person }) });
  const source = new EventSource(`/sandbox/events?${query}`);
  source.addEventListener('open', () => onOnline(true));
  // The browser tries again by itself.
  source.addEventListener('error', () => onOnline(false));
  source.addEventListener('snapshot', ({ data }) => onSnapshot(JSON.parse(data)));
  return () => source.close();
}
