import type { CredentialNews } from '../credentials/credential-news.js';
import type { WechatKind } from '../messages/kinds/message-map.js';
import { NoticeLife } from '../messages/notice-life.js';
import { WechatContext } from '../messages/wechat-context.js';
import type { WechatAccount } from './wechat-account.js';

/** What became of a token or a ticket of an account. `kind` and `message` say nothing. */
export class CredentialContext extends WechatContext {
  /** `access token`, `component access token`, `authorizer access token`, `jsapi ticket` or `wx_card ticket`. */
  readonly credential: string;
  /** When the new one ends, by this process's clock; `undefined` where there is none. */
  readonly expiresAt: Date | undefined;
  /** Why there is no new one. */
  readonly error: Error | undefined;

  constructor(account: WechatAccount, { credential, expiresAt, error }: CredentialNews) {
    super(account, 'credential' as WechatKind, {} as WechatContext['message'], undefined, new NoticeLife());
    this.credential = credential;
    this.expiresAt = expiresAt;
    this.error = error;
  }
}
