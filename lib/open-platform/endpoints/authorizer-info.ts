/** A permission set. The ids are opaque numbers. */
export interface AuthorizedFunction {
  readonly funcscope_category: {
    readonly id: number;
    readonly type?: number;
    readonly name?: string;
    readonly desc?: string;
  };
}

export interface AccountType {
  readonly id: number;
  readonly name?: string;
}

/** What the account uses: 0 no, 1 yes. */
export interface BusinessInfo {
  readonly open_store: number;
  readonly open_scan: number;
  readonly open_pay: number;
  readonly open_card: number;
  readonly open_shake: number;
}

/** The domains of a mini program. */
export interface MiniProgramNetwork {
  readonly RequestDomain: readonly string[];
  readonly WsRequestDomain: readonly string[];
  readonly UploadDomain: readonly string[];
  readonly DownloadDomain: readonly string[];
  readonly UDPDomain: readonly string[];
  readonly BizDomain: readonly string[];
}

export interface MiniProgramInfo {
  readonly network: MiniProgramNetwork;
  readonly categories: readonly { readonly first: string; readonly second: string }[];
  readonly visit_status: number;
}

export interface AuthorizerInfo {
  readonly nick_name: string;
  readonly head_img?: string;
  /** 0 and 1 subscription account, 2 service account; of a mini program 0 ordinary, 12 trial. */
  readonly service_type_info: AccountType;
  /** -1 not verified, 0 by WeChat; others are older kinds. */
  readonly verify_type_info: AccountType;
  /** `gh_…`: `ToUserName` of the account's messages. */
  readonly user_name: string;
  /** The company or person behind the account. */
  readonly principal_name?: string;
  /** The WeChat id that the account has chosen. */
  readonly alias?: string;
  readonly business_info?: BusinessInfo;
  readonly qrcode_url?: string;
  /** 1 normal, 14 given up, 16 banned, 18 warned, 19 frozen. */
  readonly account_status?: number;
  readonly idc?: number;
  /** What the account says about itself. */
  readonly signature?: string;
  /** Mini programs only: what tells them from other accounts. */
  readonly MiniProgramInfo?: MiniProgramInfo;
  /** Mini programs only. */
  readonly register_type?: number;
  /** Mini programs only. */
  readonly basic_config?: { readonly is_phone_configured: boolean; readonly is_email_configured: boolean };
}

/** An authorization as it stands. */
export interface StandingAuthorization {
  readonly authorizer_appid: string;
  /** While the authorization stands. Never to be printed. */
  readonly authorizer_refresh_token?: string;
  readonly func_info: readonly AuthorizedFunction[];
}

export interface AuthorizerDetails {
  readonly authorizer_info: AuthorizerInfo;
  readonly authorization_info: StandingAuthorization;
}
