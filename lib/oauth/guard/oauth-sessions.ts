import type { OAuthIdentity } from '../oauth.types.js';
import type { HostRequest, HostResponse } from './host-http.js';

/**
 * Where `OAuthGuard` keeps who somebody is. Extend it to use sessions of your own; request and response are those of Express
 * or Fastify, as the host has them.
 */
export abstract class OAuthSessions {
  /** Who the request is from; `undefined` for somebody who is not logged in. */
  abstract find(request: HostRequest): OAuthIdentity | undefined | Promise<OAuthIdentity | undefined>;

  /**
   * Logs somebody in, before the answer is written. A session that was there before is somebody else's: give the browser a
   * new id.
   */
  abstract begin(request: HostRequest, response: HostResponse, identity: OAuthIdentity): void | Promise<void>;

  /** Logs somebody out, before the answer is written. */
  abstract end(request: HostRequest, response: HostResponse): void | Promise<void>;
}
