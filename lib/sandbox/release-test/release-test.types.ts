import type { ReleaseTestAccount } from './release-test-accounts.js';

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

/** What is tested. Official document: 全网发布接入检测说明. */
export type ReleaseTestCaseName =
  /** The platform is pushed a ticket. */
  | 'ticket'
  /** It is told that a test account authorized it. */
  | 'authorized'
  /** It is sent `TESTCOMPONENT_MSG_TYPE_TEXT`. */
  | 'text'
  /** It is sent an event. WeChat's present page has this no more. */
  | 'event'
  /** It is sent `QUERY_AUTH_CODE:` with a code that it has not seen before. */
  | 'api'
  /** The same with the code that `authorized` had, which it may have exchanged by then. */
  | 'api-pushed-code';

/** What became of one case. */
export interface ReleaseTestCase {
  readonly name: ReleaseTestCaseName;
  /** AppID of the test account; `undefined` for what the platform is told of itself. */
  readonly appId: string | undefined;
  /** `skipped` where there is no API to see whether the platform calls it. */
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly expected: string;
  readonly received: string;
  /** Why it failed or was skipped, or what is odd about it; empty for nothing. */
  readonly reason: string;
  /** Real milliseconds until the platform had answered, and called back where it has to. */
  readonly durationMs: number;
}

/** A release test as a whole. */
export interface ReleaseTestReport {
  /** Whether no case failed. */
  readonly passed: boolean;
  readonly cases: readonly ReleaseTestCase[];
}

/** How to test. */
export interface ReleaseTestOptions {
  /** The groups of test accounts, from 1 to 5. WeChat takes one of them. Default: all. */
  readonly groups?: readonly number[] | undefined;
  /** How long an answer may take, in real milliseconds. Default: 5000, as WeChat's. */
  readonly timeoutMs?: number | undefined;
  /** How long the customer-service message may take, in real milliseconds. Default: 10,000. */
  readonly messageTimeoutMs?: number | undefined;
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
  /** Why nothing came, as far as the platform's calls tell. */
  explain(account: ReleaseTestAccount, code: string): string;
}
