import { get, post } from '../../endpoint.js';

export interface LinkedMiniProgram {
  readonly appid: string;
  readonly username: string;
  readonly nickname: string;
  readonly headimg_url: string;
  readonly email?: string;
  readonly source: string;
  readonly status: number;
  /** Whether it is on the page of the official account. */
  readonly selected?: 0 | 1;
  readonly nearby_display_status?: 0 | 1;
  readonly released?: 0 | 1;
  readonly func_infos?: readonly { readonly id: number; readonly name: string; readonly status: number }[];
}

export interface LinkedMiniPrograms {
  readonly wxopens: { readonly items: readonly LinkedMiniProgram[] };
}

export interface LinkRequest {
  /** The mini program. */
  readonly appid: string;
  /** Whether the followers are told. */
  readonly notify_users: 0 | 1;
  /** Whether it is on the page of the official account. */
  readonly show_profile: 0 | 1;
}

export interface UnlinkRequest {
  /** The mini program. */
  readonly appid: string;
}

export interface ShownAccount {
  readonly can_open: 0 | 1;
  readonly is_open: 0 | 1;
  readonly appid?: string;
  readonly nickname?: string;
  readonly headimg?: string;
}

export interface LinkedAccountsRequest {
  /** From 0. */
  readonly page: number;
  readonly num: number;
}

export interface LinkedAccounts {
  readonly total_num: number;
  readonly biz_info_list: readonly { readonly appid: string; readonly nickname: string; readonly headimg: string }[];
}

/** Shows an account, or none. */
export type ShowAccountRequest =
  | { readonly wxa_subscribe_biz_flag: 1; readonly appid: string }
  | { readonly wxa_subscribe_biz_flag: 0; readonly appid?: string | undefined };

/** Links with official accounts. `list`, `link` and `unlink` take the token of the official account. */
export const linkEndpoints = {
  /** Mini programs that are linked with the official account. 获取公众号关联的小程序. */
  list: post<void, LinkedMiniPrograms>('/cgi-bin/wxopen/wxamplinkget', { repeatable: true }),
  /** Links a mini program with the official account. 关联小程序. */
  link: post<LinkRequest, void>('/cgi-bin/wxopen/wxamplink'),
  /** Takes a link away. 解除已关联的小程序. */
  unlink: post<UnlinkRequest, void>('/cgi-bin/wxopen/wxampunlink', { repeatable: true }),
  /** The official account that the mini program shows to those who scan. 获取展示的公众号信息. */
  getShownAccount: get<void, ShownAccount>('/wxa/getshowwxaitem'),
  /** Official accounts that the mini program may show. 获取可以用来设置的公众号列表. */
  listAccounts: get<LinkedAccountsRequest, LinkedAccounts>('/wxa/getwxamplinkforshow'),
  /** Says which official account the mini program shows. 设置展示的公众号信息. */
  showAccount: post<ShowAccountRequest, void>('/wxa/updateshowwxaitem', { repeatable: true }),
};
