import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OAuthIdentity } from '../oauth.types.js';

/**
 * Where `OAuthGuard` keeps who somebody is. Extend it to use sessions of your own; request and response are those of Express
 * or Fastify, as the host has them.
 */
export abstract class OAuthSessions {
  /** Who the request is from; `undefined` for somebody who is not logged in. */
  abstract find(request: IncomingMessage): OAuthIdentity | undefined | Promise<OAuthIdentity | undefined>;

  /** Logs somebody in. A session that was there before is somebody else's: give the browser a new id. */
  abstract begin(request: IncomingMessage, response: ServerResponse, identity: OAuthIdentity): void | Promise<void>;

  /** Logs somebody out. */
  abstract end(request: IncomingMessage, response: ServerResponse): void | Promise<void>;
}
