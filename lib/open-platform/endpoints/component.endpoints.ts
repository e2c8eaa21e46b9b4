import { post } from '../../api/endpoint.js';
import type { AuthorizedFunction, AuthorizerDetails } from './authorizer-info.js';

/** What most calls of a platform say. */
export interface ComponentRequest {
  /** The AppID of the platform that the token belongs to. */
  readonly component_appid: string;
}

export interface AuthorizerRequest extends ComponentRequest {
  /** The AppID of the account that gave the authorization. */
  readonly authorizer_appid: string;
}

export interface PreauthCode {
  /** For one authorization page. */
  readonly pre_auth_code: string;
  /** Seconds. */
  readonly expires_in: number;
}

export interface QueryAuthRequest extends ComponentRequest {
  /** From the return of the authorization page or the event `authorized`: the same. Good for an hour, and once. */
  readonly authorization_code: string;
}

export interface Authorization {
  readonly authorizer_appid: string;
  readonly authorizer_access_token: string;
  /** Seconds that the access token lives. */
  readonly expires_in: number;
  /** To be kept before the access token is used. */
  readonly authorizer_refresh_token: string;
  readonly func_info: readonly AuthorizedFunction[];
}

export interface QueriedAuth {
  readonly authorization_info: Authorization;
}

export interface AuthorizerTokenRequest extends AuthorizerRequest {
  readonly authorizer_refresh_token: string;
}

export interface AuthorizerToken {
  readonly authorizer_access_token: string;
  /** Seconds. */
  readonly expires_in: number;
  /** The same as before, as a rule; to be kept in any case. */
  readonly authorizer_refresh_token: string;
}

export interface AuthorizerListRequest extends ComponentRequest {
  /** From 0. */
  readonly offset: number;
  /** Up to 500. */
  readonly count: number;
}

export interface ListedAuthorizer {
  readonly authorizer_appid: string;
  /** Never to be printed. */
  readonly refresh_token: string;
  /** Seconds since 1970. */
  readonly auth_time: number;
}

export interface AuthorizerList {
  readonly total_count: number;
  readonly list: readonly ListedAuthorizer[];
}

/** What a platform may set in an account, each by a permission set of its own. */
export type AuthorizerOptionName = 'location_report' | 'voice_recognize' | 'customer_service';

export interface AuthorizerOptionRequest extends AuthorizerRequest {
  readonly option_name: AuthorizerOptionName;
}

export interface AuthorizerOption {
  readonly authorizer_appid: string;
  readonly option_name: AuthorizerOptionName;
  readonly option_value: string;
}

export interface LocationReportOption extends AuthorizerRequest {
  readonly option_name: 'location_report';
  /** 0 never, 1 when the person opens the chat, 2 every 5 seconds while it is open. */
  readonly option_value: '0' | '1' | '2';
}

export interface SwitchOption extends AuthorizerRequest {
  readonly option_name: 'voice_recognize' | 'customer_service';
  /** 0 off, 1 on. */
  readonly option_value: '0' | '1';
}

export interface ClearComponentQuotaRequest {
  /** The AppID of the platform. */
  readonly appid: string;
}

/** Authorizations that accounts gave to the platform. */
export const componentEndpoints = {
  /** A code for one authorization page. 获取预授权码. One that is not used goes by itself, so another may be asked for. */
  createPreauthCode: post<ComponentRequest, PreauthCode>('/cgi-bin/component/api_create_preauthcode', {
    repeatable: true,
  }),
  /** Tokens for an authorization code, once. 获取刷新令牌. 61009 no such code or used, 61010 expired. */
  queryAuth: post<QueryAuthRequest, QueriedAuth>('/cgi-bin/component/api_query_auth'),
  /**
   * An access token for a refresh token, which stays good. 获取授权账号调用令牌. 61023 the authorization is no more, or
   * there is a newer one; 61003 the account has not authorized the platform.
   */
  authorizerToken: post<AuthorizerTokenRequest, AuthorizerToken>('/cgi-bin/component/api_authorizer_token', {
    repeatable: true,
  }),
  /** What is known of an account, with its refresh token. 获取授权账号详情. 61003 it has not authorized the platform. */
  getAuthorizerInfo: post<AuthorizerRequest, AuthorizerDetails>('/cgi-bin/component/api_get_authorizer_info', {
    repeatable: true,
  }),
  /** Accounts that have authorized the platform, page by page, with their refresh tokens. 拉取已授权的账号列表. */
  getAuthorizerList: post<AuthorizerListRequest, AuthorizerList>('/cgi-bin/component/api_get_authorizer_list', {
    repeatable: true,
  }),
  /** An option of an account. 获取授权方选项信息. 61007 no permission, 61012 no such option. */
  getAuthorizerOption: post<AuthorizerOptionRequest, AuthorizerOption>('/cgi-bin/component/api_get_authorizer_option', {
    repeatable: true,
  }),
  /**
   * Sets an option of an account. 设置授权方选项信息. 61007 no permission, 61012 no such option, 61013 no such value,
   * 61025 read only.
   */
  setAuthorizerOption: post<LocationReportOption | SwitchOption, void>('/cgi-bin/component/api_set_authorizer_option', {
    repeatable: true,
  }),
  /** Sets the platform's counters of the day back, 10 times a month. 重置API调用次数. 48006 none left this month. */
  clearQuota: post<ClearComponentQuotaRequest, void>('/cgi-bin/clear_quota'),
};
