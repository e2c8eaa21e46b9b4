import { isEncodingAESKey } from '../../callback/crypto.js';
import { SandboxError } from '../sandbox.error.js';

/** One third-party platform (第三方平台) that the sandbox knows. What is left out is made up. */
export interface SandboxComponentOptions {
  readonly componentAppId?: string | undefined;
  readonly componentAppSecret?: string | undefined;
  /** 消息校验 Token: signs all that the platform is pushed. 3 to 32 letters and digits. */
  readonly token?: string | undefined;
  /** 消息加解密 Key: 43 characters. All that a platform is pushed is encrypted. */
  readonly encodingAESKey?: string | undefined;
  /** What the authorization pages call the platform. */
  readonly nickname?: string | undefined;
  /** 授权事件接收 URL: tickets, authorizations and the like go there. */
  readonly eventsUrl?: string | undefined;
  /** 消息与事件接收 URL: what the followers of authorizers send goes there. `$APPID$` in it stands for the authorizer. */
  readonly messageUrl?: string | undefined;
  /** Ids of the 权限集 that the platform asks for. Default: all that the sandbox knows. */
  readonly permissionSets?: readonly number[] | undefined;
  /** 授权发起页域名: the only host whose pages may lead to the authorization pages, and the one they return to. Default: any. */
  readonly authorizeDomain?: string | undefined;
  /** 公众号开发域名: hosts that web OAuth on behalf of authorizers may return to, and whose pages may use the JS-SDK. Default: any. */
  readonly developmentDomains?: readonly string[] | undefined;
  /** The addresses that may call WeChat for the platform; others get 61004. Default: all. */
  readonly ipWhitelist?: readonly string[] | undefined;
  /** 授权测试公众号/小程序: the only accounts that may authorize it before its release. Default: it is released, any may. */
  readonly testAccounts?: readonly string[] | undefined;
  /** Whether `api_authorizer_token` gives another refresh token each time, and the old one dies. Default: no, as seen at WeChat. */
  readonly rotatesRefreshTokens?: boolean | undefined;
  /** Calls per day by path, in place of WeChat's numbers. */
  readonly dailyLimits?: Readonly<Record<string, number>> | undefined;
}

/** Complains about options that no platform can have. */
export function checkComponentOptions({ componentAppId, token, encodingAESKey }: SandboxComponentOptions): void {
  if (componentAppId === '') throw new SandboxError('The componentAppId is empty.');
  if (token !== undefined && !/^\w{3,32}$/.test(token))
    throw new SandboxError("The platform's token must have 3 to 32 letters and digits.");
  if (encodingAESKey !== undefined && !isEncodingAESKey(encodingAESKey))
    throw new SandboxError("The platform's encodingAESKey must have 43 letters and digits.");
}
