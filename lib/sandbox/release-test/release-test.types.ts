import type { ReleaseTestAccount } from './release-test-accounts.js';
import type { ReleaseTestCase } from './release-test-report.js';

/** The platform that is tested, as its console has it. */
export interface ReleaseTestTarget {
  readonly componentAppId: string;
  readonly token: string;
  readonly encodingAESKey: string;
  /** 授权事件接收 URL. */
  readonly eventsUrl: string;
  /** 消息与事件接收 URL, with `$APPID$`. */
  readonly messageUrl: string;
}

/** How to test. */
export interface ReleaseTestOptions {
  /** The groups of test accounts, from 1 to 5. WeChat takes one of them. Default: all. */
  readonly groups?: readonly number[] | undefined;
  /** How long an answer may take, in real milliseconds. Default: 5000, as WeChat's. */
  readonly timeoutMs?: number | undefined;
  /** How long the customer-service message may take, in real milliseconds. Default: 10,000. */
  readonly messageTimeoutMs?: number | undefined;
  /** Hears of each case as soon as it is done. */
  readonly onCase?: ((testCase: ReleaseTestCase) => void) | undefined;
}

/** An authorization of a test account. */
export interface TestAuthorization {
  readonly code: string;
  readonly preAuthCode: string;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

/** WeChat's API, as the test needs it. */
export interface ReleaseTestApi {
  /** Seconds since 1970 by WeChat's clock. */
  seconds(): number;
  /** A ticket from which the platform can make its token. */
  issueTicket(): string;
  /** A test account authorizes the platform. */
  authorize(account: ReleaseTestAccount): TestAuthorization;
  /** Another code for the same authorization. */
  issueCode(account: ReleaseTestAccount): string;
  /** Somebody follows a test account; returns the `openid`. */
  follow(account: ReleaseTestAccount): string;
  /** They write to it, so that it may write to them for a while. */
  write(account: ReleaseTestAccount, openId: string): void;
  /** What the account writes to them; `undefined` where nothing comes in time. */
  nextMessage(account: ReleaseTestAccount, openId: string, timeoutMs: number): Promise<string | undefined>;
  /** Why a code was not exchanged, as far as the platform's calls tell; empty where it was. */
  explainExchange(code: string): string;
  /** Why no message came, as far as the platform's calls tell. */
  explainMessage(account: ReleaseTestAccount, code: string): string;
}
