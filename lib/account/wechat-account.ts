import type { WechatApi } from '../api/wechat-api.js';
import type { TokenService } from '../token/token.service.js';

/** One Official Account and its services. Built once per registration, or at run time for accounts known only then. */
export class WechatAccount {
  constructor(
    /** The name it was registered under; `default` where none was given. */
    readonly name: string,
    /** AppID of the account. */
    readonly appId: string,
    readonly tokens: TokenService,
    readonly api: WechatApi,
  ) {}
}
