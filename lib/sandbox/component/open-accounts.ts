import { randomBytes } from 'node:crypto';
import { ApiError } from '../api/api-error.js';

/** What accounts are bound to that were started with `openPlatform`. */
export const OPEN_APPID = 'wx0000000000000000';

/** What can be bound to one. */
export interface OpenAccountMember {
  readonly principal: string;
  openAppId: string | undefined;
}

/** Open Platform accounts (开放平台账号): for all accounts that are bound to one, a person has the same `unionid`. */
export class OpenAccounts {
  /** By AppID, the 主体 of those that were made by the API; only they can be bound to by the API. */
  readonly #principals = new Map<string, string>();

  /** Makes one and binds the account to it. Throws 89000 where it is bound to one. */
  create(account: OpenAccountMember): string {
    if (account.openAppId !== undefined) throw new ApiError(89000);
    const openAppId = `wx${randomBytes(8).toString('hex')}`;
    this.#principals.set(openAppId, account.principal);
    account.openAppId = openAppId;
    return openAppId;
  }

  /** Throws 89000 where the account is bound to one, 89003 for one that the API did not make, and 89001 for somebody else's. */
  bind(account: OpenAccountMember, openAppId: string): void {
    if (account.openAppId !== undefined) throw new ApiError(89000);
    const principal = this.#principals.get(openAppId);
    if (principal === undefined) throw new ApiError(89003);
    if (principal !== account.principal) throw new ApiError(89001);
    account.openAppId = openAppId;
  }

  /** Throws 89002 where the account is not bound to this one, and 89003 for one that the API did not make. */
  unbind(account: OpenAccountMember, openAppId: string): void {
    if (account.openAppId !== openAppId) throw new ApiError(89002);
    if (!this.#principals.has(openAppId)) throw new ApiError(89003);
    account.openAppId = undefined;
  }
}
