import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CredentialCache } from '#lib/credentials/credential-cache';
import { MemoryCredentialStore } from '#lib/credentials/memory-credential.store';
import { ApiCalls } from '#lib/http/api-calls';
import { WechatHttp } from '#lib/http/wechat-http';
import { ComponentApi } from '#lib/open-platform/component-api';
import { codeTemplateEndpoints } from '#lib/open-platform/endpoints/code-template.endpoints';
import { componentEndpoints } from '#lib/open-platform/endpoints/component.endpoints';
import { domainEndpoints } from '#lib/open-platform/endpoints/domain.endpoints';
import { fastRegistrationEndpoints } from '#lib/open-platform/endpoints/fast-registration.endpoints';
import { MemoryVerifyTicketStore } from '#lib/open-platform/stores/memory-verify-ticket.store';
import { ComponentTokenSource } from '#lib/open-platform/tokens/component-token.source';
import { VerifyTickets } from '#lib/open-platform/tokens/verify-tickets';
import { AccountTelemetry } from '#lib/telemetry/account-telemetry';
import { Telemetry } from '#lib/telemetry/telemetry';
import type { AccessTokens } from '#lib/token/access-tokens';
import { resolveOptions } from '#lib/wechat.options-resolver';
import { WechatEvents } from 'nestjs-wechat';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { testEndpointTables } from '../support/endpoint-tables.js';
import { callsOf } from '../support/sandbox.js';

const component_appid = 'wxc0ffee1234567890';
const authorizer_appid = 'wx1a2b3c4d5e6f7081';
const authorizer = { component_appid, authorizer_appid };
const owner = { name: '样例有限公司', legal_persona_name: '张三', legal_persona_wechat: 'zhangsan' };
const once = { once: true } as const;
const old = { token: 'component_access_token' } as const;
const action = { query: ['action'] } as const;

/** The calls of a platform, with its own token, which is made from a ticket and replaced as others are. */
function open(sandbox: WechatSandbox): { readonly api: ComponentApi; readonly tokens: AccessTokens } {
  const component = sandbox.componentCredentials();
  const { componentAppId: appId, componentAppSecret: appSecret } = component;
  const { timeoutMs, ...options } = resolveOptions({ appId, appSecret, hosts: sandbox.hosts }, 'platform');
  const telemetry = new AccountTelemetry(new Telemetry(new WechatEvents()), { account: 'platform', appId });
  const http = new ApiCalls(new WechatHttp({ timeoutMs, ...options }), telemetry, sandbox.origin);
  const store = new MemoryVerifyTicketStore();
  void store.save(appId, { ticket: sandbox.component().tickets.issue().value, createTime: 1 });
  const source = new ComponentTokenSource(http, component, new VerifyTickets(http, component, store));
  const cache = new CredentialCache({
    key: '{platform}:token',
    store: new MemoryCredentialStore(),
    source,
    leadMs: 0,
    timeoutMs,
    account: 'platform',
    telemetry,
  });
  const tokens = { getAccessToken: () => cache.get(), invalidate: (token: string) => cache.invalidate(token) };
  return { api: new ComponentApi(http, tokens), tokens };
}

