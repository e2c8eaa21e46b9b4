import { get, post } from '../../endpoint.js';

/** How often something may be changed. */
export interface ChangeQuota {
  readonly modify_used_count: number;
  readonly modify_quota: number;
}

export interface AccountBasicInfo {
  readonly appid: string;
  readonly account_type: number;
  readonly principal_type: number;
  readonly principal_name: string;
  /** The number of the owner in its register. */
  readonly credential?: string;
  readonly realname_status: number;
  readonly registered_country?: number;
  readonly nickname_info: ChangeQuota & { readonly nickname: string };
  readonly head_image_info: ChangeQuota & { readonly head_image_url: string };
  readonly signature_info: ChangeQuota & { readonly signature: string };
  readonly wx_verify_info: {
    readonly qualification_verify: boolean;
    readonly naming_verify: boolean;
    readonly annual_review?: boolean;
    /** Seconds since 1970. */
    readonly annual_review_begin_time?: number;
    /** Seconds since 1970. */
    readonly annual_review_end_time?: number;
  };
}

/** Pictures are `media_id`s of temporary media. */
export interface SetNameRequest {
  readonly nick_name: string;
  /** Owners that are people. */
  readonly id_card?: string | undefined;
  /** Owners that are businesses or organizations. */
  readonly license?: string | undefined;
  readonly naming_other_stuff_1?: string | undefined;
  readonly naming_other_stuff_2?: string | undefined;
  readonly naming_other_stuff_3?: string | undefined;
  readonly naming_other_stuff_4?: string | undefined;
  readonly naming_other_stuff_5?: string | undefined;
}

export interface NameSet {
  /** Absent where the name needs no review, and is the name now. */
  readonly audit_id?: number;
  /** What else is asked for. */
  readonly wording?: string;
}

export interface NameReviewRequest {
  readonly audit_id?: number | undefined;
}

export interface NameReview {
  readonly nickname: string;
  readonly audit_stat: number;
  readonly fail_reason?: string;
  /** Seconds since 1970. */
  readonly create_time: number;
  /** Seconds since 1970. */
  readonly audit_time?: number;
}

export interface NameRequest {
  readonly nick_name: string;
}

export interface NameCheck {
  /** Whether the name has a protected word in it. */
  readonly hit_condition: boolean;
  readonly wording?: string;
}

/** The corners are parts of the picture, from 0 to 1. */
export interface SetAvatarRequest {
  readonly head_img_media_id: string;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

export interface SetSignatureRequest {
  readonly signature: string;
}

export interface SearchStatus {
  /** 0 the mini program can be found, 1 it cannot. */
  readonly status: 0 | 1;
}

/** The mini program itself. Names, pictures and texts can be changed a few times only (53300 this month no more). */
export const accountEndpoints = {
  /** What is known of the account. 获取基本信息. */
  getBasicInfo: get<void, AccountBasicInfo>('/cgi-bin/account/getaccountbasicinfo'),
  /** Names the mini program, after a review perhaps, of which `wxa_nickname_audit` tells. 设置小程序名称. */
  setName: post<SetNameRequest, NameSet>('/wxa/setnickname'),
  /** How the review of a name stands. 查询小程序名称审核状态. */
  getNameReview: post<NameReviewRequest, NameReview>('/wxa/api_wxa_querynickname', { repeatable: true }),
  /** Whether a name may be had. 小程序名称检测. */
  checkName: post<NameRequest, NameCheck>('/cgi-bin/wxverify/checkwxverifynickname', { repeatable: true }),
  /** Changes the picture. 修改小程序头像. */
  setAvatar: post<SetAvatarRequest, void>('/cgi-bin/account/modifyheadimage'),
  /** Changes what the mini program says about itself. 设置小程序介绍. */
  setSignature: post<SetSignatureRequest, void>('/cgi-bin/account/modifysignature'),
  /** Whether the mini program can be found. 获取搜索状态. */
  getSearchStatus: get<void, SearchStatus>('/wxa/getwxasearchstatus'),
  /** Says whether the mini program can be found. 设置搜索状态. */
  setSearchStatus: post<SearchStatus, SearchStatus>('/wxa/changewxasearchstatus', { repeatable: true }),
};
