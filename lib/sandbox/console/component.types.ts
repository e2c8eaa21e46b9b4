import type { ReleaseTestCase } from '../release-test/release-test-report.js';
import type { AccountName, TokenView } from './account.types.js';

/** What there is to know of one third-party platform, its secrets included. */
export interface ComponentView {
  readonly componentAppId: string;
  readonly componentAppSecret: string;
  readonly token: string;
  readonly encodingAESKey: string;
  readonly nickname: string;
  readonly origin: string;
  readonly eventsUrl: string | undefined;
  readonly messageUrl: string | undefined;
  readonly isPushingTickets: boolean;
  /** The newest `component_verify_ticket`. */
  readonly ticket: { readonly value: string; readonly expiresAt: number } | undefined;
  readonly tokens: readonly TokenView[];
  /** Newest first. */
  readonly authorizers: { readonly total: number; readonly newest: readonly AuthorizerView[] };
  /** Accounts that could authorize it. */
  readonly others: readonly AccountName[];
  readonly releaseTest: { readonly cases: readonly ReleaseTestCase[]; readonly isDone: boolean } | undefined;
}

/** An account that authorized a platform. */
export interface AuthorizerView extends AccountName {
  readonly permissionSets: readonly number[];
  readonly isRevoked: boolean;
  readonly authorizedAt: number;
  readonly refreshToken: string;
  /** The newest that the platform has for it. */
  readonly token: TokenView | undefined;
}
