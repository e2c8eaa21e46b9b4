import { get, post } from '../endpoint.js';

/** An account, whose token it has to be. */
export interface OpenAccountRequest {
  readonly appid: string;
}

export interface OpenAccount {
  readonly open_appid: string;
}

export type BindOpenAccountRequest = OpenAccountRequest & OpenAccount;

export interface OpenAccountBinding {
  readonly have_open: boolean;
}

export interface SameEntity {
  readonly same_entity: boolean;
}

/** Open platform accounts: what is bound to one shares `unionid`s. */
export const openAccountEndpoints = {
  /** Creates an open platform account and binds the account to it. 创建开放平台账号并绑定公众号/小程序. 89000 bound already. */
  create: post<OpenAccountRequest, OpenAccount>('/cgi-bin/open/create'),
  /**
   * Binds the account. 将公众号/小程序绑定到开放平台账号下. 89000 bound already, 89001 another owner, 89003 not created
   * like this, 89004 too many.
   */
  bind: post<BindOpenAccountRequest, void>('/cgi-bin/open/bind'),
  /** Takes the account out. 将公众号/小程序从开放平台账号下解绑. 89001 another owner, 89003 not created like this. */
  unbind: post<BindOpenAccountRequest, void>('/cgi-bin/open/unbind'),
  /** What the account is bound to. 获取公众号/小程序所绑定的开放平台账号. 89002 nothing. */
  get: post<OpenAccountRequest, OpenAccount>('/cgi-bin/open/get', { repeatable: true }),
  /** Whether the account is bound. 查询公众号/小程序是否绑定open账号. */
  have: post<void, OpenAccountBinding>('/cgi-bin/open/have', { repeatable: true }),
  /** Whether a mini program has the owner of its official account. 查询主体是否相同. */
  sameEntity: get<void, SameEntity>('/cgi-bin/open/sameentity'),
};
