import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { callbackEndpoints } from '#lib/api/endpoints/callback.endpoints';
import { kefuEndpoints } from '#lib/api/endpoints/kefu.endpoints';
import { mediaEndpoints } from '#lib/api/endpoints/media.endpoints';
import { menuEndpoints } from '#lib/api/endpoints/menu.endpoints';
import { qrcodeEndpoints } from '#lib/api/endpoints/qrcode.endpoints';
import { quotaEndpoints } from '#lib/api/endpoints/quota.endpoints';
import { ticketEndpoints } from '#lib/api/endpoints/ticket.endpoints';
import { userEndpoints } from '#lib/api/endpoints/user.endpoints';
import type { WechatApi, WechatAccount, WechatOptions } from 'nestjs-wechat';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { createAccount } from '../support/account.js';
import { countCalls } from '../support/sandbox.js';

const TABLES = {
  callback: callbackEndpoints,
  kefu: kefuEndpoints,
  media: mediaEndpoints,
  menu: menuEndpoints,
  qrcode: qrcodeEndpoints,
  quota: quotaEndpoints,
  ticket: ticketEndpoints,
  user: userEndpoints,
};

let sandbox: WechatSandbox;
beforeEach(async () => {
  sandbox = await WechatSandbox.start();
});
afterEach(() => sandbox.stop());

/** Patient, for machines that are busy with other tests. */
const account = (options: Partial<WechatOptions> = {}): WechatAccount =>
  createAccount(sandbox, { timeoutMs: 20_000, ...options });

interface Sample {
  readonly call: (api: WechatApi) => Promise<unknown>;
  /** Method and path. */
  readonly route: string;
  /** Beside the access token. */
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: object;
  /** Text fields of a form. */
  readonly form?: Readonly<Record<string, string>>;
  /** Whether it is sent but once when WeChat is busy. */
  readonly once?: true;
}

const media = { content: Buffer.from('bytes'), filename: 'a.jpg' };
const text = { touser: 'o1', msgtype: 'text', text: { content: '你好' } } as const;
const typing = { touser: 'o1', command: 'Typing' } as const;
const menu = { button: [{ type: 'click', name: '今日', key: 'V1001' }] } as const;
const conditional = { ...menu, matchrule: { tag_id: '2' } };
const code = { action_name: 'QR_SCENE', action_info: { scene: { scene_id: 1 } }, expire_seconds: 60 } as const;
const check = { action: 'all', check_operator: 'DEFAULT' } as const;
const people = { openid_list: ['o1', 'o2'] };
const migrated = { from_appid: 'wx8f7e6d5c4b3a2918', openid_list: ['o1'] };
const batch = { user_list: [{ openid: 'o1', lang: 'zh_CN' }] } as const;

