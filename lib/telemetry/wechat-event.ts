import type { WechatKind } from '../messages/kinds/message-map.js';
import type { Reply } from '../messages/reply.js';

/** The account that something happened to. */
export interface EventAccount {
  /** Name that it was registered under. */
  readonly account: string;
  readonly appId: string;
}

/** Kind of a message; `other` for kinds that `WechatMessageMap` does not have, which anybody could make up. */
export type EventKind = WechatKind | 'other';

/** A message was handled: once for each run of its handlers. */
export interface WechatMessageEvent extends EventAccount {
  readonly type: 'message';
  readonly kind: EventKind;
  /** Which delivery of WeChat's began the run, from 1. Above 1, the process that ran it before has died. */
  readonly attempt: number;
  /**
   * `replied`, `silent`: there is a reply, or nothing to say. `failed`: a handler threw and no filter answered, a guard
   * denied, or what was returned is no reply. `timed out`: it took longer than its `timeoutMs`. `lost`: another process took
   * the message over, so that the reply was dropped.
   */
  readonly outcome: 'replied' | 'silent' | 'failed' | 'timed out' | 'lost';
  /** How long the handlers took, in milliseconds. */
  readonly durationMs: number;
  /** Name of what was thrown, where the outcome is `failed`. */
  readonly error: string | undefined;
}

/** A message was delivered again, and the delivery was answered without another run. */
export interface WechatDuplicateEvent extends EventAccount {
  readonly type: 'duplicate';
  readonly kind: EventKind;
  /** Which delivery of the message it was, from 1. */
  readonly attempt: number;
  /** Whether it got the reply; else `success`, because there is nothing to say or the reply goes by customer service. */
  readonly replied: boolean;
}

/** A delivery waited for its answer as long as it could. */
export interface WechatOverrunEvent extends EventAccount {
  readonly type: 'overrun';
  readonly kind: EventKind;
  /** Which delivery of the message it was, from 1. */
  readonly attempt: number;
  /**
   * `acknowledged`: it got `success` at the deadline, and the reply goes by customer service. `hung up`: WeChat hung up, or
   * was about to, and asks again.
   */
  readonly outcome: 'acknowledged' | 'hung up';
}

/** A reply came when WeChat waited for it no more. */
export interface WechatLateReplyEvent extends EventAccount {
  readonly type: 'late-reply';
  /** Of the message. */
  readonly kind: EventKind;
  /** Of the reply. */
  readonly reply: Reply['type'];
  /** `sent` by customer service, `failed`, or `dropped` because its handler says `late: 'drop'`. */
  readonly outcome: 'sent' | 'failed' | 'dropped';
  /** How many customer service messages went out. */
  readonly messages: number;
  /** WeChat's answer to the message that failed, where it gave one. */
  readonly errcode: number | undefined;
  /** Name of the error, where the outcome is `failed`. */
  readonly error: string | undefined;
}

/** An API of WeChat was called: one call, however many requests it took. */
export interface WechatApiCallEvent extends EventAccount {
  readonly type: 'api-call';
  readonly method: 'GET' | 'POST';
  /** Scheme and host of the server, such as `https://api.weixin.qq.com`. */
  readonly origin: string;
  /** Path, without parameters. */
  readonly endpoint: string;
  /** Requests that were made: more than 1 where a token was replaced, or a repeatable call repeated; 0 where no token could be had. */
  readonly attempts: number;
  /** WeChat's answer, 0 where the call succeeded; `undefined` where there was none. */
  readonly errcode: number | undefined;
  /** Name of the request at WeChat's support, where it failed. */
  readonly rid: string | undefined;
  /** With all attempts, pauses and the token, in milliseconds. */
  readonly durationMs: number;
  /** Name of the error, where the call failed. */
  readonly error: string | undefined;
}

/** A quota is used up. */
export interface WechatQuotaErrorEvent extends EventAccount {
  readonly type: 'quota-error';
  /** Who said so: WeChat, or the pool of QR codes, which stops before (`qrcodePool.dailyQuota`). */
  readonly by: 'wechat' | 'pool';
  /** Path of the API. */
  readonly endpoint: string;
  readonly errcode: number;
}

/** A token or a ticket was fetched: by one process for all that share its store. */
export interface WechatCredentialRefreshEvent extends EventAccount {
  readonly type: 'credential-refresh';
  /** `access token`, `jsapi ticket` or `wx_card ticket`. */
  readonly credential: string;
  readonly outcome: 'refreshed' | 'failed';
  /** How long the fetch took, in milliseconds. */
  readonly durationMs: number;
  /** WeChat's answer, where it failed and gave one. */
  readonly errcode: number | undefined;
  /** Name of the error, where it failed. */
  readonly error: string | undefined;
}

/** A QR code was asked of the pool. */
export interface WechatQrcodeAcquireEvent extends EventAccount {
  readonly type: 'qrcode-acquire';
  /** `exhausted`: there are `maxCodes`. `quota`: a quota is used up, of the options or of WeChat's. */
  readonly outcome: 'leased' | 'exhausted' | 'quota' | 'failed';
  /** Whether a code had to be made. */
  readonly made: boolean;
  /** How many codes the pool may still make today, where this told. */
  readonly quotaLeft: number | undefined;
  /** In milliseconds. */
  readonly durationMs: number;
  /** Name of the error, where there is no code. */
  readonly error: string | undefined;
}

/** How many codes the pool may still make today became known: one was reserved or refused, or `stats()` looked. */
export interface WechatQrcodeQuotaEvent extends EventAccount {
  readonly type: 'qrcode-quota';
  readonly left: number;
  /** How many it may make in a day. */
  readonly limit: number;
  /** When that begins anew: midnight in Beijing, by this process's clock. */
  readonly resetsAt: Date;
}

/** Something that happened, told apart by `type`. No event says who a person is, what was said, or anything secret. */
export type WechatEvent =
  | WechatMessageEvent
  | WechatDuplicateEvent
  | WechatOverrunEvent
  | WechatLateReplyEvent
  | WechatApiCallEvent
  | WechatQuotaErrorEvent
  | WechatCredentialRefreshEvent
  | WechatQrcodeAcquireEvent
  | WechatQrcodeQuotaEvent;
