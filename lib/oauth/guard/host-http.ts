import type { IncomingHttpHeaders } from 'node:http';

/** What requests of Express and Fastify have in common, as far as a session needs it. */
export interface HostRequest {
  readonly headers: IncomingHttpHeaders;
}

/** What responses of Express and Fastify have in common, as far as a session needs it. */
export interface HostResponse {
  getHeader(name: string): number | string | string[] | undefined;
  removeHeader(name: string): unknown;
  header(name: string, value: string | string[]): unknown;
  /** Of Express, once the answer is on its way. */
  readonly headersSent?: boolean;
  /** The same of Fastify. */
  readonly sent?: boolean;
}

/** A request of Express or Fastify. */
export interface PageRequest extends HostRequest {
  readonly method: string;
  /** The target as it came in; the host may have rewritten `url`. */
  readonly originalUrl: string;
}

/** A response of Express or Fastify. */
export interface PageResponse extends HostResponse {
  status(code: number): unknown;
  send(): unknown;
}

/** Whether the host has answered meanwhile, for example with a time-out of its own. */
export function isAnswered({ headersSent, sent }: HostResponse): boolean {
  return headersSent === true || sent === true;
}

/** Keeps an answer out of caches, and its address, which may hold a code, out of `Referer`. */
export function keepPrivate(response: HostResponse): void {
  if (isAnswered(response)) return;
  response.header('cache-control', 'no-store');
  response.header('referrer-policy', 'no-referrer');
}

/**
 * Sends a browser elsewhere. It goes through the platform, not past it: what the host keeps sessions with (`onSend` of Fastify,
 * the end of an Express response) has its turn.
 *
 * @returns a promise that never settles, as Passport's guard does: one that settled would let Nest go on to the handler, or to
 *   the filters, and they would answer once more
 */
export function redirect(response: PageResponse, url: string): Promise<never> {
  if (!isAnswered(response)) {
    keepPrivate(response);
    response.header('location', url);
    response.status(302);
    response.send();
  }
  return new Promise<never>(() => {});
}
