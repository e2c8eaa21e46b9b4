import { ApiError } from '../api-error.js';
import type { SandboxAccount } from '../../account/sandbox-account.js';
import type { ApiEndpoint, ApiTable, AuthorizedCall } from '../endpoint.js';
import { get, post } from '../endpoint.js';

const OPTIONAL = { body: 'optional' } as const;

/** 开放平台账号管理. The AppID in the body is optional, for the token says it. */
export const openAccountEndpoints: ApiTable = {
  '/cgi-bin/open/create': post(call => {
    const account = checkAppId(call);
    return { errcode: 0, errmsg: 'ok', open_appid: call.world.openAccounts.create(account) };
  }, OPTIONAL),

  '/cgi-bin/open/bind': post(call => {
    call.world.openAccounts.bind(checkAppId(call), readOpenAppId(call));
  }),

  '/cgi-bin/open/unbind': post(call => {
    call.world.openAccounts.unbind(checkAppId(call), readOpenAppId(call));
  }),

  '/cgi-bin/open/get': post(call => {
    const { openAppId } = checkAppId(call);
    if (openAppId === undefined) throw new ApiError(89002);
    return { errcode: 0, errmsg: 'ok', open_appid: openAppId };
  }, OPTIONAL),

  // Documented as a GET; SDKs POST it.
  '/cgi-bin/open/have': anyMethod(({ account }) => ({
    errcode: 0,
    errmsg: 'ok',
    have_open: account.openAppId !== undefined,
  })),

  // Whether all that is bound to the same Open Platform account is of one principal.
  '/cgi-bin/open/sameentity': get(({ account, world }) => {
    const { openAppId, principal } = account;
    if (openAppId === undefined) throw new ApiError(89002);
    const bound = world.accounts.filter(other => other.openAppId === openAppId);
    return { errcode: 0, errmsg: 'ok', same_entity: bound.every(other => other.principal === principal) };
  }),
};

function anyMethod(run: (call: AuthorizedCall) => ReturnType<ApiEndpoint['run']>): ApiEndpoint {
  return { method: 'any', token: 'account', body: 'optional', run };
}

function checkAppId({ account, body }: AuthorizedCall): SandboxAccount {
  const appId = body.optionalText('appid');
  if (appId !== undefined && appId !== account.appId) throw new ApiError(40013);
  return account;
}

function readOpenAppId({ body }: AuthorizedCall): string {
  return body.text('open_appid', { missing: 89002 });
}
