import { randomBytes } from 'node:crypto';
import { ApiError } from '../api/api-error.js';
import type { SandboxClock } from '../clock.js';
import { ExpiringMap } from '../expiring-map.js';
import type { OAuthGrant } from './oauth-grant.js';

interface Code {
  readonly grant: OAuthGrant;
  readonly expiresAt: number;
  isUsed: boolean;
}

const LIFE_MS = 300 * 1000;

/** The codes of one account: each works once, and for five minutes. */
export class AuthorizationCodes {
  readonly #codes: Map<string, Code>;

  constructor(private readonly clock: SandboxClock) {
    this.#codes = new ExpiringMap(clock, ({ expiresAt }) => expiresAt);
  }

  issue(grant: OAuthGrant): string {
    const code = randomBytes(16).toString('hex');
    this.#codes.set(code, { grant, expiresAt: this.clock.now() + LIFE_MS, isUsed: false });
    return code;
  }

  /**
   * Throws 40029 for an unknown code, 40163 for one that was used and 42003 for one that is too old.
   *
   * @param componentAppId the platform that redeems it, which must have asked for it; `undefined` for the account itself. A code
   *   of `wx.login()` is nobody's in particular
   */
  redeem(value: string, componentAppId?: string): OAuthGrant {
    const code = this.#codes.get(value);
    if (!code) throw new ApiError(40029);
    const { scope, componentAppId: asker } = code.grant;
    if (scope !== '' && asker !== componentAppId) throw new ApiError(40029);
    if (code.isUsed) throw new ApiError(40163);
    if (this.clock.now() >= code.expiresAt) throw new ApiError(42003);
    code.isUsed = true;
    return code.grant;
  }
}
