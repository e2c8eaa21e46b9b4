import type { WechatApi } from '../api/wechat-api.js';
import type { JssdkService } from '../jssdk/jssdk.service.js';
import type { ScanLoginService } from '../login/scan-login.service.js';
import type { OAuthService } from '../oauth/oauth.service.js';
import type { QrcodePoolService } from '../qrcode/qrcode-pool.service.js';
import type { QrcodeService } from '../qrcode/qrcode.service.js';
import type { TokenService } from '../token/token.service.js';

/** What an account is. */
export type WechatAccountParts = { readonly [Name in keyof WechatAccount]: WechatAccount[Name] };

/** One Official Account and its services. Built once per registration, or at run time for accounts known only then. */
export class WechatAccount {
  /**
   * The name it was registered under; `default` where none was given. Of an account that is known only at run time, its
   * key: an AppID, or what the host calls it.
   */
  readonly name: string;
  /** The registration it belongs to, which handlers can name: its own name, unless it is known only at run time. */
  readonly registration: string;
  /** AppID of the account. */
  readonly appId: string;
  /** AppID of the third-party platform that acts for it; `undefined` for an account of one's own. */
  readonly componentAppId: string | undefined;
  readonly tokens: TokenService;
  readonly api: WechatApi;
  readonly qrcodes: QrcodeService;
  readonly qrcodePool: QrcodePoolService;
  readonly scanLogin: ScanLoginService;
  readonly oauth: OAuthService;
  readonly jssdk: JssdkService;

  constructor(parts: WechatAccountParts) {
    this.name = parts.name;
    this.registration = parts.registration;
    this.appId = parts.appId;
    this.componentAppId = parts.componentAppId;
    this.tokens = parts.tokens;
    this.api = parts.api;
    this.qrcodes = parts.qrcodes;
    this.qrcodePool = parts.qrcodePool;
    this.scanLogin = parts.scanLogin;
    this.oauth = parts.oauth;
    this.jssdk = parts.jssdk;
  }
}
