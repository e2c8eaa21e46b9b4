import type { ApiEndpoint } from '#lib/sandbox/api/endpoint';
import type { WechatSandbox } from 'nestjs-wechat/sandbox';

/** What an endpoint wants of its caller, as parameters: a new access token of the first account or platform, or nothing. */
export function tokenQuery(sandbox: WechatSandbox, endpoint?: ApiEndpoint): Readonly<Record<string, string>> {
  if (!endpoint?.token) return {};
  if (endpoint.token === 'component')
    return { component_access_token: sandbox.component().accessTokens.renew('component').value };
  return { access_token: sandbox.account().accessTokens.renewClassic().value };
}
