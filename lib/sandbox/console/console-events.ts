import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { NodeEnvironment } from '../api/api-request.js';
import { sleep } from '../clock.js';
import type { World } from '../world.js';
import { takeSnapshot, type Selection } from './views/snapshot.js';

/** So that a burst of changes is one picture. */
const DEBOUNCE_MS = 50;
/** A clock that was moved tells nobody. */
const HEARTBEAT_MS = 5000;

/** Sends a snapshot now and after every change, until the browser leaves or the sandbox stops. */
export function streamSnapshots(context: Context<NodeEnvironment>, world: World, selection: Selection): Response {
  return streamSSE(context, async stream => {
    let ring = () => {};
    const unsubscribe = world.changes.subscribe(() => ring());
    const heartbeat = setInterval(() => ring(), HEARTBEAT_MS);
    stream.onAbort(() => {
      clearInterval(heartbeat);
      unsubscribe();
      ring();
    });
    while (!stream.aborted) {
      const changed = new Promise<void>(resolve => {
        ring = resolve;
      });
      await stream.writeSSE({ event: 'snapshot', data: JSON.stringify(takeSnapshot(world, selection)) });
      await changed;
      await sleep(DEBOUNCE_MS);
    }
  });
}
