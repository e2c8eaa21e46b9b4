import { Logger } from '@nestjs/common';
import type { MessageDispatcher } from '../messages/message.dispatcher.js';
import type { Reply } from '../messages/reply.js';
import type { ScanListener } from '../messages/scan-listener.js';
import type { WechatContext } from '../messages/wechat-context.js';

/** Sees to it that WeChat gets its answer in time: what stands between a callback and the handlers. */
export class MessageDelivery {
  private readonly logger = new Logger(MessageDelivery.name);

  constructor(
    private readonly dispatcher: MessageDispatcher,
    private readonly deadlineMs: number,
    private readonly scanListeners: readonly ScanListener[] = [],
  ) {}

  /** Waits for the handlers until the deadline. A handler that is late runs on without an answer. */
  deliver(context: WechatContext): Promise<Reply | undefined> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.logger.warn(
          `A message of kind ${context.kind} to account '${context.account.name}' is acknowledged without an answer: ` +
            `its handler still runs after ${this.deadlineMs} ms.`,
        );
        resolve(undefined);
      }, this.deadlineMs).unref();
      this.dispatcher
        .dispatch(context, this.scanListeners)
        .finally(() => clearTimeout(timer))
        .then(resolve, reject);
    });
  }
}
