/** What WeChat gave for one person. All of it is secret but `openId`, `unionId` and `scope`. */
export interface UserTokens {
  readonly openId: string;
  readonly unionId: string | undefined;
  readonly scope: readonly string[];
  readonly isSnapshotUser: boolean;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** In milliseconds since 1970. */
  readonly accessTokenExpiresAt: number;
  /** In milliseconds since 1970; 30 days after the person agreed. After this they have to be asked again. */
  readonly refreshTokenExpiresAt: number;
}

/**
 * Where the tokens of people are kept. Extend it to keep them in a database of your own. A person has one record per AppID;
 * it may be forgotten at `refreshTokenExpiresAt`. What a store throws reaches callers as a `WechatStoreError`, with the
 * tokens cut out of its message.
 */
export abstract class UserTokenStore {
  /** The tokens of a person at one account; `undefined` where there are none. */
  abstract find(appId: string, openId: string): Promise<UserTokens | undefined>;

  /** Keeps the tokens of a person in place of those before. */
  abstract save(appId: string, tokens: UserTokens): Promise<void>;

  /** Forgets the tokens of a person. */
  abstract delete(appId: string, openId: string): Promise<void>;
}
