import { createHook } from 'node:async_hooks';

/**
 * The things that Node.js makes for an action and that are more than promises: requests, writes, timers, ticks, of which
 * every I/O needs at least one.
 *
 * @param {() => Promise<unknown>} action
 * @returns {Promise<string[]>} their types
 */
export async function watchIo(action) {
  const types = [];
  const hook = createHook({
    init: (_id, type) => {
      if (type !== 'PROMISE') types.push(type);
    },
  });
  hook.enable();
  await action();
  hook.disable();
  return types;
}
