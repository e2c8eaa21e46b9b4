import type { WechatOptions, WechatStores } from '../wechat.options.js';
import type { AuthorizerStore } from './stores/authorizer.store.js';
import type { VerifyTicketStore } from './stores/verify-ticket.store.js';

/** One third-party platform (第三方平台), as it is set up on the Open Platform. */
export interface ComponentOptions {
  /** AppID of the platform. */
  readonly componentAppId: string | undefined;
  /** AppSecret of the platform. */
  readonly componentAppSecret: string | undefined;
  /** 消息校验Token. */
  readonly token: string | undefined;
  /** 消息加解密Key: 43 characters. */
  readonly encodingAESKey: string | undefined;
  /** The key before the last change; WeChat may go on using it for a while. */
  readonly previousEncodingAESKey?: string | undefined;
}

/** Stores of the host's own. */
export interface OpenPlatformStores extends WechatStores {
  /** For the accounts that authorized a platform, and their refresh tokens. */
  readonly authorizers?: AuthorizerStore | undefined;
  /** For the tickets that a platform's own token is made from. */
  readonly verifyTickets?: VerifyTicketStore | undefined;
}

/** Options that platforms and the accounts they act for have in common with accounts of one's own. */
type Common = Omit<
  WechatOptions,
  | 'accessToken'
  | 'appId'
  | 'appSecret'
  | 'dataFormat'
  | 'encodingAESKey'
  | 'jssdk'
  | 'mode'
  | 'previousEncodingAESKey'
  | 'stores'
  | 'token'
  | 'tokenHub'
>;

/** Options of third-party platforms. Every one may be `undefined`, as if it were left out. */
export interface OpenPlatformOptions extends Common {
  /** The platforms; most applications have one. */
  readonly components: readonly ComponentOptions[];
  /** The host's own stores, instead of Redis or memory. */
  readonly stores?: OpenPlatformStores | undefined;
  /**
   * Where a browser goes when an account has been authorized: a path of the application, as `/accounts/authorized`, which needs
   * `publicUrl`, or a whole address. It gets a parameter `authorization`, which `OpenPlatformService.readAuthorization()` reads. Default: a page that says so.
   */
  readonly authorizedUrl?: string | undefined;
  /** Whether WeChat's release test (全网发布接入检测) is answered, for its ten accounts only. Default: false. */
  readonly autoTest?: boolean | undefined;
  /** How many accounts are kept ready. Default: 1,000; others are made anew at their next use. */
  readonly maxAccounts?: number | undefined;
}
