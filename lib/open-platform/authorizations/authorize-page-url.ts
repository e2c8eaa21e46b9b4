import type { WechatHosts } from '../../http/wechat-http.js';

/** Which page WeChat shows: one with a QR code to be scanned, or one inside WeChat. */
export type AuthorizePage = 'pc' | 'mobile';

/** What an account is asked for. */
export interface AuthorizeChoice {
  /** Which kinds of account can be chosen: 1 official accounts, 2 mini programs, 3 both (default at WeChat), others as documented. */
  readonly authType?: number | undefined;
  /** AppID of the one account that can be chosen; not together with `authType`. */
  readonly appId?: string | undefined;
  /** Ids of permission sets (权限集) to be asked for. Default: all of the platform. */
  readonly categories?: readonly number[] | undefined;
}

/** Address of WeChat's page. Official document: 授权流程技术说明. */
export function createAuthorizePageUrl(
  { mp, open }: Pick<WechatHosts, 'mp' | 'open'>,
  page: AuthorizePage,
  parameters: AuthorizeChoice & {
    readonly componentAppId: string;
    readonly preAuthCode: string;
    readonly redirectUri: string;
  },
): string {
  const { componentAppId, preAuthCode, redirectUri, authType, appId, categories } = parameters;
  const query = new URLSearchParams({
    ...(page === 'mobile' && { action: 'bindcomponent', no_scan: '1' }),
    component_appid: componentAppId,
    pre_auth_code: preAuthCode,
    redirect_uri: redirectUri,
    ...(authType !== undefined && appId === undefined && { auth_type: String(authType) }),
    ...(appId !== undefined && { biz_appid: appId }),
    ...(categories !== undefined && { category_id_list: categories.join('|') }),
  });
  return page === 'mobile'
    ? `${withoutSlash(open)}/wxaopen/safe/bindcomponent?${String(query)}#wechat_redirect`
    : `${withoutSlash(mp)}/cgi-bin/componentloginpage?${String(query)}`;
}

function withoutSlash(host: string): string {
  return host.replace(/\/+$/, '');
}
