import { once } from 'node:events';
import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { createCertificate } from './certificate.js';

/** A proxy that ends TLS and takes a path away, as in front of an application. */
export interface TlsProxy {
  /** The address of the site: `https://localhost:<port>/app`. */
  readonly publicUrl: string;
  /** Says where the application is. */
  forwardTo(origin: string): void;
  stop(): Promise<void>;
}

/** Starts a proxy that nothing is behind yet: the application has to know its address before it listens. */
export async function startTlsProxy(path = '/app'): Promise<TlsProxy> {
  let origin = '';
  const server = createServer(createCertificate(), (incoming, response) => {
    const { url = '', method = '', headers } = incoming;
    if (!url.startsWith(`${path}/`)) return response.writeHead(404).end();
    const outgoing = request(origin + url.slice(path.length), { method, headers });
    outgoing.on('response', answer => {
      response.writeHead(answer.statusCode ?? 502, answer.headersDistinct);
      pipeline(answer, response, () => {});
    });
    outgoing.on('error', () => response.destroy());
    pipeline(incoming, outgoing, () => {});
    return undefined;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    publicUrl: `https://localhost:${(server.address() as AddressInfo).port}${path}`,
    forwardTo: target => {
      origin = target;
    },
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
