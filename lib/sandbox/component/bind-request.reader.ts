import { OAuthPageError, type PageText } from '../oauth/oauth-page-error.js';
import { checkRedirectDomain, readRedirectUri } from '../oauth/redirect-uri.reader.js';
import type { World } from '../world.js';
import type { BindRequest } from './bind-request.js';
import type { AuthorizerType } from './permission-sets.js';
import type { Component } from './component.js';

/** The QR code for desktop browsers, or the page inside WeChat. */
export type BindPage = 'login' | 'bind';

const TYPES = new Map<string, readonly AuthorizerType[]>([
  ['1', ['official-account']],
  ['2', ['mini-program']],
  ['3', ['official-account', 'mini-program']],
]);
const DEFAULT_TYPE = '3';
const START_DOMAIN = { zh: '第三方平台的授权发起页域名', en: "The platform's authorization start domain" };

/**
 * Reads the query of an authorization page as WeChat checks it.
 *
 * @param search with its `?`
 * @throws OAuthPageError
 */
export function readBindRequest(
  page: BindPage,
  search: string,
  { components, accounts }: Pick<World, 'components' | 'accounts'>,
): BindRequest {
  const query = new URLSearchParams(search);
  const componentAppId = readParameter(query, 'component_appid');
  const component = components.find(known => known.componentAppId === componentAppId);
  if (!component)
    throw refuse('component_appid', {
      zh: `沙箱里没有 AppID 为 ${componentAppId} 的第三方平台。`,
      en: `The sandbox has no third-party platform with the AppID ${componentAppId}.`,
    });
  if (page === 'bind') checkAction(query);
  const preAuthCode = readParameter(query, 'pre_auth_code');
  checkPreAuthCode(component, preAuthCode);
  readParameter(query, 'redirect_uri');
  const redirectUri = readRedirectUri(search);
  const { authorizeDomain } = component;
  checkRedirectDomain(redirectUri, authorizeDomain === undefined ? undefined : [authorizeDomain], START_DOMAIN);
  const appId = query.get('biz_appid') ?? undefined;
  if (appId !== undefined && !accounts.some(account => account.appId === appId))
    throw refuse('biz_appid', {
      zh: `沙箱里没有 AppID 为 ${appId} 的账号。`,
      en: `The sandbox has no account with the AppID ${appId}.`,
    });
  return { component, preAuthCode, redirectUri, types: readTypes(query), appId, permissionSets: readSets(query) };
}

/** A page is opened by a link on the platform's own. */
export function checkReferer({ component: { authorizeDomain } }: BindRequest, referer: string | undefined): void {
  if (authorizeDomain === undefined) return;
  const host = referer !== undefined && URL.canParse(referer) ? new URL(referer).host : '';
  if (host === authorizeDomain.toLowerCase()) return;
  throw new OAuthPageError('请确认授权入口页所在域名，与授权后回调页所在域名相同', undefined, {
    zh: `授权页必须从授权发起页域名 ${authorizeDomain} 上的链接打开，这里来自 ${host || '（没有 Referer）'}。`,
    en: `The page must be opened by a link on ${authorizeDomain}, and comes from ${host || 'nowhere: there is no Referer'}.`,
  });
}

function readParameter(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (value) return value;
  throw refuse(name, { zh: `链接缺少参数 ${name}。`, en: `The link has no ${name}.` });
}

function checkAction(query: URLSearchParams): void {
  if (query.get('action') === 'bindcomponent' && query.get('no_scan') === '1') return;
  throw refuse('action', {
    zh: '链接必须带有 action=bindcomponent 和 no_scan=1。',
    en: 'The link must have action=bindcomponent and no_scan=1.',
  });
}

function checkPreAuthCode({ preAuthCodes }: Component, code: string): void {
  switch (preAuthCodes.state(code)) {
    case 'live':
      return;
    case 'used':
      throw refuse('pre_auth_code', {
        zh: '预授权码已使用过，每次授权都要获取新的预授权码。',
        en: 'The pre-auth code was used. Create one for each authorization.',
      });
    case 'expired':
      throw refuse('pre_auth_code', { zh: '预授权码已过期。', en: 'The pre-auth code has expired.' });
    default:
      throw refuse('pre_auth_code', {
        zh: '这不是该第三方平台的预授权码。',
        en: 'It is no pre-auth code of this third-party platform.',
      });
  }
}

function readTypes(query: URLSearchParams): readonly AuthorizerType[] {
  const type = query.get('auth_type');
  if (type !== null && query.has('biz_appid'))
    throw refuse('auth_type', {
      zh: 'auth_type 和 biz_appid 互斥，只能使用其中一个。',
      en: 'The link has auth_type and biz_appid, of which one excludes the other.',
    });
  const types = TYPES.get(type ?? DEFAULT_TYPE);
  if (types) return types;
  throw refuse('auth_type', {
    zh: `auth_type 必须是 ${[...TYPES.keys()].join('、')}，这里是 ${type}；沙箱没有其他类型的账号。`,
    en: `The auth_type must be ${[...TYPES.keys()].join(', ')}, and not ${type}: the sandbox has no other accounts.`,
  });
}

function readSets(query: URLSearchParams): readonly number[] | undefined {
  const list = query.get('category_id_list');
  if (list === null) return undefined;
  if (/^\d+(\|\d+)*$/.test(list)) return list.split('|').map(Number);
  throw refuse('category_id_list', {
    zh: `category_id_list 是用 | 分隔的权限集 ID，这里是 ${list}。`,
    en: `The category_id_list has ids of permission sets with | between them, and not ${list}.`,
  });
}

function refuse(name: string, reason: PageText): OAuthPageError {
  return new OAuthPageError(`${name} 参数错误`, undefined, reason);
}
