import { Injectable } from '@nestjs/common';
import { scanListenersOf } from './account/scan-listeners.js';
import { SharedParts } from './account/shared.parts.js';
import type { WechatAccount } from './account/wechat-account.js';
import { CallbackCodec } from './callback/callback-codec.js';
import { CallbackService } from './callback/callback.service.js';
import { MessageDelivery } from './delivery/message-delivery.js';
import { RunningMessages } from './delivery/running-messages.js';
import { MessageDispatcher } from './messages/message.dispatcher.js';
import type { ResolvedWechatOptions } from './wechat.options.js';

/** Puts together what answers the callbacks of an account. */
@Injectable()
export class CallbackFactory {
  constructor(
    private readonly dispatcher: MessageDispatcher,
    private readonly shared: SharedParts,
    private readonly running: RunningMessages,
  ) {}

  create(account: WechatAccount, options: ResolvedWechatOptions): CallbackService {
    const delivery = new MessageDelivery({
      account,
      dispatcher: this.dispatcher,
      ...this.shared.messagesOf(account.name, options),
      settings: options.delivery,
      running: this.running,
      scanListeners: scanListenersOf(account),
    });
    return new CallbackService(account, options.callback && new CallbackCodec(options.callback), delivery);
  }
}
