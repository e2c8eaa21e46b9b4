import { WechatSessionError } from '../wechat.errors.js';
import type { HandlerFailure, LateReply, MessageConversation, MessageLife } from './message-life.js';

const TIMEOUT_MS = 60_000;

/** How something is handled that is no message of WeChat's: nobody waits for an answer, and nobody is behind it. */
export class NoticeLife implements MessageLife {
  readonly attempt = 1;
  readonly timeoutMs = TIMEOUT_MS;
  readonly conversation: MessageConversation = NOBODY;
  late: LateReply = 'drop';
  failure: HandlerFailure | undefined;
  private readonly controller = new AbortController();

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get isAborted(): boolean {
    return this.controller.signal.aborted;
  }

  abort(reason: string): void {
    this.controller.abort(new DOMException(reason, 'AbortError'));
  }

  defer(): void {}
}

const NOBODY: MessageConversation = {
  session: () => Promise.reject(nobody()),
  ask: () => {
    throw nobody();
  },
  findAnswered: () => Promise.resolve(undefined),
  keep: () => {},
  drop: () => {},
};

function nobody(): WechatSessionError {
  return new WechatSessionError('There is no person behind this, and so nothing to remember or to ask.');
}
