import type { Authorization } from '../../component/authorization.js';
import { findOption } from '../../component/authorizer-options.js';
import { ApiError } from '../api-error.js';
import { checkComponentAppId, readAuthorizer } from '../component-caller.js';
import { ofComponent, postOfEither, type ApiTable, type EndpointCall, type OwnedCall } from '../endpoint.js';

/**
 * 选项 of authorizers. Old paths take the platform's token and name the authorizer. For the new ones the pages contradict each
 * other: they take the authorizer's token, or the platform's with the authorizer named. Official documents: 获取授权方选项信息,
 * 设置授权方选项信息.
 */
export const authorizerOptionEndpoints: ApiTable = {
  '/cgi-bin/component/api_get_authorizer_option': ofComponent('POST', call => {
    checkComponentAppId(call);
    const authorization = readAuthorizer(call);
    return { authorizer_appid: authorization.account.appId, ...getOption(call, authorization) };
  }),

  '/cgi-bin/component/api_set_authorizer_option': ofComponent('POST', call => {
    checkComponentAppId(call);
    setOption(call, readAuthorizer(call));
  }),

  '/cgi-bin/component/get_authorizer_option': postOfEither(call => getOption(call, authorizationOf(call))),

  '/cgi-bin/component/set_authorizer_option': postOfEither(call => setOption(call, authorizationOf(call))),
};

/** Throws 61014 for an account's own token: options are for platforms. */
function authorizationOf({ account, component, body, ...call }: OwnedCall): Authorization {
  if (!component) throw new ApiError(61014);
  return account ? component.authorizations.get(account.appId) : readAuthorizer({ ...call, body, component });
}

function getOption({ body }: EndpointCall, authorization: Authorization) {
  const name = body.text('option_name', { missing: 61012 });
  const { permissionSet, initial } = findOption(name);
  checkPermission(authorization, permissionSet);
  return { option_name: name, option_value: authorization.account.authorizerOptions.get(name) ?? initial };
}

function setOption({ body }: EndpointCall, authorization: Authorization): void {
  const name = body.text('option_name', { missing: 61012 });
  const { permissionSet, values } = findOption(name);
  checkPermission(authorization, permissionSet);
  const value = body.text('option_value', { missing: 61013 });
  if (!values.includes(value)) throw new ApiError(61013);
  authorization.account.authorizerOptions.set(name, value);
}

function checkPermission({ permissionSets }: Authorization, needed: number): void {
  if (!permissionSets.includes(needed)) throw new ApiError(61007);
}
