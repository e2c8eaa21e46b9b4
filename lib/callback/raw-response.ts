import type { ServerResponse } from 'node:http';

/** A response of Express (itself the stream) or of Fastify (which keeps the stream in `raw`). */
export type PlatformResponse = ServerResponse & { readonly raw?: ServerResponse; hijack?(): void };

/** An answer in bytes. */
export interface RawResponse {
  /** Status code of HTTP. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Headers that set cookies, beside those of the host. */
  readonly cookies?: readonly string[] | undefined;
  /** Text in UTF-8, to be written as it is. */
  readonly body: string;
  /** Close the connection, and answer nothing. */
  readonly hangUp?: true | undefined;
}

/** Writes an answer past everything that the host does to answers. Headers that the host has set before, as for CORS, are kept. */
export function writeResponse(response: PlatformResponse, answer: RawResponse): void {
  const { status, headers, cookies = [], body, hangUp } = answer;
  const stream = response.raw ?? response;
  // The host may have answered meanwhile, for example with a time-out of its own.
  if (stream.headersSent || stream.destroyed) return;
  response.hijack?.();
  if (hangUp) {
    stream.destroy();
    return;
  }
  // Fastify keeps them until it answers, which it will not do now; Express has given them to the stream.
  const before = response.raw === undefined ? {} : response.getHeaders();
  const set = cookies.length === 0 ? [] : [response.getHeader('set-cookie') ?? []].flat().map(String);
  stream.writeHead(status, {
    ...before,
    ...headers,
    ...(cookies.length > 0 && { 'set-cookie': [...set, ...cookies] }),
    'content-length': Buffer.byteLength(body),
  });
  stream.end(body);
}

/** An answer in plain text. */
export function respondText(status: number, body: string, headers?: Readonly<Record<string, string>>): RawResponse {
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff', ...headers },
    body,
  };
}

/** An answer in JSON that nobody keeps. */
export function respondJson(status: number, body: object): RawResponse {
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  };
  return { status, headers, body: JSON.stringify(body) };
}
