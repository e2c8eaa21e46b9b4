import type { Reply } from '../messages/reply.js';
import { WechatContext } from '../messages/wechat-context.js';

/** Kinds of messages that a scan comes as: of a follower, and of somebody who follows by it. */
export type ScanKind = 'event.SCAN' | 'event.subscribe';

/** The login that a code was scanned for. */
export interface ScannedLogin {
  readonly id: string;
  /** Whether the person began to follow the account by this scan. */
  readonly newFollower: boolean;
  /** By WeChat's clock. */
  readonly scannedAt: Date;
}

/** What a handler decided, other than to let the person in. */
export interface LoginDecision {
  readonly verdict: 'rejected' | 'asked';
  /** Text or reply of the handler's own. */
  readonly answer: string | Reply | undefined;
}

/** A scan for a login, on its way through `@OnScanLogin()`. */
export class ScanLoginContext extends WechatContext<ScanKind> {
  private decided: LoginDecision | undefined;

  constructor(
    { account, kind, message, life }: WechatContext<ScanKind>,
    /** The login that the code was scanned for. */
    readonly login: ScannedLogin,
  ) {
    super(account, kind, message, undefined, life);
  }

  /** What the handler decided; `undefined` where the person is let in. */
  get decision(): LoginDecision | undefined {
    return this.decided;
  }

  /**
   * Refuses the login. What the handler returns is not said then.
   *
   * @param answer what the person is told. Default: that the login was refused
   */
  reject(answer?: string | Reply): void {
    this.decided = { verdict: 'rejected', answer };
  }

  /**
   * Waits until the person has confirmed in the chat, by 确认 (yes) or 取消 (no), typed or sent by an item of a `msgmenu`.
   * What the handler returns is said after that.
   *
   * @param question what the person is asked; it has to name the two words
   */
  askConfirmation(question?: string | Reply): void {
    // A refusal stays one.
    if (this.decided?.verdict !== 'rejected') this.decided = { verdict: 'asked', answer: question };
  }
}
