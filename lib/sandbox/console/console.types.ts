import type { DeliveryAttempt, Verdict } from '../delivery/delivery.js';
import type { ApiFault } from '../faults/api-faults.js';
import type { PhoneContent, PhoneMessage } from '../people/phone-message.js';
import type { ReleaseTestCase } from '../release-test/release-test-report.js';
import type { AccountName, AccountView, QuotaView, TokenView } from './account.types.js';
import type { AuthorizerView, ComponentView } from './component.types.js';

export type {
  AccountName,
  AccountView,
  AuthorizerView,
  ComponentView,
  DeliveryAttempt,
  PhoneContent,
  PhoneMessage,
  QuotaView,
  ReleaseTestCase,
  TokenView,
  Verdict,
};

/** All that the console shows at a moment. Times are milliseconds since 1970 by WeChat's clock. */
export interface Snapshot {
  readonly now: number;
  readonly accounts: readonly AccountName[];
  readonly account: AccountView;
  readonly people: PeopleView;
  /** The phone that is looked at; `undefined` while the account knows nobody. */
  readonly phone: PhoneView | undefined;
  readonly menu: readonly MenuButtonView[];
  /** Third-party platforms. */
  readonly components: readonly ComponentView[];
  readonly codes: readonly QrCodeView[];
  readonly logins: readonly LoginView[];
  /** Newest first, as are `calls`. */
  readonly deliveries: readonly DeliveryRow[];
  readonly calls: readonly CallRow[];
  readonly faults: FaultsView;
}

/** The newest of the people that an account knows. */
export interface PeopleView {
  readonly total: number;
  readonly newest: readonly PersonView[];
}

/** Somebody, as the account that is looked at knows them. */
export interface PersonView {
  readonly personId: string;
  readonly openId: string;
  readonly nickname: string;
  readonly isFollowing: boolean;
}

/** A phone that is open at the chat with the account. */
export interface PhoneView extends PersonView {
  readonly isTyping: boolean;
  /** The newest messages, oldest first. */
  readonly chat: readonly PhoneMessage[];
  /** Customer-service messages that may still be sent. */
  readonly messagesLeft: number;
}

/** A button of the menu as this person sees it. */
export interface MenuButtonView {
  readonly name: string;
  /** `undefined` for one that opens a sub-menu. */
  readonly type: string | undefined;
  /** What `click` finds it by. */
  readonly target: string;
  /** The page that a click opens, for buttons of the type `view`. */
  readonly url: string | undefined;
  readonly children: readonly MenuButtonView[];
}

/** A QR code that can be scanned; those of all accounts are listed. */
export interface QrCodeView {
  readonly ticket: string;
  readonly appId: string;
  readonly nickname: string;
  readonly scene: string;
  readonly isPermanent: boolean;
  readonly expiresAt: number | undefined;
}

/** A website's login page that waits for a scan. */
export interface LoginView {
  readonly id: string;
  readonly appId: string;
  readonly nickname: string;
  /** `waiting` for a scan, or `scanned` and waiting for a decision. */
  readonly state: string;
  /** Who scanned the code. */
  readonly scannedBy: string | undefined;
  readonly expiresAt: number;
}

/** A push in the list. */
export interface DeliveryRow {
  readonly id: number;
  readonly at: number;
  readonly kind: string;
  readonly nickname: string | undefined;
  readonly attempts: number;
  readonly durationMs: number;
  readonly verdict: Verdict | undefined;
}

/** A push with the message, every attempt and the answer. */
export interface DeliveryDetail extends DeliveryRow {
  readonly openId: string;
  readonly appId: string;
  /** The third-party platform that it went to. */
  readonly componentAppId: string | undefined;
  readonly message: string;
  readonly log: readonly DeliveryAttempt[];
  readonly answer: string | undefined;
  readonly shown: PhoneContent | undefined;
}

/** An API call in the list. */
export interface CallRow {
  readonly id: number;
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly errcode: number | undefined;
  /** What the error means, in WeChat's words, or what befell the call in place of an answer. */
  readonly note: string;
  readonly durationMs: number | undefined;
}

/** An API call with what was sent and what came back. */
export interface CallDetail extends CallRow {
  readonly appId: string | undefined;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly files: readonly { readonly field: string; readonly filename: string; readonly size: number }[];
  readonly response: unknown;
  readonly rid: string | undefined;
  readonly ip: string;
}

/** What will go wrong. */
export interface FaultsView {
  readonly api: readonly PendingFault[];
  /** Pushes that will be delivered twice; -1 stands for all. */
  readonly duplicates: number;
  /** Pushes of a kind that will wait; `left` is -1 for all. */
  readonly held: readonly { readonly kind: string; readonly left: number }[];
}

/** A fault that lies in wait; `left` is -1 where it has no end. */
export interface PendingFault {
  readonly path: string | undefined;
  readonly fault: ApiFault;
  readonly left: number;
}

/** What an action answers. */
export type ActionResult = { readonly [name: string]: string | number | undefined };
