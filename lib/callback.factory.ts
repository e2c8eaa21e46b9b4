import { Injectable } from '@nestjs/common';
import { scanListenersOf } from './account/scan-listeners.js';
import { SharedParts } from './account/shared.parts.js';
import type { WechatAccount } from './account/wechat-account.js';
import { CallbackCodec } from './callback/callback-codec.js';
import type { CallbackGate } from './callback/callback.gate.js';
import { CallbackService } from './callback/callback.service.js';
import { MessageDelivery } from './delivery/message-delivery.js';
import { RunningMessages } from './delivery/running-messages.js';
import { MessageDispatcher } from './messages/message.dispatcher.js';
import type { ScanListener } from './messages/scan-listener.js';
import type { ResolvedWechatOptions } from './wechat.options.js';

/** What callbacks of an account have beyond the usual. */
export interface CallbackExtras {
  /** Where the account's messages are kept. Default: with those of all accounts. */
  readonly shared?: SharedParts | undefined;
  readonly gate?: CallbackGate | undefined;
  /** Who hears of messages before all others. */
  readonly listeners?: readonly ScanListener[] | undefined;
  /** What is answered where there is nothing to say. Default: `success`. */
  readonly acknowledgement?: string | undefined;
}

/** Puts together what answers the callbacks of an account. */
@Injectable()
export class CallbackFactory {
  constructor(
    private readonly dispatcher: MessageDispatcher,
    private readonly shared: SharedParts,
    private readonly running: RunningMessages,
  ) {}

  create(account: WechatAccount, options: ResolvedWechatOptions, extras: CallbackExtras = {}): CallbackService {
    const { shared = this.shared, gate, listeners = [], acknowledgement } = extras;
    const delivery = new MessageDelivery({
      account,
      dispatcher: this.dispatcher,
      ...shared.messagesOf(account.name, options),
      settings: options.delivery,
      running: this.running,
      scanListeners: [...listeners, ...scanListenersOf(account)],
    });
    const codec = options.callback && new CallbackCodec(options.callback);
    return new CallbackService(account, codec, delivery, gate, acknowledgement);
  }
}
