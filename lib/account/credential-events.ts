import { Injectable } from '@nestjs/common';
import type { CredentialNews } from '../credentials/credential-news.js';
import { MessageDispatcher } from '../messages/message.dispatcher.js';
import { CredentialContext } from './credential.context.js';
import { CREDENTIAL } from './on-credential.decorator.js';
import type { WechatAccount } from './wechat-account.js';

/** Takes news of tokens and tickets to the handlers that hear of them. */
@Injectable()
export class CredentialEvents {
  constructor(private readonly dispatcher: MessageDispatcher) {}

  /** Nobody waits for handlers, and they never reject. */
  tell(account: WechatAccount, news: CredentialNews): void {
    void this.dispatcher.dispatchTo(CREDENTIAL, new CredentialContext(account, news));
  }
}
