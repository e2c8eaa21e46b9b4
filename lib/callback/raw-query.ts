import type { PlatformRequest } from './raw-body.js';

/** The query of a request's address as it came, not decoded; empty where there is none. */
export function readRawQuery(request: PlatformRequest): string {
  const { url = '' } = request.raw ?? request;
  const mark = url.indexOf('?');
  return mark === -1 ? '' : url.slice(mark + 1);
}
