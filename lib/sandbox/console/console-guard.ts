import type { MiddlewareHandler } from 'hono';
import type { NodeEnvironment } from '../api/api-request.js';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
const EVERYWHERE = ['0.0.0.0', '::'];

/**
 * Keeps other websites off the console. A page that has its own name resolve to this machine (DNS rebinding) is known
 * by the `Host` it asks for, and a form or script on a foreign page by its `Origin`.
 *
 * @param listenHost the address that the sandbox listens on; on all addresses any name is right
 */
export function guardConsole(listenHost: string): MiddlewareHandler<NodeEnvironment> {
  const own = [...LOOPBACK, listenHost.includes(':') ? `[${listenHost}]` : listenHost.toLowerCase()];
  return async ({ req }, next) => {
    const host = req.header('host') ?? '';
    if (!EVERYWHERE.includes(listenHost) && !own.includes(hostname(host)))
      return refuse(`The console is not shown under the name ${JSON.stringify(host)}. Open it as ${own[0]}.`);
    const origin = req.header('origin');
    if (req.method !== 'GET' && origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`)
      return refuse(`A page of ${JSON.stringify(origin)} may not drive the sandbox.`);
    return next();
  };
}

function hostname(host: string): string {
  return host.replace(/:\d*$/, '').toLowerCase();
}

function refuse(error: string): Response {
  return Response.json({ error }, { status: 403 });
}
