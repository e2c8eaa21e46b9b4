import type { PageRequest } from './host-http.js';

/** Whether it only asks for something. */
export function isReading({ method }: Pick<PageRequest, 'method'>): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Whether somebody opens a page, and can be sent to another; a call of a script could not follow. */
export function isNavigation({ method, headers }: PageRequest): boolean {
  if (!isReading({ method })) return false;
  const mode = headers['sec-fetch-mode'];
  if (mode !== undefined) return mode === 'navigate';
  // The web view of Android sends this header too, for every page, with the name of the app in it: com.tencent.mm.
  const isScript = headers['x-requested-with'] === 'XMLHttpRequest';
  return !isScript && headers.accept?.includes('text/html') === true;
}
