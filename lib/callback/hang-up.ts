import type { PlatformResponse } from './raw-response.js';

/** Aborts when whoever waits for a response hangs up before it is there. */
export function hangUpSignal(response: PlatformResponse): AbortSignal {
  const stream = response.raw ?? response;
  const controller = new AbortController();
  const check = (): void => {
    if (!stream.writableFinished) controller.abort();
  };
  if (stream.closed) check();
  else stream.once('close', check);
  return controller.signal;
}
