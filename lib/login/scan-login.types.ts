import type { LoginState } from './login-attempt.store.js';

/** How a login begins. */
export interface BeginOptions {
  /** Id and secret that this browser brought along in its cookie, whatever they are. */
  readonly previous?: { readonly id: string | undefined; readonly secret: string | undefined } | undefined;
}

/** A login that has begun. */
export interface ScanLogin {
  /** For the page: it watches by it. */
  readonly id: string;
  /** For this browser's httpOnly cookie only: whoever has it may complete the login. */
  readonly secret: string;
  /** Address of the code's picture, a JPEG. */
  readonly imageUrl: string;
  /** What the code says, to draw it yourself. */
  readonly url: string;
  readonly expiresAt: Date;
  /** Whether it is the browser's previous one. */
  readonly reused: boolean;
}

/** Where a login stands. It tells nobody who scanned. */
export interface ScanLoginStatus {
  readonly state: LoginState;
  readonly expiresAt: Date;
}

/** What `@Sse()` sends. */
export interface ScanLoginEvent {
  readonly data: ScanLoginStatus;
}

/** Who logged in. */
export interface ScanLoginIdentity {
  readonly openId: string;
  /** Whether the person began to follow the account by this scan. */
  readonly newFollower: boolean;
  /** By WeChat's clock. */
  readonly scannedAt: Date;
}
