import { WechatError } from '../wechat.errors.js';

/**
 * An account has not authorized a third-party platform, has taken that back, or the authorization cannot be had. Nothing can be
 * done for the account until it authorizes the platform again.
 */
export class WechatAuthorizerError extends WechatError {
  constructor(
    message: string,
    /** AppID of the platform. */
    readonly componentAppId: string,
    /** AppID of the account; `undefined` where a code does not tell whose it is. */
    readonly appId: string | undefined,
    /** Of WeChat's answer, where it gave one. */
    readonly errcode?: number | undefined,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}
