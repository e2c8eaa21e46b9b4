import type { ServerResponse } from 'node:http';

/** A response of Express (itself the stream) or of Fastify (which keeps the stream in `raw`). */
export type PlatformResponse = ServerResponse & { readonly raw?: ServerResponse; hijack?(): void };

/** An answer in bytes. */
export interface RawResponse {
  /** Status code of HTTP. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Text in UTF-8, to be written as it is. */
  readonly body: string;
  /** Close the connection, and answer nothing. */
  readonly hangUp?: true | undefined;
}

/** Writes an answer past everything that the host does to answers. Headers that the host has set before, as for CORS, are kept. */
export function writeResponse(response: PlatformResponse, answer: RawResponse): void {
  const { status, headers, body, hangUp } = answer;
  const stream = response.raw ?? response;
  // The host may have answered meanwhile, for example with a time-out of its own.
  if (stream.headersSent || stream.destroyed) return;
  response.hijack?.();
  if (hangUp) {
    stream.destroy();
    return;
  }
  // Fastify keeps them until it answers, which it will not do now; Express has given them to the stream.
  stream.writeHead(status, {
    ...(response.raw && response.getHeaders()),
    ...headers,
    'content-length': Buffer.byteLength(body),
  });
  stream.end(body);
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
