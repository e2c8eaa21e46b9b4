import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** A request as it arrived. */
export interface WechatRequest {
  readonly method: string;
  readonly path: string;
  /** All parameters; one that was sent more than once is an array. */
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly headers: IncomingHttpHeaders;
  /** The parsed JSON; where it is none, a `Buffer`; without a body, `undefined`. */
  readonly body: unknown;
  /** The body's bytes. */
  readonly raw: Buffer;
  /** The caller's address. */
  readonly ip: string;
  /** When it was there as a whole, by WeChat's clock. */
  readonly at: number;
}

/** Reads a request to its end. */
export async function readRequest(incoming: IncomingMessage, now: () => number): Promise<WechatRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks);
  const url = new URL(incoming.url ?? '/', 'http://wechat');
  return {
    method: incoming.method ?? '',
    path: url.pathname,
    query: parseQuery(url.searchParams),
    headers: incoming.headers,
    body: parseBody(raw),
    raw,
    ip: (incoming.socket.remoteAddress ?? '').replace('::ffff:', ''),
    at: now(),
  };
}

function parseQuery(parameters: URLSearchParams): WechatRequest['query'] {
  const names = [...new Set(parameters.keys())];
  return Object.fromEntries(
    names.map(name => {
      const [first = '', ...more] = parameters.getAll(name);
      return [name, more.length > 0 ? [first, ...more] : first];
    }),
  );
}

function parseBody(raw: Buffer): unknown {
  if (raw.length === 0) return undefined;
  try {
    return JSON.parse(raw.toString());
  } catch {
    return raw;
  }
}
