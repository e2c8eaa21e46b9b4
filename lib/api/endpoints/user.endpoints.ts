import { get, post } from '../endpoint.js';

/** A page of openids. */
export interface OpenIdPage {
  readonly total: number;
  /** How many are in this page: up to 10,000. */
  readonly count: number;
  /** Absent when `count` is 0. */
  readonly data?: { readonly openid: readonly string[] };
  /** The last openid of this page, to ask for the next one with. Empty after the last page. */
  readonly next_openid: string;
}

export interface ListUsersRequest {
  /** The last openid of the page before; left out, the first page comes. */
  readonly next_openid?: string | undefined;
}

export type UserLanguage = 'zh_CN' | 'zh_TW' | 'en';

export interface UserRequest {
  readonly openid: string;
  readonly lang?: UserLanguage | undefined;
}

/** How a follower came. WeChat adds to them; the last four are unconfirmed. */
export type SubscribeScene =
  | 'ADD_SCENE_SEARCH'
  | 'ADD_SCENE_ACCOUNT_MIGRATION'
  | 'ADD_SCENE_PROFILE_CARD'
  | 'ADD_SCENE_QR_CODE'
  | 'ADD_SCENE_PROFILE_LINK'
  | 'ADD_SCENE_PROFILE_ITEM'
  | 'ADD_SCENE_PAID'
  | 'ADD_SCENE_WECHAT_ADVERTISEMENT'
  | 'ADD_SCENE_OTHERS'
  | 'ADD_SCENE_REPRINT'
  | 'ADD_SCENE_LIVESTREAM'
  | 'ADD_SCENE_CHANNELS'
  | 'ADD_SCENE_WXA';

/** Somebody who follows. Name, picture, sex and place have been absent or empty since 27 December 2021. */
export interface Follower {
  readonly subscribe: 1;
  readonly openid: string;
  /** Only where the account is bound to an open platform account. */
  readonly unionid?: string;
  readonly nickname?: string;
  readonly sex?: number;
  readonly country?: string;
  readonly province?: string;
  readonly city?: string;
  readonly language: string;
  readonly headimgurl?: string;
  /** Seconds since 1970. */
  readonly subscribe_time?: number;
  readonly subscribe_scene?: SubscribeScene;
  readonly remark?: string;
  readonly groupid: number;
  readonly tagid_list?: readonly number[];
  /** The number scene of the QR code that the follower came by. */
  readonly qr_scene?: number;
  /** The text scene of the QR code that the follower came by. */
  readonly qr_scene_str?: string;
}

/** Somebody who does not follow, or no longer. */
export interface Stranger {
  readonly subscribe: 0;
  readonly openid: string;
  readonly unionid?: string;
}

export type User = Follower | Stranger;

export interface BatchUsersRequest {
  /** Up to 100. */
  readonly user_list: readonly UserRequest[];
}

export interface BatchUsers {
  readonly user_info_list: readonly User[];
}

export interface RemarkRequest {
  readonly openid: string;
  /** Shorter than 30 characters. */
  readonly remark: string;
}

export interface BlacklistRequest {
  /** The last openid of the page before; left out, the first page comes. */
  readonly begin_openid?: string | undefined;
}

export interface OpenIdList {
  /** Up to 20. */
  readonly openid_list: readonly string[];
}

export interface ChangeOpenIdRequest {
  /** The account that the followers came from. */
  readonly from_appid: string;
  /** Up to 100 openids of the old account. */
  readonly openid_list: readonly string[];
}

export interface ChangedOpenId {
  /** `ok`, or why there is no new openid. */
  readonly err_msg: string;
  readonly ori_openid: string;
  readonly new_openid?: string;
}

export interface ChangedOpenIds {
  readonly result_list: readonly ChangedOpenId[];
}

/** Followers, remarks and the blacklist. */
export const userEndpoints = {
  /** The openids of all followers, page by page. 获取用户列表. */
  list: get<ListUsersRequest, OpenIdPage>('/cgi-bin/user/get'),
  /** What is known of one person. 获取用户基本信息. 40003 openid of another account. */
  get: get<UserRequest, User>('/cgi-bin/user/info'),
  /** What is known of up to 100 people. 批量获取用户基本信息. 40003 openid of another account. */
  batchGet: post<BatchUsersRequest, BatchUsers>('/cgi-bin/user/info/batchget', { repeatable: true }),
  /** Notes a name for a follower. 设置用户备注名. 40003 openid of another account. */
  updateRemark: post<RemarkRequest, void>('/cgi-bin/user/info/updateremark', { repeatable: true }),
  /** The openids of the blacklist, page by page. 获取公众号的黑名单列表. */
  getBlacklist: post<BlacklistRequest, OpenIdPage>('/cgi-bin/tags/members/getblacklist', { repeatable: true }),
  /** Puts people on the blacklist. 拉黑用户. 40003 openid of another account, 40032 too many. */
  addToBlacklist: post<OpenIdList, void>('/cgi-bin/tags/members/batchblacklist', { repeatable: true }),
  /** Takes people from the blacklist. 取消拉黑用户. 40003 openid of another account, 40032 too many. */
  removeFromBlacklist: post<OpenIdList, void>('/cgi-bin/tags/members/batchunblacklist', { repeatable: true }),
  /** The new openids of people whose account was migrated into this one. 转换openid. Each item has its own error. */
  changeOpenId: post<ChangeOpenIdRequest, ChangedOpenIds>('/cgi-bin/changeopenid', { repeatable: true }),
};
