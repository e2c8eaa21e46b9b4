import type { AuthorizerAccount } from '../../component/authorization.js';
import { allowsPath } from '../../component/permission-sets.js';
import { ApiError } from '../api-error.js';
import { ofComponent, type ApiTable, type ComponentCall } from '../endpoint.js';
import { toReply, toSession, toUserToken } from '../user-token.reply.js';

/** Who somebody is, on behalf of an authorizer. Official documents: 代公众号发起网页授权, 小程序登录. */
export const componentOAuthEndpoints: ApiTable = {
  '/sns/oauth2/component/access_token': ofComponent('GET', call => {
    const account = findAuthorizer(call, 'authorization_code');
    const code = call.query.text('code', { missing: 41008 });
    if (account.type === 'mini-program') throw new ApiError(40029);
    return toUserToken(account, account.authorizationCodes.redeem(code, call.component.componentAppId));
  }),

  '/sns/oauth2/component/refresh_token': ofComponent('GET', call => {
    const account = findAuthorizer(call, 'refresh_token');
    const refreshToken = call.query.text('refresh_token', { missing: 41003 });
    return toReply(account.userTokens.refresh(refreshToken, call.component.componentAppId));
  }),

  '/sns/component/jscode2session': ofComponent('GET', call => {
    const account = findAuthorizer(call, 'authorization_code');
    const code = call.query.text('js_code', { missing: 41008 });
    if (account.type !== 'mini-program') throw new ApiError(40029);
    return toSession(account, account.authorizationCodes.redeem(code, call.component.componentAppId));
  }),
};

function findAuthorizer({ query, component, request }: ComponentCall, grantType: string): AuthorizerAccount {
  if (query.text('component_appid', { missing: 41018 }) !== component.componentAppId) throw new ApiError(61011);
  const { account, permissionSets } = component.authorizations.get(query.text('appid', { missing: 41002 }));
  if (!allowsPath(account.type, permissionSets, request.path)) throw new ApiError(61007);
  if (query.optionalText('grant_type') !== grantType) throw new ApiError(40002);
  return account;
}
