/**
 * How far a login has come. `confirmed`, `rejected` and `expired` are final; a confirmed login expires as well where no
 * browser completes it in time.
 */
export type LoginState = 'waiting' | 'scanned' | 'confirmed' | 'rejected' | 'expired';

/** What a login begins with. */
export interface NewLoginAttempt {
  /** Random. It is that of the code's lease too. */
  readonly id: string;
  /** SHA-256 of the browser's secret; the secret itself is kept nowhere. */
  readonly secretHash: string;
  /** Scene of the code. */
  readonly sceneId: string;
  readonly imageUrl: string;
  /** What the code says. */
  readonly url: string;
}

/** Who scanned the code, and when. */
export interface LoginScan {
  readonly openId: string;
  /** Whether the person began to follow the account by it. */
  readonly newFollower: boolean;
  /** WeChat's `CreateTime`: seconds since 1970. */
  readonly createTime: number;
}

/** Where a login stands. */
export interface LoginStanding {
  readonly state: LoginState;
  /** By the store's clock, in milliseconds since 1970. */
  readonly expiresAt: number;
}

/** A login as it is now. */
export interface LoginAttempt extends NewLoginAttempt, LoginStanding {
  /** The first scan; the others count for nothing. */
  readonly scan: LoginScan | undefined;
  /** Whether the person has been asked to confirm in the chat. */
  readonly asked: boolean;
  /** What the person is told once it is decided, as the listener wrote it. */
  readonly reply: string | undefined;
  /** `MsgId` of the message that decided it, where one did. */
  readonly decidedBy: string | undefined;
  readonly completed: boolean;
}

/** What is decided about a scan, or that the person is asked first. */
export interface LoginVerdict {
  readonly verdict: 'asked' | 'confirmed' | 'rejected';
  /** Only the person who scanned decides. */
  readonly openId: string;
  /** Replaces the one that was left before. */
  readonly reply?: string | undefined;
  readonly decidedBy?: string | undefined;
}

/** How long a login is kept after its end, so that browsers and phones that are late are told. */
export const KEEP_MS = 600_000;

/**
 * Where logins are kept, for one process or for many. `scope` is `{AppID}`. Every method is atomic, and the same call made
 * twice is one. Implementations throw `WechatStoreError`, and within a time limit, where they cannot answer.
 */
export abstract class LoginAttemptStore {
  /** Keeps a login that waits for its scan; says when it expires. */
  abstract create(scope: string, attempt: NewLoginAttempt, lifeMs: number): Promise<number>;

  abstract read(scope: string, id: string): Promise<LoginAttempt | undefined>;

  /** Where logins stand, in one round trip; `undefined` for those that are not known. */
  abstract readStandings(scope: string, ids: readonly string[]): Promise<(LoginStanding | undefined)[]>;

  /**
   * Tells of a scan; the first one counts, while the login waits, and gives it at least so much time again.
   *
   * @returns the login after it
   */
  abstract scan(scope: string, id: string, scan: LoginScan, leastMs: number): Promise<LoginAttempt | undefined>;

  /** The login that a person scanned last. */
  abstract findLastOf(scope: string, openId: string): Promise<LoginAttempt | undefined>;

  /**
   * Decides about a login that is scanned; one that is confirmed has at least so much time again.
   *
   * @returns the login after it, whatever had been decided before
   */
  abstract decide(scope: string, id: string, verdict: LoginVerdict, leastMs: number): Promise<LoginAttempt | undefined>;

  /**
   * Completes a login that is confirmed: true for the one caller that does, and `false` for all others.
   *
   * @param completionId unique to the caller
   */
  abstract complete(scope: string, id: string, completionId: string): Promise<boolean>;

  /** Lets a login expire that is not completed. */
  abstract cancel(scope: string, id: string): Promise<void>;
}
