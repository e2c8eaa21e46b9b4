import { get, post } from '../endpoint.js';

export interface CheckCallbackRequest {
  readonly action: 'all' | 'dns' | 'ping';
  /** Whose network the test starts from: DEFAULT by the address, CHINANET, UNICOM, CAP Tencent's own. */
  readonly check_operator: 'DEFAULT' | 'CHINANET' | 'UNICOM' | 'CAP';
}

export interface ResolvedAddress {
  readonly ip: string;
  readonly real_operator: string;
}

export interface PingedAddress {
  readonly ip: string;
  readonly from_operator: string;
  /** With its unit, such as `0%`. */
  readonly package_loss: string;
  /** With its unit, such as `23.079ms`. */
  readonly time: string;
}

export interface CallbackCheck {
  /** With `all` and `dns`. */
  readonly dns?: readonly ResolvedAddress[];
  /** With `all` and `ping`. */
  readonly ping?: readonly PingedAddress[];
}

export interface IpList {
  /** Addresses or CIDR blocks. */
  readonly ip_list: readonly string[];
}

/** The network between WeChat and this server. */
export const callbackEndpoints = {
  /** Tests the way from WeChat to the callback URL. 网络通信检测. 40201 no or wrong URL, 40202 action, 40203 operator. */
  check: post<CheckCallbackRequest, CallbackCheck>('/cgi-bin/callback/check', { repeatable: true }),
  /** Where WeChat's pushes come from. 获取微信推送服务器IP. */
  getCallbackIp: get<void, IpList>('/cgi-bin/getcallbackip'),
  /** Where the API hosts are, for a list of allowed destinations. 获取微信API服务器IP. */
  getApiDomainIp: get<void, IpList>('/cgi-bin/get_api_domain_ip'),
};
