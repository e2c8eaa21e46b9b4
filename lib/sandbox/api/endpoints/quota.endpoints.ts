import type { Quotas } from '../../account/quotas.js';
import type { SandboxAccount } from '../../account/sandbox-account.js';
import { authenticateComponent } from '../component-caller.js';
import { ApiError } from '../api-error.js';
import { dailyLimitOf } from '../call-quota.js';
import { open, postOfEither, type ApiEndpoint, type ApiTable, type EndpointCall, type OwnedCall } from '../endpoint.js';
import { Fields } from '../fields.js';

const CLEARS_PER_MONTH = 10;
const CLEARS_OF_ONE_PATH_PER_MONTH = 50;

/**
 * How often APIs can be called. Official documents: 重置API调用次数, 使用AppSecret重置API调用次数, 查询API调用额度,
 * 重置指定API调用次数, 使用AppSecret重置第三方平台API调用次数.
 *
 * @param find the endpoint of a path, if there is one
 */
export function createQuotaEndpoints(find: (path: string) => ApiEndpoint | undefined): ApiTable {
  return {
    '/cgi-bin/clear_quota': postOfEither(({ owner, body }) => {
      if (body.text('appid', { missing: 41002 }) !== owner.appId) throw new ApiError(40013);
      clearAll(owner.quotas);
    }),

    '/cgi-bin/clear_quota/v2': open('POST', call => clearAll(authenticate(call).quotas), { body: 'optional' }),

    '/cgi-bin/component/clear_quota/v2': open('POST', call => {
      const component = authenticateComponent(call, 'appsecret');
      const appId = call.body.text('appid', { missing: 41002 });
      const isItself = appId === component.componentAppId;
      clearAll(isItself ? component.quotas : component.authorizations.get(appId).account.quotas);
    }),

    '/cgi-bin/openapi/quota/get': postOfEither(call => {
      const { path, endpoint } = readPath(call);
      const { owner } = call;
      const limit = dailyLimitOf(owner, path, endpoint);
      const used = owner.quotas.used(path);
      // WeChat answers 0 where an API has no number of its own.
      const dailyLimit = Number.isFinite(limit) ? limit : 0;
      const { minuteLimit } = endpoint;
      return {
        errcode: 0,
        errmsg: 'ok',
        quota: { daily_limit: dailyLimit, used, remain: Math.max(0, dailyLimit - used) },
        ...(minuteLimit !== undefined && { rate_limit: { call_count: minuteLimit, refresh_second: 60 } }),
      };
    }),

    '/cgi-bin/openapi/quota/clear': postOfEither(call => {
      const { path } = readPath(call);
      const { quotas } = call.owner;
      if (!quotas.spend('quota/clear', CLEARS_OF_ONE_PATH_PER_MONTH, 'month')) throw new ApiError(48006);
      quotas.clear(path);
    }),
  };

  function readPath({ body, account }: OwnedCall): { readonly path: string; readonly endpoint: ApiEndpoint } {
    const path = body.text('cgi_path', { missing: 76021 });
    if (path.startsWith('/sns/')) throw new ApiError(76022);
    const endpoint = find(path);
    if (!endpoint) throw new ApiError(76021);
    const isOfComponent = path.startsWith('/cgi-bin/component/');
    if (endpoint.token !== 'either' && isOfComponent === (account !== undefined)) throw new ApiError(76022);
    return { path, endpoint };
  }
}

function clearAll(quotas: Quotas): void {
  if (!quotas.spend('clear_quota', CLEARS_PER_MONTH, 'month')) throw new ApiError(48006);
  quotas.clear();
}

/** Rescues an account whose calls for tokens are used up. */
function authenticate({ world, query, body }: EndpointCall): SandboxAccount {
  const fields = new Fields({ ...body.raw, ...query.raw });
  const appId = fields.text('appid', { missing: 41002 });
  const secret = fields.text('appsecret', { missing: 41004 });
  const account = world.findAccount(appId);
  if (!account) throw new ApiError(40013);
  if (secret !== account.appSecret) throw new ApiError(40125);
  return account;
}
