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
