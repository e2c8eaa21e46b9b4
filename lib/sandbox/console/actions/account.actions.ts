import type { ConsoleAction } from './console-action.js';

/** Settings of the account. */
export const accountActions = {
  /** Waits for the callback: whether it is taken is what one wants to know. */
  async setCallback({ world, account, input }) {
    await world.setCallback(account, input.text('url'));
  },
} satisfies Record<string, ConsoleAction>;
