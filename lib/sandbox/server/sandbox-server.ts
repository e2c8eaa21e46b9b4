import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { ApiError } from '../api/api-error.js';
import { readApiRequest, type NodeEnvironment } from '../api/api-request.js';
import { ApiServer } from '../api/api-server.js';
import { ENDPOINTS } from '../api/endpoint-table.js';
import { registerBindRoutes } from '../component/bind.routes.js';
import { registerComponentLoginRoutes } from '../component/component-login.routes.js';
import { registerConsole } from '../console/console.routes.js';
import { registerJssdkRoutes } from '../jssdk/jssdk.routes.js';
import { registerOAuthRoutes } from '../oauth/oauth.routes.js';
import { SandboxError } from '../sandbox.error.js';
import type { World } from '../world.js';
import { sendOutcome } from './api-response.js';
import { limitBody } from './body-limit.js';
import { registerMediaRoutes } from './media-routes.js';
import { registerQrRoutes } from './qr-routes.js';

/** A video and the form around it fit in. */
const MAX_BODY_BYTES = 30 * 1024 * 1024;

/**
 * One origin that plays the hosts `api`, `mp` and `open`, and shows the console.
 *
 * @param listenHost the address that it will listen on
 */
export function createSandboxApp(world: World, listenHost: string): Hono<NodeEnvironment> {
  const app = new Hono<NodeEnvironment>();
  const api = new ApiServer(world, ENDPOINTS);
  const refuse = () => Response.json({ errcode: 45001, errmsg: new ApiError(45001).errmsg }, { status: 413 });
  app.onError((error, { env }) => {
    // Whoever left within the request gets no answer. Anything else is a fault of the sandbox, said out loud.
    if (env.outgoing.destroyed) return new Response(null, { status: 400 });
    return Response.json({ errcode: -1, errmsg: `system error (the sandbox failed: ${String(error)})` });
  });
  app.use(limitBody(MAX_BODY_BYTES, refuse));
  app.use(async (context, next) => {
    await next();
    // Nobody reads the answer of a HEAD, so that a stream of events would never learn that it is over.
    if (context.req.method === 'HEAD') await context.res.body?.cancel();
  });
  registerQrRoutes(app, world);
  registerMediaRoutes(app, world);
  registerConsole(app, world, listenHost);
  registerOAuthRoutes(app, world);
  registerBindRoutes(app, world);
  registerComponentLoginRoutes(app, world);
  registerJssdkRoutes(app, world);
  app.all('*', async context => {
    const request = await readApiRequest(context);
    return sendOutcome(context, await api.answer(request, () => context.env.outgoing.destroyed));
  });
  return app;
}

/** Listens; resolves with the server once it does. */
export async function listen(app: Hono<NodeEnvironment>, host: string, port: number): Promise<Server> {
  // The process is the user's, who may compare with the global Request and Response.
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(toSandboxError(error, host, port)));
    server.listen(port, host, resolve);
  });
  return server;
}

/** `http://127.0.0.1:<port>`, or with the address that was listened on. */
export function originOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  const host = ['0.0.0.0', '::'].includes(address) ? '127.0.0.1' : address;
  return `http://${family === 'IPv6' && host.includes(':') ? `[${host}]` : host}:${port}`;
}

function toSandboxError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE')
    return new SandboxError(`Port ${port} is in use. Stop what listens there, or choose another port.`);
  if (error.code === 'EACCES') return new SandboxError(`Port ${port} needs more rights. Choose one above 1023.`);
  if (['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'].includes(error.code ?? ''))
    return new SandboxError(`This machine has no address ${host}.`);
  return error;
}
