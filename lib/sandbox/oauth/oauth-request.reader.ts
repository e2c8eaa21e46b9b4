import type { SandboxAccount } from '../account/sandbox-account.js';
import type { Component } from '../component/component.js';
import type { SandboxAccountType } from '../sandbox.options.js';
import type { World } from '../world.js';
import { readComponentAppId } from './component-appid.reader.js';
import { OAuthPageError } from './oauth-page-error.js';
import type { OAuthRequest } from './oauth-request.js';
import { checkRedirectDomain, readRedirectUri } from './redirect-uri.reader.js';

/** 网页授权 inside WeChat, or the QR code for 网站应用. */
export type OAuthPage = 'authorize' | 'qrconnect';

const ORDER = ['appid', 'redirect_uri', 'response_type', 'scope', 'state', 'component_appid'];
const MAX_STATE_BYTES = 128;

const SCOPES: Readonly<Record<OAuthPage, Readonly<Record<SandboxAccountType, readonly string[]>>>> = {
  authorize: { 'official-account': ['snsapi_base', 'snsapi_userinfo'], website: [], 'mini-program': [] },
  qrconnect: { 'official-account': [], website: ['snsapi_login'], 'mini-program': [] },
};

/**
 * Reads the query of a page as WeChat checks it.
 *
 * @param search with its `?`
 * @throws OAuthPageError
 */
export function readOAuthRequest(
  page: OAuthPage,
  search: string,
  { accounts, components }: Pick<World, 'accounts' | 'components'>,
): OAuthRequest {
  const query = new URLSearchParams(search);
  const appId = readParameter(query, 'appid', 10012);
  readParameter(query, 'redirect_uri', 10011);
  const scope = readParameter(query, 'scope', 10010);
  const state = query.get('state') ?? '';
  const account = accounts.find(known => known.appId === appId);
  if (!account)
    throw new OAuthPageError('AppID 参数错误', undefined, {
      zh: `沙箱里没有 AppID 为 ${appId} 的账号。`,
      en: `The sandbox has no account with the AppID ${appId}.`,
    });
  checkResponseType(query);
  if (page === 'authorize') checkOrder(query);
  checkScope(page, account, scope);
  if (Buffer.byteLength(state) > MAX_STATE_BYTES)
    throw new OAuthPageError('state 参数错误', undefined, {
      zh: `state 最多 ${MAX_STATE_BYTES} 字节，这里有 ${Buffer.byteLength(state)} 字节。`,
      en: `The state may have ${MAX_STATE_BYTES} bytes and has ${Buffer.byteLength(state)}.`,
    });
  const component = page === 'authorize' ? readComponentAppId(query, account, components) : undefined;
  const redirectUri = readRedirectUri(search);
  checkDomain(redirectUri, account, component);
  const isSnapshot = query.get('forceSnapShot') === 'true' && scope.includes('snsapi_userinfo');
  return { account, redirectUri, scope, state, isSnapshot, componentAppId: component?.componentAppId };
}

/** An account has one domain; a platform has its own for all accounts that it serves. */
function checkDomain(redirectUri: string, { oauthDomain }: SandboxAccount, component?: Component): void {
  const { developmentDomains } = component ?? {};
  if (component)
    return checkRedirectDomain(redirectUri, developmentDomains, {
      zh: '第三方平台的公众号开发域名',
      en: "The platform's development domain",
    });
  const domains = oauthDomain === undefined ? undefined : [oauthDomain];
  checkRedirectDomain(redirectUri, domains, { zh: '网页授权域名', en: 'The domain for OAuth' });
}

function readParameter(query: URLSearchParams, name: string, code: number): string {
  const value = query.get(name);
  if (value) return value;
  const reason = { zh: `链接缺少参数 ${name}。`, en: `The link has no ${name}.` };
  throw new OAuthPageError(`${name}不能为空`, code, reason);
}

function checkResponseType(query: URLSearchParams): void {
  if (query.get('response_type') === 'code') return;
  const reason = { zh: 'response_type 必须是 code。', en: 'The response_type must be code.' };
  throw new OAuthPageError('response_type 参数错误', undefined, reason);
}

/** The phone matches the link against a pattern, in which the parameters have this order. */
function checkOrder(query: URLSearchParams): void {
  const found = [...new Set(query.keys())].filter(name => ORDER.includes(name));
  const expected = ORDER.filter(name => query.has(name));
  if (found.join(' ') === expected.join(' ')) return;
  const order = ORDER.join('、');
  throw new OAuthPageError('授权链接错误', undefined, {
    zh: `微信会对授权链接做正则匹配，参数的顺序必须是 ${order}，这里是 ${found.join('、')}。`,
    en:
      `WeChat's client checks the link: its parameters must have the order ${ORDER.join(', ')}. ` +
      `These have ${found.join(', ')}.`,
  });
}

function checkScope(page: OAuthPage, { type }: SandboxAccount, scope: string): void {
  if (page === 'authorize' && type === 'website')
    throw new OAuthPageError('不支持微信开放平台的Appid，请使用公众号Appid', 10016, {
      zh: '网站应用请使用 /connect/qrconnect。',
      en: 'This is the AppID of a website, which has its own page: /connect/qrconnect.',
    });
  const allowed = SCOPES[page][type];
  if (scope.split(',').every(name => allowed.includes(name))) return;
  const wording = page === 'authorize' ? '此公众号并没有这些scope的权限' : 'Scope 参数错误或没有 Scope 权限';
  const list = allowed.join(', ');
  throw new OAuthPageError(wording, 10005, {
    zh: list === '' ? `此类账号（${type}）不能使用这个页面。` : `此页面可用的 scope：${list}，这里是 ${scope}。`,
    en: list === '' ? `This page is not for a ${type}.` : `This page knows the scope ${list}, and not ${scope}.`,
  });
}
