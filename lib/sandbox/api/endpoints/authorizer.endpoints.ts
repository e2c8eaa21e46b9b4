import type { SandboxAccessToken } from '../../account/access-tokens.js';
import type { Authorization } from '../../component/authorization.js';
import { describeAuthorizer } from '../../component/authorizer-info.js';
import type { World } from '../../world.js';
import { ApiError } from '../api-error.js';
import { checkComponentAppId, readAuthorizer } from '../component-caller.js';
import { ofComponent, type ApiTable } from '../endpoint.js';
import { secondsLeft } from '../seconds-left.js';

const MOST_LISTED = 500;

/**
 * The accounts that authorized a platform. Official documents: 使用授权码获取授权信息, 获取授权账号调用令牌, 获取授权账号详情,
 * 拉取已授权的账号列表.
 */
export const authorizerEndpoints: ApiTable = {
  '/cgi-bin/component/api_query_auth': ofComponent('POST', call => {
    checkComponentAppId(call);
    const { component, body, world } = call;
    const authorization = component.authorizations.redeem(body.text('authorization_code', { missing: 61009 }));
    const tokens = toTokens(world, authorization, authorization.accessTokens.renew('authorizer'));
    return {
      authorization_info: {
        authorizer_appid: authorization.account.appId,
        ...tokens,
        func_info: toFuncInfo(authorization),
      },
    };
  }),

  '/cgi-bin/component/api_authorizer_token': ofComponent('POST', call => {
    checkComponentAppId(call);
    const { body, world, component } = call;
    const { authorizations, rotatesRefreshTokens } = component;
    const appId = body.text('authorizer_appid', { missing: 41002 });
    const refreshToken = body.text('authorizer_refresh_token', { missing: 41003 });
    const accessToken = authorizations.refresh(appId, refreshToken, rotatesRefreshTokens);
    return toTokens(world, authorizations.get(appId), accessToken);
  }),

  '/cgi-bin/component/api_get_authorizer_info': ofComponent('POST', call => {
    checkComponentAppId(call);
    const authorization = readAuthorizer(call);
    const { account, refreshToken } = authorization;
    return {
      authorizer_info: describeAuthorizer(call.world.origin, account),
      authorization_info: {
        authorizer_appid: account.appId,
        authorizer_refresh_token: refreshToken,
        func_info: toFuncInfo(authorization),
      },
    };
  }),

  '/cgi-bin/component/api_get_authorizer_list': ofComponent('POST', call => {
    checkComponentAppId(call);
    const { component, body } = call;
    const [offset, count] = [body.integer('offset', { missing: 40097 }), body.integer('count', { missing: 40097 })];
    if (offset < 0 || count < 1 || count > MOST_LISTED) throw new ApiError(40097);
    const present = component.authorizations.list().filter(({ isRevoked }) => !isRevoked);
    return {
      total_count: present.length,
      list: present.slice(offset, offset + count).map(({ account, refreshToken, authorizedAt }) => ({
        authorizer_appid: account.appId,
        refresh_token: refreshToken,
        auth_time: authorizedAt,
      })),
    };
  }),
};

function toTokens(world: World, { refreshToken }: Authorization, { value, expiresAt }: SandboxAccessToken) {
  return {
    authorizer_access_token: value,
    expires_in: secondsLeft(world, expiresAt),
    authorizer_refresh_token: refreshToken,
  };
}

function toFuncInfo({ permissionSets }: Authorization) {
  return permissionSets.map(id => ({ funcscope_category: { id } }));
}
