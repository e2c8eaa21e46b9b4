import { randomBytes } from 'node:crypto';
import type { SandboxAccessToken } from '../account/access-tokens.js';
import type { SandboxAccount } from '../account/sandbox-account.js';
import { ApiError } from '../api/api-error.js';
import type { SandboxClock } from '../clock.js';
import { ExpiringMap } from '../expiring-map.js';
import { SandboxError } from '../sandbox.error.js';
import { Authorization, type AuthorizerAccount } from './authorization.js';

interface Code {
  readonly authorization: Authorization;
  /** Of the authorization that it came of: it works no more once there was another. */
  readonly generation: number;
  readonly expiresAt: number;
  isUsed: boolean;
}

/** An authorization that was just given. */
export interface Grant {
  /** Exchanged by `api_query_auth`. */
  readonly code: string;
  /** Seconds since 1970. */
  readonly expiresAt: number;
  /** Whether the account had authorized the platform before, and not taken it back. */
  readonly isUpdate: boolean;
}

/** How long a code lives, in seconds. */
export const AUTHORIZATION_CODE_SECONDS = 3600;

/** The accounts that authorized one platform. */
export class Authorizations {
  readonly #byAppId = new Map<string, Authorization>();
  readonly #codes: Map<string, Code>;

  constructor(private readonly clock: SandboxClock) {
    this.#codes = new ExpiringMap(clock, ({ expiresAt }) => expiresAt);
  }

  /** An account authorizes the platform, again or for the first time. */
  grant(account: AuthorizerAccount, permissionSets: readonly number[]): Grant {
    const present = this.#byAppId.get(account.appId);
    const isUpdate = present?.isRevoked === false;
    const authorization = present ?? new Authorization(account, this.clock);
    this.#byAppId.set(account.appId, authorization);
    authorization.grant(permissionSets);
    return { ...this.#addCode(authorization), isUpdate };
  }

  /** An account takes back what it allowed. */
  revoke(account: SandboxAccount): void {
    const authorization = this.#byAppId.get(account.appId);
    if (!authorization || authorization.isRevoked)
      throw new SandboxError(`${account.appId} has not authorized the platform: there is nothing to take back.`);
    authorization.revoke();
  }

  /** Those that were taken back among them. */
  find(appId: string): Authorization | undefined {
    return this.#byAppId.get(appId);
  }

  /** Throws 61003 for an account that has not authorized the platform, or does no more. */
  get(appId: string): Authorization {
    const authorization = this.find(appId);
    if (!authorization || authorization.isRevoked) throw new ApiError(61003);
    return authorization;
  }

  /** In the order in which they came first, those that were taken back among them. */
  list(): Authorization[] {
    return [...this.#byAppId.values()];
  }

  /** Another code for what an account allows already. Throws as `get()`. */
  issueCode(appId: string): Pick<Grant, 'code' | 'expiresAt'> {
    return this.#addCode(this.get(appId));
  }

  /** Throws 61009 for a code that never was, and 61010 for one that was used, is too old, or was followed by another. */
  redeem(value: string): Authorization {
    const code = this.#codes.get(value);
    if (!code) throw new ApiError(61009);
    const { authorization, generation, expiresAt, isUsed } = code;
    const isPresent = !authorization.isRevoked && authorization.generation === generation;
    if (isUsed || !isPresent || this.clock.now() >= expiresAt) throw new ApiError(61010);
    code.isUsed = true;
    return authorization;
  }

  /**
   * Gives another access token: the one before it goes on for five minutes.
   *
   * @param rotates whether the refresh token is replaced, too
   * @throws ApiError 61003 for a stranger, 61023 for a refresh token that works no more
   */
  refresh(appId: string, refreshToken: string, rotates: boolean): SandboxAccessToken {
    const authorization = this.find(appId);
    if (!authorization) throw new ApiError(61003);
    if (authorization.isRevoked || authorization.refreshToken !== refreshToken) throw new ApiError(61023);
    if (rotates) authorization.rotateRefreshToken();
    return authorization.accessTokens.renew('authorizer');
  }

  #addCode(authorization: Authorization) {
    const { generation } = authorization;
    const code = `queryauthcode@@@${randomBytes(48).toString('base64url')}`;
    const expiresAt = this.clock.now() + AUTHORIZATION_CODE_SECONDS * 1000;
    this.#codes.set(code, { authorization, generation, expiresAt, isUsed: false });
    return { code, expiresAt: this.clock.seconds() + AUTHORIZATION_CODE_SECONDS };
  }
}
