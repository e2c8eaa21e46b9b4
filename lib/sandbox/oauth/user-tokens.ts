import { randomBytes } from 'node:crypto';
import { ApiError } from '../api/api-error.js';
import type { SandboxClock } from '../clock.js';
import { ExpiringMap } from '../expiring-map.js';
import type { Person } from '../people/person.js';
import type { OAuthGrant } from './oauth-grant.js';

/** An access token for what one person allowed, and the token that renews it. */
export interface UserToken {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly grant: OAuthGrant;
}

interface Authorization {
  readonly grant: OAuthGrant;
  readonly refreshToken: string;
  readonly endsAt: number;
  accessToken: string;
  accessTokenEndsAt: number;
  isRevoked: boolean;
}

/** How long an access token lives, in seconds. */
export const USER_TOKEN_SECONDS = 7200;

const REFRESH_LIFE_MS = 30 * 24 * 3600 * 1000;

/** What people allowed one account. These tokens have nothing to do with the access tokens of the account itself. */
export class UserTokens {
  readonly #byAccessToken: Map<string, Authorization>;
  readonly #byRefreshToken: Map<string, Authorization>;

  constructor(private readonly clock: SandboxClock) {
    this.#byAccessToken = new ExpiringMap(clock, ({ endsAt }) => endsAt);
    this.#byRefreshToken = new ExpiringMap(clock, ({ endsAt }) => endsAt);
  }

  issue(grant: OAuthGrant): UserToken {
    const endsAt = this.clock.now() + REFRESH_LIFE_MS;
    const refreshToken = createToken();
    const authorization = { grant, refreshToken, endsAt, accessToken: '', accessTokenEndsAt: 0, isRevoked: false };
    this.#byRefreshToken.set(refreshToken, authorization);
    return this.#renew(authorization);
  }

  /**
   * Begins the two hours anew: for the same access token while it lives, otherwise for a new one. The refresh token stays,
   * and lives no longer for it. Throws 40030, 42007 after `revoke()`, and 42002 after 30 days.
   *
   * @param componentAppId the platform that refreshes it, which must have asked for it; `undefined` for the account itself
   */
  refresh(refreshToken: string, componentAppId?: string): UserToken {
    const authorization = this.#byRefreshToken.get(refreshToken);
    if (!authorization || authorization.grant.componentAppId !== componentAppId) throw new ApiError(40030);
    if (authorization.isRevoked) throw new ApiError(42007);
    if (this.clock.now() >= authorization.endsAt) throw new ApiError(42002);
    return this.#renew(authorization);
  }

  /** Whether this account was ever given the token. */
  has(accessToken: string): boolean {
    return this.#byAccessToken.has(accessToken);
  }

  /** What a token stands for. Throws 40014, 42007 after `revoke()`, and 42001 after two hours. */
  get(accessToken: string): OAuthGrant {
    const authorization = this.#byAccessToken.get(accessToken);
    if (!authorization) throw new ApiError(40014);
    if (authorization.isRevoked) throw new ApiError(42007);
    if (!this.#isLive(authorization, accessToken)) throw new ApiError(42001);
    return authorization.grant;
  }

  /** Ends all tokens of a person. */
  revoke(person: Person): void {
    for (const authorization of this.#byRefreshToken.values())
      if (authorization.grant.person === person) authorization.isRevoked = true;
  }

  #renew(authorization: Authorization): UserToken {
    if (!this.#isLive(authorization, authorization.accessToken)) {
      authorization.accessToken = createToken();
      this.#byAccessToken.set(authorization.accessToken, authorization);
    }
    authorization.accessTokenEndsAt = this.clock.now() + USER_TOKEN_SECONDS * 1000;
    const { accessToken, refreshToken, grant } = authorization;
    return { accessToken, refreshToken, grant };
  }

  #isLive({ accessToken, accessTokenEndsAt }: Authorization, value: string): boolean {
    return value === accessToken && this.clock.now() < accessTokenEndsAt;
  }
}

function createToken(): string {
  return `84_${randomBytes(64).toString('base64url')}`;
}
