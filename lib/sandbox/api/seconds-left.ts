import type { World } from '../world.js';

/** `expires_in` of what ends at a time, rounded up: what was made a millisecond ago has 7200 left. */
export function secondsLeft({ clock }: World, expiresAt: number): number {
  return Math.ceil((expiresAt - clock.now()) / 1000);
}
