import { post } from '../endpoint.js';

export interface ApiPath {
  /** Path only, such as `/cgi-bin/message/custom/send`. */
  readonly cgi_path: string;
}

/** Calls within a span of time. */
export interface RateLimit {
  readonly call_count: number;
  /** Seconds. */
  readonly refresh_second: number;
}

export interface ApiQuota {
  /** Calls of the current day. */
  readonly quota: { readonly daily_limit: number; readonly used: number; readonly remain: number };
  readonly rate_limit?: RateLimit;
  /** For calls that a third-party platform makes on behalf of the account. */
  readonly component_rate_limit?: RateLimit;
}

export interface ClearQuotaRequest {
  /** The AppID that the token belongs to. */
  readonly appid: string;
}

export interface RidRequest {
  /** From the `errmsg` of a failed call; at most 7 days old. */
  readonly rid: string;
}

/** A call as WeChat saw it. Holds what was sent and answered: treat as sensitive. */
export interface RecordedCall {
  readonly request: {
    /** Seconds since 1970. */
    readonly invoke_time: number;
    readonly cost_in_ms: number;
    readonly request_url: string;
    readonly request_body: string;
    readonly response_body: string;
    readonly client_ip?: string;
  };
}

/** Quotas, and what happened to a call. */
export const quotaEndpoints = {
  /** How often an API can be called today. 查询API调用额度. 76021 no such path, 76022 the API wants another kind of token. */
  get: post<ApiPath, ApiQuota>('/cgi-bin/openapi/quota/get', { repeatable: true }),
  /** Sets the counter of one API back. 重置指定API调用次数. */
  clear: post<ApiPath, void>('/cgi-bin/openapi/quota/clear'),
  /**
   * Sets all counters of the day back, 10 times a month, those in the console counted. 重置API调用次数. 48006 none left
   * this month, 40013 the AppID is not that of the token.
   */
  clearAll: post<ClearQuotaRequest, void>('/cgi-bin/clear_quota'),
  /**
   * A failed call by its rid. 查询rid信息. 76001 unknown, 76002 malformed, 76003 of another account, 76004 older than
   * 7 days.
   */
  getRid: post<RidRequest, RecordedCall>('/cgi-bin/openapi/rid/get', { repeatable: true }),
};