const SAMPLES: Readonly<Record<string, Sample>> = {
  'callback.check': { call: api => api.callback.check(check), route: 'POST /cgi-bin/callback/check', json: check },
  'callback.getCallbackIp': { call: api => api.callback.getCallbackIp(), route: 'GET /cgi-bin/getcallbackip' },
  'callback.getApiDomainIp': { call: api => api.callback.getApiDomainIp(), route: 'GET /cgi-bin/get_api_domain_ip' },
  'kefu.send': {
    call: api => api.kefu.send(text),
    route: 'POST /cgi-bin/message/custom/send',
    json: text,
    once: true,
  },
  'kefu.typing': {
    call: api => api.kefu.typing(typing),
    route: 'POST /cgi-bin/message/custom/typing',
    json: typing,
    once: true,
  },
  'kefu.sendForBusiness': {
    call: api => api.kefu.sendForBusiness({ ...text, businessid: 1 }),
    route: 'POST /cgi-bin/message/custom/business/send',
    json: { ...text, businessid: 1 },
    once: true,
  },
  'kefu.typingForBusiness': {
    call: api => api.kefu.typingForBusiness({ ...typing, businessid: 1 }),
    route: 'POST /cgi-bin/message/custom/business/typing',
    json: { ...typing, businessid: 1 },
    once: true,
  },
  'media.upload': {
    call: api => api.media.upload({ type: 'image', media }),
    route: 'POST /cgi-bin/media/upload',
    query: { type: 'image' },
    form: {},
    once: true,
  },
  'media.uploadThumb': {
    call: api => api.media.uploadThumb({ type: 'thumb', media }),
    route: 'POST /cgi-bin/media/upload',
    query: { type: 'thumb' },
    form: {},
    once: true,
  },
  'media.uploadImage': {
    call: api => api.media.uploadImage({ media }),
    route: 'POST /cgi-bin/media/uploadimg',
    form: {},
    once: true,
  },
  'media.get': {
    call: api => api.media.get({ media_id: 'm1' }),
    route: 'GET /cgi-bin/media/get',
    query: { media_id: 'm1' },
  },
  'media.getVoice': {
    call: api => api.media.getVoice({ media_id: 'm1' }),
    route: 'GET /cgi-bin/media/get/jssdk',
    query: { media_id: 'm1' },
  },
  'menu.create': { call: api => api.menu.create(menu), route: 'POST /cgi-bin/menu/create', json: menu },
  'menu.get': { call: api => api.menu.get(), route: 'GET /cgi-bin/menu/get' },
  'menu.delete': { call: api => api.menu.delete(), route: 'GET /cgi-bin/menu/delete' },
  'menu.addConditional': {
    call: api => api.menu.addConditional(conditional),
    route: 'POST /cgi-bin/menu/addconditional',
    json: conditional,
    once: true,
  },
  'menu.deleteConditional': {
    call: api => api.menu.deleteConditional({ menuid: '208396938' }),
    route: 'POST /cgi-bin/menu/delconditional',
    json: { menuid: '208396938' },
  },
  'menu.tryMatch': {
    call: api => api.menu.tryMatch({ user_id: 'o1' }),
    route: 'POST /cgi-bin/menu/trymatch',
    json: { user_id: 'o1' },
  },
  'menu.getCurrent': { call: api => api.menu.getCurrent(), route: 'GET /cgi-bin/get_current_selfmenu_info' },
  'qrcode.create': {
    call: api => api.qrcode.create(code),
    route: 'POST /cgi-bin/qrcode/create',
    json: code,
    once: true,
  },
  'quota.get': {
    call: api => api.quota.get({ cgi_path: '/cgi-bin/menu/get' }),
    route: 'POST /cgi-bin/openapi/quota/get',
    json: { cgi_path: '/cgi-bin/menu/get' },
  },
  'quota.clear': {
    call: api => api.quota.clear({ cgi_path: '/cgi-bin/menu/get' }),
    route: 'POST /cgi-bin/openapi/quota/clear',
    json: { cgi_path: '/cgi-bin/menu/get' },
    once: true,
  },
  'quota.clearAll': {
    call: api => api.quota.clearAll({ appid: 'wx1a2b3c4d5e6f7081' }),
    route: 'POST /cgi-bin/clear_quota',
    json: { appid: 'wx1a2b3c4d5e6f7081' },
    once: true,
  },
  'quota.getRid': {
    call: api => api.quota.getRid({ rid: '65a1-0b-2c' }),
    route: 'POST /cgi-bin/openapi/rid/get',
    json: { rid: '65a1-0b-2c' },
  },
  'ticket.get': {
    call: api => api.ticket.get({ type: 'wx_card' }),
    route: 'GET /cgi-bin/ticket/getticket',
    query: { type: 'wx_card' },
  },
  'user.list': {
    call: api => api.user.list({ next_openid: 'o1' }),
    route: 'GET /cgi-bin/user/get',
    query: { next_openid: 'o1' },
  },
  'user.get': {
    call: api => api.user.get({ openid: 'o1', lang: 'zh_CN' }),
    route: 'GET /cgi-bin/user/info',
    query: { openid: 'o1', lang: 'zh_CN' },
  },
  'user.batchGet': { call: api => api.user.batchGet(batch), route: 'POST /cgi-bin/user/info/batchget', json: batch },
  'user.updateRemark': {
    call: api => api.user.updateRemark({ openid: 'o1', remark: '张三' }),
    route: 'POST /cgi-bin/user/info/updateremark',
    json: { openid: 'o1', remark: '张三' },
  },
  'user.getBlacklist': {
    call: api => api.user.getBlacklist({ begin_openid: 'o1' }),
    route: 'POST /cgi-bin/tags/members/getblacklist',
    json: { begin_openid: 'o1' },
  },
  'user.addToBlacklist': {
    call: api => api.user.addToBlacklist(people),
    route: 'POST /cgi-bin/tags/members/batchblacklist',
    json: people,
  },
  'user.removeFromBlacklist': {
    call: api => api.user.removeFromBlacklist(people),
    route: 'POST /cgi-bin/tags/members/batchunblacklist',
    json: people,
  },
  'user.changeOpenId': {
    call: api => api.user.changeOpenId(migrated),
    route: 'POST /cgi-bin/changeopenid',
    json: migrated,
  },
};

