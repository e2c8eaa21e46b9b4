/** What a third-party platform knows of an account that has authorized it. */
export interface Authorizer {
  readonly appId: string;
  /** Original id (`gh_…`), where it is known: messages are addressed to it. */
  readonly userName: string | undefined;
  readonly state: 'authorized' | 'unauthorized';
  /** When the newest authorization was made, in seconds since 1970, by WeChat's clock. */
  readonly authorizedAt: number;
  /** Ids of the permission sets (权限集). */
  readonly functions: readonly number[];
  /** Secret. What access tokens come from; `undefined` once the authorization is taken back. */
  readonly refreshToken: string | undefined;
}

/** An authorization that was made, or changed. */
export interface Authorization {
  readonly appId: string;
  readonly authorizedAt: number;
  readonly functions: readonly number[];
  readonly refreshToken: string;
}

/** A part of a long list. */
export interface AuthorizerPage {
  readonly authorizers: readonly Authorizer[];
  /** Where the next part begins; `undefined` at the end. */
  readonly next: string | undefined;
}

/**
 * Where the accounts are kept that have authorized a platform. Extend it to keep them in a database of your own. Each method
 * is one atomic step: an authorization is not written by halves, and an old one never replaces a newer one. Implementations throw
 * `WechatStoreError`, and within a time limit, where they cannot answer.
 */
export abstract class AuthorizerStore {
  /** An account; `undefined` where it never authorized the platform. */
  abstract find(componentAppId: string, appId: string): Promise<Authorizer | undefined>;

  /**
   * Keeps an authorization, unless a newer one is kept, or the account took it back later than that. `userName` of an account
   * stays.
   *
   * @returns whether it is the one that holds now
   */
  abstract authorize(componentAppId: string, authorization: Authorization): Promise<boolean>;

  /**
   * Takes an authorization back and forgets its refresh token, unless a newer authorization is kept.
   *
   * @param at in seconds since 1970, by WeChat's clock
   * @returns whether it was taken back by this call
   */
  abstract unauthorize(componentAppId: string, appId: string, at: number): Promise<boolean>;

  /**
   * Puts a refresh token in place of the one that it came from.
   *
   * @returns `false` where another is kept by now, or the authorization was taken back: the new one is of no use then
   */
  abstract replaceRefreshToken(componentAppId: string, appId: string, before: string, after: string): Promise<boolean>;

  /** Keeps the original id of an account. */
  abstract setUserName(componentAppId: string, appId: string, userName: string): Promise<void>;

  /**
   * The accounts in parts of about `limit`, those that took it back included, in any order that does not change.
   *
   * @param cursor `next` of the part before; `undefined` at the beginning
   */
  abstract list(componentAppId: string, cursor: string | undefined, limit: number): Promise<AuthorizerPage>;
}
