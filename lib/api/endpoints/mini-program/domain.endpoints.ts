import { get, post } from '../../endpoint.js';

export interface ReadDomains {
  readonly action: 'get';
}

/** What is said of domains is said of all kinds: `set` empties those that are left out. */
export interface ChangeServerDomains {
  readonly action: 'add' | 'delete' | 'set';
  readonly requestdomain?: readonly string[] | undefined;
  readonly wsrequestdomain?: readonly string[] | undefined;
  readonly uploaddomain?: readonly string[] | undefined;
  readonly downloaddomain?: readonly string[] | undefined;
  readonly udpdomain?: readonly string[] | undefined;
}

export interface ChangePlatformServerDomains extends ChangeServerDomains {
  readonly tcpdomain?: readonly string[] | undefined;
}

export interface ServerDomains {
  readonly requestdomain?: readonly string[];
  readonly wsrequestdomain?: readonly string[];
  readonly uploaddomain?: readonly string[];
  readonly downloaddomain?: readonly string[];
  readonly udpdomain?: readonly string[];
  readonly tcpdomain?: readonly string[];
}

export interface ChangeWebviewDomains {
  readonly action: 'add' | 'delete' | 'set';
  readonly webviewdomain?: readonly string[] | undefined;
}

export interface WebviewDomains {
  readonly webviewdomain?: readonly string[];
}

export interface DomainConfirmFile {
  /** The file has to be at the root of every domain. */
  readonly file_name: string;
  readonly file_content: string;
}

/** Domains by who set them, and what comes of it. */
export interface EffectiveServerDomains {
  /** Set in the console. */
  readonly mp_domain?: ServerDomains;
  /** Set by `modifyServerDomains`. */
  readonly third_domain?: ServerDomains;
  /** Set by `modifyServerDomainsDirectly`. */
  readonly direct_domain?: ServerDomains;
  readonly effective_domain?: ServerDomains;
}

/** Domains by who set them, and what comes of it. */
export interface EffectiveWebviewDomains {
  /** Set in the console. */
  readonly mp_webviewdomain?: readonly string[];
  /** Set by `setWebviewDomains`. */
  readonly third_webviewdomain?: readonly string[];
  /** Set by `setWebviewDomainsDirectly`. */
  readonly direct_webviewdomain?: readonly string[];
  readonly effective_webviewdomain?: readonly string[];
}

export interface PrefetchDomains {
  readonly prefetch_dns_domain: readonly { readonly url: string; readonly status: number }[];
  readonly size_limit: number;
}

export interface SetPrefetchDomainsRequest {
  readonly prefetch_dns_domain: readonly { readonly url: string }[];
}

/** Domains that a mini program may reach. The platform's own ones need no confirmation; `…Directly` takes any other. */
export const domainEndpoints = {
  /** Reads or changes domains to send requests to. 配置小程序服务器域名. */
  modifyServerDomains: post<ReadDomains | ChangePlatformServerDomains, ServerDomains>('/wxa/modify_domain', {
    repeatable: true,
  }),
  /** Reads or changes such domains without the platform's list. 快速配置小程序服务器域名. */
  modifyServerDomainsDirectly: post<ReadDomains | ChangeServerDomains, ServerDomains>('/wxa/modify_domain_directly', {
    repeatable: true,
  }),
  /** Reads or changes domains of pages inside the mini program. 配置小程序业务域名. 89019 to 89021, 89029. */
  setWebviewDomains: post<ReadDomains | ChangeWebviewDomains, WebviewDomains>('/wxa/setwebviewdomain', {
    repeatable: true,
  }),
  /** Reads or changes such domains without the platform's list. 快速配置小程序业务域名. 89019 to 89021, 89029. */
  setWebviewDomainsDirectly: post<ReadDomains | ChangeWebviewDomains, WebviewDomains>(
    '/wxa/setwebviewdomain_directly',
    { repeatable: true },
  ),
  /** The file that proves that a domain of pages is the mini program's. 获取业务域名校验文件. */
  getConfirmFile: post<void, DomainConfirmFile>('/wxa/get_webviewdomain_confirmfile', { repeatable: true }),
  /** Domains to send requests to, as they are after a release. 获取发布后生效服务器域名列表. */
  getEffectiveServerDomains: post<void, EffectiveServerDomains>('/wxa/get_effective_domain', { repeatable: true }),
  /** Domains of pages, as they are after a release. 获取发布后生效业务域名列表. */
  getEffectiveWebviewDomains: post<void, EffectiveWebviewDomains>('/wxa/get_effective_webviewdomain', {
    repeatable: true,
  }),
  /** Domains whose addresses are looked up ahead. 获取DNS预解析域名. */
  getPrefetchDomains: get<void, PrefetchDomains>('/wxa/get_prefetchdnsdomain'),
  /** Sets domains whose addresses are looked up ahead. 设置DNS预解析域名. */
  setPrefetchDomains: post<SetPrefetchDomainsRequest, void>('/wxa/set_prefetchdnsdomain', { repeatable: true }),
};
