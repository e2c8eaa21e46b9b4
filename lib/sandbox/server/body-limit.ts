import type { MiddlewareHandler } from 'hono';

/**
 * Refuses larger bodies. Hono's own middleware makes a new `Request` out of that of the server, which the global `Request`
 * does not understand.
 */
export function limitBody(maxBytes: number, refuse: () => Response): MiddlewareHandler {
  return async ({ req }, next) => {
    const length = req.header('content-length');
    if (length !== undefined) return Number(length) > maxBytes ? refuse() : next();
    const { body, method, headers } = req.raw;
    if (body === null) return next();
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > maxBytes) return refuse();
      chunks.push(chunk);
    }
    // A body can be read but once.
    req.raw = new Request(req.url, { method, headers, body: Buffer.concat(chunks) });
    return next();
  };
}