const pathOf = (route: string): string => String(route.split(' ')[1]);

describe('the tables', () => {
  const rows = Object.entries(TABLES).flatMap(([area, table]) => Object.keys(table).map(name => `${area}.${name}`));

  test('have a sample for every row, and the API has no other row', () => {
    const { api } = account();
    expect(Object.keys(SAMPLES).toSorted()).toEqual(rows.toSorted());
    const callable = Object.keys(TABLES).flatMap(area =>
      Object.keys(api[area as keyof typeof TABLES]).map(name => `${area}.${name}`),
    );
    expect(callable.toSorted()).toEqual(rows.toSorted());
  });

  test.each(Object.entries(SAMPLES))('%s goes where it belongs', async (_, { call, route, query, json, form }) => {
    sandbox.answer(pathOf(route), { errcode: 0, errmsg: 'ok' });
    const { api, tokens } = account();
    const token = await tokens.getAccessToken();
    await call(api);
    expect(sandbox.calls).toHaveLength(2);
    const request = sandbox.calls[1];
    expect(`${request?.method} ${request?.path}`).toBe(route);
    expect(request?.query).toEqual({ access_token: token, ...query });
    // Nothing came twice.
    const { searchParams } = new URL(request?.url ?? '', sandbox.origin);
    expect([...searchParams.keys()].toSorted()).toEqual(['access_token', ...Object.keys(query ?? {})].toSorted());
    if (form === undefined) {
      expect(request?.body).toEqual(json);
      return;
    }
    const headers = { 'content-type': String(request?.headers['content-type']) };
    const { media: file, ...fields } = Object.fromEntries(
      await new Response(request?.raw, { headers }).formData(),
    ) as Readonly<Record<string, unknown>>;
    expect(file).toBeInstanceOf(File);
    expect(fields).toEqual(form);
  });

  test('answer what WeChat answers', async () => {
    const { api } = account();
    sandbox.answer('/cgi-bin/user/info', { subscribe: 1, openid: 'o1', language: 'zh_CN', groupid: 0, news: ['字段'] });
    expect(await api.user.get({ openid: 'o1' })).toEqual({
      subscribe: 1,
      openid: 'o1',
      language: 'zh_CN',
      groupid: 0,
      news: ['字段'],
    });
    expect(await api.ticket.get({ type: 'jsapi' })).toMatchObject({ ticket: expect.any(String), expires_in: 7200 });
  });

  test('take no argument where there is nothing to say', async () => {
    for (const path of ['/cgi-bin/user/get', '/cgi-bin/tags/members/getblacklist', '/cgi-bin/menu/get'])
      sandbox.answer(path, { errcode: 0, errmsg: 'ok' });
    const { api, tokens } = account();
    await Promise.all([api.user.list(), api.user.getBlacklist(), api.menu.get()]);
    const sent = sandbox.calls.slice(1).map(({ path, query, body }) => [path, Object.keys(query), body]);
    expect(new Set(sent)).toEqual(
      new Set([
        ['/cgi-bin/menu/get', ['access_token'], undefined],
        ['/cgi-bin/tags/members/getblacklist', ['access_token'], {}],
        ['/cgi-bin/user/get', ['access_token'], undefined],
      ]),
    );
    expect(sandbox.account().accessTokens.state(await tokens.getAccessToken())).toBe('alive');
  });

  test('say what is repeated when WeChat is busy, and no send is', async () => {
    const expected = new Map<string, number>();
    for (const { route, once } of Object.values(SAMPLES)) {
      const path = pathOf(route);
      expected.set(path, (expected.get(path) ?? 0) + (once ? 1 : 3));
      sandbox.fault.apiError(path, -1);
    }
    const { api } = account();
    const outcomes = await Promise.allSettled(Object.values(SAMPLES).map(({ call }) => call(api)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toEqual([]);
    const counts = [...expected.keys()].map(path => [path, countCalls(sandbox, path)]);
    expect(counts).toEqual([...expected]);
  });
});
