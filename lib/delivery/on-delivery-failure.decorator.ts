import type { WechatKind } from '../messages/kinds/message-map.js';
import { handler, type HandlerDecorator, type HandlerOptions } from '../messages/on.decorator.js';
import type { DeliveryFailureContext } from './delivery-failure.context.js';

/** Topic of the handlers of late replies that could not be sent. */
export const DELIVERY_FAILURE = 'delivery failure';

/**
 * Hears of replies that came too late for WeChat and could not be sent by customer service: the person was silent for 48
 * hours (45015), got as many messages as WeChat allows (45047), or there is no message of the kind. Guards, pipes and filters
 * work as for messages; what it returns is ignored.
 */
export function OnDeliveryFailure(
  options?: Pick<HandlerOptions, 'account'>,
): HandlerDecorator<WechatKind, DeliveryFailureContext> {
  return handler<WechatKind, DeliveryFailureContext>('OnDeliveryFailure', [DELIVERY_FAILURE], [options]);
}
