import { post } from '../../api/endpoint.js';

export interface ReadDomains {
  readonly action: 'get';
}

export interface ChangeDomains {
  /** `set` replaces all of them. */
  readonly action: 'add' | 'delete' | 'set';
  /** Whether the released platform has them at once, or only that under test. */
  readonly is_modify_published_together?: boolean | undefined;
}

export interface ChangeServerDomains extends ChangeDomains {
  /** Up to 1,000, with `;` between them. */
  readonly wxa_server_domain: string;
}

export interface ChangeJumpDomains extends ChangeDomains {
  /** Up to 200, with `;` between them. */
  readonly wxa_jump_h5_domain: string;
}

/** Lists have `;` between their domains. */
export interface ServerDomains {
  readonly published_wxa_server_domain?: string;
  readonly testing_wxa_server_domain?: string;
  /** Those that were not taken. */
  readonly invalid_wxa_server_domain?: string;
}

/** Lists have `;` between their domains. */
export interface JumpDomains {
  readonly published_wxa_jump_h5_domain?: string;
  readonly testing_wxa_jump_h5_domain?: string;
  /** Those that were not taken. */
  readonly invalid_wxa_jump_h5_domain?: string;
}

export interface ConfirmFile {
  /** The file has to be at the root of every domain. */
  readonly file_name: string;
  readonly file_content: string;
}

/** Domains of the platform, which it may give to the mini programs of its authorizers. */
export const domainEndpoints = {
  /** Reads or changes domains that mini programs send requests to. 设置第三方平台服务器域名. */
  modifyServerDomains: post<ReadDomains | ChangeServerDomains, ServerDomains>(
    '/cgi-bin/component/modify_wxa_server_domain',
    { repeatable: true },
  ),
  /** Reads or changes domains of pages inside mini programs. 设置第三方平台业务域名. */
  modifyJumpDomains: post<ReadDomains | ChangeJumpDomains, JumpDomains>('/cgi-bin/component/modify_wxa_jump_domain', {
    repeatable: true,
  }),
  /** The file that proves that domains of pages are the platform's. 获取第三方平台业务域名校验文件. */
  getConfirmFile: post<void, ConfirmFile>('/cgi-bin/component/get_domain_confirmfile', { repeatable: true }),
};