testEndpointTables(
  {
    component: componentEndpoints,
    fastRegistration: fastRegistrationEndpoints,
    codeTemplates: codeTemplateEndpoints,
    domains: domainEndpoints,
  },
  {
    component: {
      createPreauthCode: ['POST /cgi-bin/component/api_create_preauthcode', { component_appid }, old],
      queryAuth: [
        'POST /cgi-bin/component/api_query_auth',
        { component_appid, authorization_code: 'queryauthcode@@@sample' },
        { ...old, ...once },
      ],
      authorizerToken: [
        'POST /cgi-bin/component/api_authorizer_token',
        { ...authorizer, authorizer_refresh_token: 'refreshtoken@@@sample' },
        old,
      ],
      getAuthorizerInfo: ['POST /cgi-bin/component/api_get_authorizer_info', authorizer, old],
      getAuthorizerList: [
        'POST /cgi-bin/component/api_get_authorizer_list',
        { component_appid, offset: 0, count: 100 },
        old,
      ],
      getAuthorizerOption: [
        'POST /cgi-bin/component/api_get_authorizer_option',
        { ...authorizer, option_name: 'voice_recognize' },
        old,
      ],
      setAuthorizerOption: [
        'POST /cgi-bin/component/api_set_authorizer_option',
        { ...authorizer, option_name: 'location_report', option_value: '2' },
        old,
      ],
      clearQuota: ['POST /cgi-bin/clear_quota', { appid: component_appid }, once],
    },
    fastRegistration: {
      registerEnterprise: [
        'POST /cgi-bin/component/fastregisterweapp',
        { action: 'create', ...owner, code: '91110000000000000X', code_type: 1 },
        { ...action, ...once },
      ],
      findEnterprise: ['POST /cgi-bin/component/fastregisterweapp', { action: 'search', ...owner }, action],
      registerTrial: ['POST /wxa/component/fastregisterbetaweapp', { name: '小店', openid: 'o1' }, once],
      registerPersonal: [
        'POST /wxa/component/fastregisterpersonalweapp',
        { action: 'create', idname: '张三', wxuser: 'zhangsan', component_phone: '13800000000' },
        { ...action, ...once },
      ],
      findPersonal: ['POST /wxa/component/fastregisterpersonalweapp', { action: 'query', taskid: 't1' }, action],
    },
    codeTemplates: {
      listDrafts: ['GET /wxa/gettemplatedraftlist'],
      list: ['GET /wxa/gettemplatelist', { template_type: 0 }],
      add: ['POST /wxa/addtotemplate', { draft_id: 0, template_type: 1 }, once],
      delete: ['POST /wxa/deletetemplate', { template_id: 0 }],
    },
    domains: {
      modifyServerDomains: [
        'POST /cgi-bin/component/modify_wxa_server_domain',
        { action: 'add', wxa_server_domain: 'a.example.com;b.example.com', is_modify_published_together: true },
      ],
      modifyJumpDomains: ['POST /cgi-bin/component/modify_wxa_jump_domain', { action: 'get' }],
      getConfirmFile: ['POST /cgi-bin/component/get_domain_confirmfile'],
    },
  },
  open,
);

describe("a platform's token", () => {
  let sandbox: WechatSandbox;
  beforeEach(async () => {
    sandbox = await WechatSandbox.start({ components: [{}] });
  });
  afterEach(() => sandbox.stop());

  test.each([
    ['/cgi-bin/component/api_anything', 'component_access_token'],
    ['cgi-bin/component/api_anything', 'component_access_token'],
    ['/sns/oauth2/component/access_token', 'component_access_token'],
    ['/sns/component/jscode2session', 'component_access_token'],
    ['/cgi-bin/component/anything', 'access_token'],
    ['/cgi-bin/anything', 'access_token'],
    ['/wxa/component/anything', 'access_token'],
    ['/sns/oauth2/access_token', 'access_token'],
    ['/wxa/cgi-bin/component/api_anything', 'access_token'],
  ])('goes to %s as %s', async (path, name) => {
    const address = `/${path.replace(/^\//, '')}`;
    sandbox.answer(address, { errcode: 0, errmsg: 'ok' });
    const { api, tokens } = open(sandbox);
    await api.get(path);
    expect(callsOf(sandbox, address).map(({ query }) => query)).toEqual([{ [name]: await tokens.getAccessToken() }]);
  });

  test.each([40001, 40014, 42001, 42006])('that is refused with %i is replaced under its name', async errcode => {
    const path = '/cgi-bin/component/api_get_authorizer_info';
    sandbox.answer(path, { errcode: 0, errmsg: 'ok' });
    sandbox.fault.fail(path, { errcode }, 1);
    const { api, tokens } = open(sandbox);
    const refused = await tokens.getAccessToken();
    await api.component.getAuthorizerInfo(authorizer);
    const current = await tokens.getAccessToken();
    expect(current).not.toBe(refused);
    expect(callsOf(sandbox, path).map(({ query, body }) => [query, body])).toEqual([
      [{ component_access_token: refused }, authorizer],
      [{ component_access_token: current }, authorizer],
    ]);
  });

  test('and the secrets of its calls are in no error', async () => {
    const path = '/cgi-bin/component/api_authorizer_token';
    const { api, tokens } = open(sandbox);
    const token = await tokens.getAccessToken();
    sandbox.fault.fail(path, { errcode: 61023, errmsg: `refreshtoken@@@sample of ${token}` });
    const error: unknown = await api.component
      .authorizerToken({ ...authorizer, authorizer_refresh_token: 'refreshtoken@@@sample' })
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ errcode: 61023, endpoint: path });
    expect((error as Error).message).not.toContain('sample');
    expect((error as Error).message).not.toContain(token);
  });
});
