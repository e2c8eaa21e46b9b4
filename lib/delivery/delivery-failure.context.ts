import type { Reply } from '../messages/reply.js';
import { WechatContext } from '../messages/wechat-context.js';

/** A message whose reply came too late for WeChat, and could not be sent by customer service. */
export class DeliveryFailureContext extends WechatContext {
  constructor(
    context: WechatContext,
    /** What the person was to be told. */
    readonly reply: Reply,
    /** Why it was not: WeChat's answer, no answer (it may have arrived then), or that there is no such message. */
    readonly error: Error,
    /** How many parts of it were sent before. */
    readonly sent: number,
  ) {
    super(context.account, context.kind, context.message, undefined, context.life);
  }
}
