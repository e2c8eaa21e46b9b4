/** Whatever this package throws. `message` says what happened, to which account, and what to do. */
export abstract class WechatError extends Error {
  /** Name of the class. */
  override get name(): string {
    return this.constructor.name;
  }
}

/** An option, a decorator or a registration is wrong. Thrown while the application boots. */
export class WechatConfigError extends WechatError {}

/** Why a callback was not believed. For the log only: the answer is the same for all of them. */
export type SignatureFailure =
  'signature' | 'timestamp' | 'envelope' | 'base64' | 'ciphertext length' | 'padding' | 'frame' | 'appid';

/** A callback that does not come from WeChat, or is not for this account. Answered with 401. */
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
