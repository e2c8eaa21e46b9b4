import type { OAuthSettings } from '../oauth.options.js';
import type { OAuthIdentity } from '../oauth.types.js';
import { AuthorizationStates } from './authorization-states.js';
import { appendCookies, readCookies } from './browser-cookies.js';
import type { HostRequest, HostResponse } from './host-http.js';
import { OAuthSessions } from './oauth-sessions.js';
import { SignedCookies, type CookieSigning } from './signed-cookies.js';

/** A snapshot is looked at for a while; nobody is logged in by it. */
const SNAPSHOT_LIFE_MS = 600_000;

/**
 * Sessions in a signed httpOnly cookie, without anything kept at the server. So a session that was stolen lasts until it
 * expires; whoever needs more keeps sessions of their own.
 */
export class CookieOAuthSessions extends OAuthSessions {
  private readonly cookies: SignedCookies<OAuthIdentity>;
  private readonly states: AuthorizationStates;

  constructor(
    private readonly settings: Pick<OAuthSettings, 'cookieName' | 'lifeMs'>,
    signing: CookieSigning,
  ) {
    super();
    this.cookies = new SignedCookies('session', signing);
    this.states = new AuthorizationStates(signing);
  }

  find(request: HostRequest): OAuthIdentity | undefined {
    const { cookieName } = this.settings;
    const name = this.cookies.nameOf(cookieName);
    for (const cookie of readCookies(request)) {
      const signed = cookie.name === name ? this.cookies.open(cookieName, cookie.value) : undefined;
      if (signed !== undefined) return toIdentity(signed);
    }
    return undefined;
  }

  begin(_request: HostRequest, response: HostResponse, identity: OAuthIdentity): void {
    const { cookieName, lifeMs } = this.settings;
    const life = identity.isSnapshotUser ? Math.min(lifeMs, SNAPSHOT_LIFE_MS) : lifeMs;
    appendCookies(response, [this.cookies.seal(cookieName, { ...toIdentity(identity), expiresAt: Date.now() + life })]);
  }

  end(request: HostRequest, response: HostResponse): void {
    // With the address of a login that is minutes old, the next person at this browser could go back into the session.
    appendCookies(response, [this.cookies.clear(this.settings.cookieName), ...this.states.clear(request)]);
  }
}

/** No more than an identity has, whatever comes with it. */
function toIdentity({ openId, unionId, scope, isSnapshotUser }: OAuthIdentity): OAuthIdentity {
  return { openId, unionId, scope, isSnapshotUser };
}
