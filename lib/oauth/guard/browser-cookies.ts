import { isAnswered, type HostRequest, type HostResponse } from './host-http.js';

/** A cookie as a browser sent it: it may say anything. */
export interface BrowserCookie {
  readonly name: string;
  readonly value: string;
}

/** The cookies of a request. A name may come more than once: other hosts of the domain can set cookies too. */
export function readCookies({ headers }: HostRequest): BrowserCookie[] {
  return (headers.cookie ?? '').split(';').flatMap(cookie => {
    const end = cookie.indexOf('=');
    return end < 0 ? [] : [{ name: cookie.slice(0, end).trim(), value: cookie.slice(end + 1).trim() }];
  });
}

/** Adds cookies to those that the host has set. */
export function appendCookies(response: HostResponse, cookies: readonly string[]): void {
  if (isAnswered(response)) return;
  const before = response.getHeader('set-cookie') ?? [];
  // Fastify would add to its own, and lose those that a middleware has set on the stream.
  response.removeHeader('set-cookie');
  response.header('set-cookie', [...[before].flat().map(String), ...cookies]);
}
