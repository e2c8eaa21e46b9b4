import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Changes } from '../changes.js';
import { isDecided, type ScanPage } from './scan-pages.js';

/** Tells a page with a QR code each new state, until somebody decided or the page is closed. */
export function streamScanStates(
  changes: Changes,
  context: Context,
  find: () => ScanPage<unknown> | undefined,
): Response {
  return streamSSE(context, async stream => {
    let ring = () => {};
    let shown: string | undefined;
    const unsubscribe = changes.subscribe(() => ring());
    stream.onAbort(() => ring());
    while (!stream.aborted) {
      const changed = new Promise<void>(resolve => {
        ring = resolve;
      });
      const page = find();
      if (page && page.state !== shown) await stream.writeSSE({ data: (shown = page.state) });
      if (!page || isDecided(page.state)) break;
      await changed;
    }
    unsubscribe();
  });
}
