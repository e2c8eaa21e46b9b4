import { randomBytes } from 'node:crypto';
import { AccessTokens } from '../account/access-tokens.js';
import type { SandboxAccount } from '../account/sandbox-account.js';
import type { SandboxClock } from '../clock.js';
import { includesMessages, type AuthorizerType } from './permission-sets.js';

/** An account that can authorize a platform. */
export type AuthorizerAccount = SandboxAccount & { readonly type: AuthorizerType };

/** What one account lets one platform do. */
export class Authorization {
  /** What the platform calls APIs with on behalf of the account. */
  readonly accessTokens: AccessTokens;
  /** Ids of the 权限集. */
  permissionSets: readonly number[] = [];
  /** Seconds since 1970: when the account authorized the platform, or changed what it may. */
  authorizedAt = 0;
  isRevoked = false;
  /** How often it was given. */
  generation = 0;
  #refreshToken = '';

  constructor(
    readonly account: AuthorizerAccount,
    private readonly clock: SandboxClock,
  ) {
    this.accessTokens = new AccessTokens(clock);
  }

  /** The only one that works. */
  get refreshToken(): string {
    return this.#refreshToken;
  }

  /** From now on only a new refresh token works. */
  rotateRefreshToken(): void {
    this.#refreshToken = `refreshtoken@@@${randomBytes(32).toString('base64url')}`;
  }

  /** Authorizes the platform, anew or with other sets. */
  grant(permissionSets: readonly number[]): void {
    this.permissionSets = permissionSets;
    this.authorizedAt = this.clock.seconds();
    this.isRevoked = false;
    this.generation++;
    this.rotateRefreshToken();
  }

  /** Takes all back: tokens are dead. */
  revoke(): void {
    this.isRevoked = true;
    this.accessTokens.reject();
  }

  /** Whether what people send to the account goes to the platform. */
  get takesMessages(): boolean {
    return !this.isRevoked && includesMessages(this.account.type, this.permissionSets);
  }
}
