import { Logger } from '@nestjs/common';
import type { WechatAccount } from '../account/wechat-account.js';
import type { MessageDispatcher } from '../messages/message.dispatcher.js';
import type { Reply } from '../messages/reply.js';
import type { WechatContext } from '../messages/wechat-context.js';
import { WechatReplyError } from '../wechat.errors.js';
import { toCustomerServiceMessages } from './customer-service-reply.js';
import { DeliveryFailureContext } from './delivery-failure.context.js';
import type { DeliveryReporter } from './delivery.reporter.js';
import { DELIVERY_FAILURE } from './on-delivery-failure.decorator.js';

/** Sends replies for which WeChat does not wait any more as customer service messages. */
export class LateReplySender {
  private readonly logger = new Logger(LateReplySender.name);

  constructor(
    private readonly dispatcher: MessageDispatcher,
    private readonly reporter: DeliveryReporter,
  ) {}

  /** Sends a reply, or hands it to `@OnDeliveryFailure()`; never rejects. A send is never repeated. */
  async send(context: WechatContext, reply: Reply): Promise<void> {
    let sent = 0;
    try {
      const messages = toCustomerServiceMessages(reply, context.openId);
      if ('reason' in messages) throw new WechatReplyError(messages.reason);
      for (const message of messages) {
        await context.account.api.kefu.send(message);
        sent += 1;
      }
      this.reporter.sentLate(context, reply, sent);
      this.logger.debug(`Sent a ${reply.type} reply to ${describe(context)} late, by customer service.`);
    } catch (error) {
      this.reporter.failedLate(context, reply, sent, error);
      await this.fail(new DeliveryFailureContext(context, reply, toError(error), sent));
    }
  }

  /** Shows a person that an answer is coming. */
  async showTyping({ api, name }: WechatAccount, touser: string): Promise<void> {
    try {
      await api.kefu.typing({ touser, command: 'Typing' });
    } catch (error) {
      this.logger.debug(`"Typing…" is not shown to somebody who wrote to account '${name}': ${toError(error).message}`);
    }
  }

  private async fail(context: DeliveryFailureContext): Promise<void> {
    if (await this.dispatcher.dispatchTo(DELIVERY_FAILURE, context)) return;
    this.logger.error(
      `A ${context.reply.type} reply to ${describe(context)} was too late, and could not be sent by customer service: ` +
        `${context.error.message} Decorate a method with @OnDeliveryFailure() to hear of it.`,
    );
  }
}

function describe({ kind, account }: WechatContext): string {
  return `a message of kind ${kind} to account '${account.name}'`;
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error('Something that is no error was thrown.');
}
