import type { SandboxAccount } from '../account/sandbox-account.js';
import { allowsPath } from '../component/permission-sets.js';
import type { Component } from '../component/component.js';
import { OAuthPageError, type PageText } from './oauth-page-error.js';

const NOT_AUTHORIZED = 10015;
/** Stands for all that comes of a code. */
const TOKEN_PATH = '/sns/oauth2/component/access_token';

/**
 * Finds the third-party platform that asks on behalf of an account. Official document: 代公众号发起网页授权.
 *
 * @returns `undefined` where the account asks for itself
 * @throws OAuthPageError where there is no such platform, or the account does not let it
 */
export function readComponentAppId(
  query: URLSearchParams,
  account: SandboxAccount,
  components: readonly Component[],
): Component | undefined {
  const componentAppId = query.get('component_appid');
  if (componentAppId === null) return undefined;
  const component = components.find(known => known.componentAppId === componentAppId);
  if (!component)
    throw new OAuthPageError('component_appid 参数错误', undefined, {
      zh: `沙箱里没有 AppID 为 ${componentAppId} 的第三方平台。`,
      en: `The sandbox has no third-party platform with the AppID ${componentAppId}.`,
    });
  const authorization = component.authorizations.find(account.appId);
  if (!authorization || authorization.isRevoked)
    throw refuse({
      zh: `${account.appId} 没有授权给第三方平台 ${componentAppId}。`,
      en: `${account.appId} has not authorized the third-party platform ${componentAppId}.`,
    });
  if (!allowsPath(authorization.account.type, authorization.permissionSets, TOKEN_PATH))
    throw refuse({
      zh: `${account.appId} 没有把网页服务权限（权限集 4）授权给第三方平台 ${componentAppId}。`,
      en: `${account.appId} has not granted web services (permission set 4) to the third-party platform ${componentAppId}.`,
    });
  return component;
}

function refuse(reason: PageText): OAuthPageError {
  return new OAuthPageError('公众号未授权第三方平台，请检查授权状态', NOT_AUTHORIZED, reason);
}
