import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';

const TIMEOUT_MS = 1000;

/** The addresses of a URL's host; none where its name is not known. */
export async function resolveHost(url: URL): Promise<string[]> {
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = await lookup(hostname, { all: true }).catch(() => []);
  return addresses.map(({ address }) => address);
}

/** Milliseconds until an address answers; `undefined` where it does not. A connection is tried, for a ping needs rights. */
export function ping(address: string, url: URL): Promise<number | undefined> {
  const startedAt = performance.now();
  return new Promise(resolve => {
    const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
    const socket = connect({ host: address, port, timeout: TIMEOUT_MS });
    const finish = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere ? performance.now() - startedAt : undefined);
    };
    socket.on('connect', () => finish(true));
    socket.on('timeout', () => finish(false));
    // A machine that refuses the connection is there.
    socket.on('error', (error: NodeJS.ErrnoException) => finish(error.code === 'ECONNREFUSED'));
  });
}
