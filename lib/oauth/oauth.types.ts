/** What a page asks a person for: `snsapi_base` only who they are, silently; `snsapi_userinfo` their profile, with a question. */
export type OAuthScope = 'snsapi_base' | 'snsapi_userinfo';

/** What the address of the authorize page inside WeChat says. */
export interface AuthorizeUrlOptions {
  /** Where the person comes back to: an absolute URL on the domain that the console names (网页授权域名). */
  readonly redirectUri: string;
  /** Default: `snsapi_base`. */
  readonly scope?: OAuthScope | undefined;
  /** Comes back beside the code: up to 128 bytes of letters and digits, bound to the browser, so that nobody can plant a code. */
  readonly state?: string | undefined;
  /** Asks the person even where WeChat would not. */
  readonly forcePopup?: boolean | undefined;
  /** Opens the snapshot page (快照页), to try it. */
  readonly forceSnapShot?: boolean | undefined;
}

/** What the address of a website's login page says. */
export interface WebsiteAuthorizeUrlOptions {
  /** Where the browser comes back to: an absolute URL on the domain that the Open Platform's console names. */
  readonly redirectUri: string;
  /** Comes back beside the code: up to 128 bytes of letters and digits, bound to the browser. */
  readonly state?: string | undefined;
  /** Language of the page. Default: Chinese. */
  readonly lang?: 'cn' | 'en' | undefined;
  /** An https address of a stylesheet for a page that is shown in a frame. WeChat's wxLogin.js calls it `href`. */
  readonly styleHref?: string | undefined;
  /** Whether a page that is shown in a frame comes back within the frame. Default: it leaves it. */
  readonly selfRedirect?: boolean | undefined;
}

/** Who came back from an authorize page. Holds no tokens: those are kept in the store. */
export interface OAuthIdentity {
  readonly openId: string;
  /** One person's id at all accounts of one Open Platform account, where there is one. */
  readonly unionId: string | undefined;
  /** What the person agreed to. */
  readonly scope: readonly string[];
  /**
   * Whether this is nobody: WeChat shows the page as a snapshot (快照页) to somebody who has not agreed, with an id and a
   * profile that it made up. Show the page, make no account, change nothing.
   */
  readonly isSnapshotUser: boolean;
}

/** Language of a profile's place names. */
export type OAuthLanguage = 'zh_CN' | 'zh_TW' | 'en';

/** The profile of a person who agreed to `snsapi_userinfo` or `snsapi_login`. */
export interface OAuthProfile {
  readonly openId: string;
  readonly unionId: string | undefined;
  readonly nickname: string;
  /** Address of the picture; empty where there is none. The last part of its path is the size: 0, 46, 64, 96 or 132. */
  readonly headImgUrl: string;
  /** 0 since October 2021: WeChat tells it no more. */
  readonly sex: number;
  /** Empty since October 2021, as `city` and `country` are. */
  readonly province: string;
  readonly city: string;
  readonly country: string;
  readonly privilege: readonly string[];
  /** Whether WeChat made this person up: see `OAuthIdentity`. */
  readonly isSnapshotUser: boolean;
}
