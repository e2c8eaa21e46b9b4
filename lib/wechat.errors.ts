/** Whatever this package throws. `message` says what happened, to which account, and what to do. */
export abstract class WechatError extends Error {
  /** Name of the class. */
  override get name(): string {
    return this.constructor.name;
  }
}

/** An option, a decorator or a registration is wrong. Thrown while the application boots; by a call, where it needs an option. */
export class WechatConfigError extends WechatError {}

/** An argument of a call is wrong. Nothing was sent to WeChat. */
export class WechatArgumentError extends WechatError {}

/** The pool has all QR codes that it may have, and too many of them are leased or resting. */
export class WechatPoolExhaustedError extends WechatError {
  constructor(
    message: string,
    /** When the next code is free, at the latest; by the store's clock. */
    readonly endsAt: Date,
  ) {
    super(message);
  }
}

/** Why a callback, or data of a mini program, was not believed. For the log only: the answer is the same for all of them. */
export type SignatureFailure =
  'signature' | 'timestamp' | 'envelope' | 'base64' | 'ciphertext length' | 'padding' | 'frame' | 'appid';

/** A callback, or data of a mini program, that does not come from WeChat or is not for this account. Answered with 401. */
export class WechatSignatureError extends WechatError {
  /** Of the answer. */
  readonly status = 401;

  constructor(
    /** Why, for the log. */
    readonly failure: SignatureFailure,
    message: string,
  ) {
    super(message);
  }
}

/** A callback that is authentic but cannot be read. Answered with 400, or 413 where it is too large. */
export class WechatDecodeError extends WechatError {
  constructor(
    message: string,
    /** Of the answer. */
    readonly status: 400 | 413 = 400,
  ) {
    super(message);
  }
}

/** A handler returned something that is no reply. The message is acknowledged and this is logged. */
export class WechatReplyError extends WechatError {}

/** A session cannot be used, or not be kept: it is too large, no JSON, or the message is nobody's or has been handled. */
export class WechatSessionError extends WechatError {}

/** What an error of WeChat's API says. */
export interface ApiFailure {
  readonly errcode: number;
  readonly errmsg: string;
  /** Path of the endpoint. */
  readonly endpoint: string;
  /** AppID of the account that called. */
  readonly appId: string;
  /** Whether the same call may succeed later, without anybody changing anything. */
  readonly retryable: boolean;
  /** What to do about it. */
  readonly hint: string;
}

/** WeChat answered with an `errcode`, or with nothing that can be read. */
export class WechatApiError extends WechatError {
  readonly errcode: number;
  /** In WeChat's words; `message` adds what to do. */
  readonly errmsg: string;
  /** Path of the endpoint. */
  readonly endpoint: string;
  /** Whether the same call may succeed later, without anybody changing anything. */
  readonly retryable: boolean;
  /** Names the request to WeChat's support and to `openapi/rid/get`. */
  readonly rid: string | undefined;

  constructor({ errcode, errmsg, endpoint, appId, retryable, hint }: ApiFailure) {
    super(`${endpoint} of ${appId} failed with ${errcode}: ${errmsg}. ${hint}`);
    this.errcode = errcode;
    this.errmsg = errmsg;
    this.endpoint = endpoint;
    this.retryable = retryable;
    this.rid = /rid: ([\w-]+)/.exec(errmsg)?.[1];
  }
}

/** A quota is used up: WeChat refused a call, or would. */
export class WechatQuotaError extends WechatApiError {
  constructor(
    failure: ApiFailure,
    /** When calls succeed again, where that is known. */
    readonly endsAt?: Date,
  ) {
    super(failure);
  }
}

/** WeChat did not answer, or not in time. It is not known whether the call was carried out. */
export class WechatNetworkError extends WechatError {
  constructor(
    message: string,
    readonly endpoint: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/** The store that instances share does not answer. */
export class WechatStoreError extends WechatError {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
  }
}

/** Why a login by scan cannot be completed. */
export type LoginFailure = 'unknown' | 'secret' | 'pending' | 'rejected' | 'expired' | 'completed';

/** A login by scan cannot be completed or cancelled. */
export class WechatLoginError extends WechatError {
  constructor(
    /** Why. To a browser `unknown` and `secret` had better look the same. */
    readonly failure: LoginFailure,
    message: string,
  ) {
    super(message);
  }
}

/**
 * What to do about a failed authorization. `authorize-again`: have the person open an authorize page, or the mini program
 * call `wx.login()`, again. `try-later`: try the same once more, later. `refuse`: do not let this person in.
 */
export type OAuthRemedy = 'authorize-again' | 'try-later' | 'refuse';

/** WeChat does not say who a person is, or does not let them be asked about. */
export class WechatOAuthError extends WechatError {
  constructor(
    /** What to do. */
    readonly remedy: OAuthRemedy,
    message: string,
    /** Of WeChat's answer, where it gave one; 41008 where there was no code to ask with. */
    readonly errcode?: number | undefined,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}
