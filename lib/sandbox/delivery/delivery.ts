import type { PhoneContent } from '../people/phone-message.js';

/** What became of one attempt, or of a push as a whole. */
export type Verdict =
  /** `success` or nothing: the account says nothing. */
  | 'acknowledged'
  /** A well-formed reply, shown to the person. */
  | 'replied'
  /** A well-formed reply to a push whose replies nobody reads. */
  | 'reply-ignored'
  /** The answer came in time but is none: the person sees the grey line, and WeChat does not try again. */
  | 'bad-answer'
  /** No status 200. */
  | 'bad-status'
  | 'timeout'
  | 'connection-failed'
  /** Answered, but the answer got lost on its way: a fault of the sandbox. */
  | 'lost'
  /** There is no callback URL, so nothing was sent. */
  | 'no-callback';

/** One HTTP request of a push. */
export interface DeliveryAttempt {
  /** From 1. */
  readonly number: number;
  /** Milliseconds since 1970 by WeChat's clock. */
  readonly at: number;
  /** Real milliseconds until the answer, or until WeChat gave up. */
  readonly durationMs: number;
  readonly request: { readonly url: string; readonly body: string };
  /** The answer as it came, encrypted if it was; `undefined` where none came. */
  readonly response: { readonly status: number; readonly body: string } | undefined;
  readonly verdict: Verdict;
  /** Why the verdict is what it is, and what to do about it. */
  readonly reason: string;
}

/** A message or event that WeChat pushed to an account, or to a third-party platform. */
export interface Delivery {
  readonly id: number;
  /** Milliseconds since 1970 by WeChat's clock. */
  readonly at: number;
  /** The account's; for what a third-party platform is told of itself, the platform's. */
  readonly appId: string;
  /** The third-party platform to whose URLs it went; `undefined` for an account's own callback. */
  readonly componentAppId: string | undefined;
  /** Who it comes from; empty for what a platform is told of itself. */
  readonly openId: string;
  /** `text`, `event.CLICK`, `component.authorized`… */
  readonly kind: string;
  /** The message in the clear, as XML or JSON. */
  readonly message: string;
  readonly attempts: readonly DeliveryAttempt[];
  /** Of the last attempt; `undefined` while it goes on. */
  readonly verdict: Verdict | undefined;
  /** The answer in the clear, where one came and could be read. */
  readonly answer: string | undefined;
  /** What the person was shown for it: the reply, or the grey line. */
  readonly shown: PhoneContent | undefined;
}

/** A delivery while it goes on. */
export type OpenDelivery = { -readonly [Name in keyof Delivery]: Delivery[Name] };

/** The characters of an attempt that are worth counting. */
export function weightOf({ request, response }: DeliveryAttempt): number {
  return request.body.length + (response?.body.length ?? 0);
}
