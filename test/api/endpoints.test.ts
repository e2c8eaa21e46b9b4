import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { callbackEndpoints } from '#lib/api/endpoints/callback.endpoints';
import { kefuEndpoints } from '#lib/api/endpoints/kefu.endpoints';
import { mediaEndpoints } from '#lib/api/endpoints/media.endpoints';
import { menuEndpoints } from '#lib/api/endpoints/menu.endpoints';
import { openAccountEndpoints } from '#lib/api/endpoints/open-account.endpoints';
import { qrcodeEndpoints } from '#lib/api/endpoints/qrcode.endpoints';
import { quotaEndpoints } from '#lib/api/endpoints/quota.endpoints';
import { ticketEndpoints } from '#lib/api/endpoints/ticket.endpoints';
import { userEndpoints } from '#lib/api/endpoints/user.endpoints';
import type { WechatAccount } from 'nestjs-wechat';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { createAccount } from '../support/account.js';
import { testEndpointTables } from '../support/endpoint-tables.js';

const TABLES = {
  callback: callbackEndpoints,
  kefu: kefuEndpoints,
  media: mediaEndpoints,
  menu: menuEndpoints,
  openAccount: openAccountEndpoints,
  qrcode: qrcodeEndpoints,
  quota: quotaEndpoints,
  ticket: ticketEndpoints,
  user: userEndpoints,
};

/** Patient, for machines that are busy with other tests. */
const open = (sandbox: WechatSandbox): WechatAccount => createAccount(sandbox, { timeoutMs: 20_000 });

const media = { content: Buffer.from('bytes'), filename: 'a.jpg' };
const text = { touser: 'o1', msgtype: 'text', text: { content: '你好' } } as const;
const typing = { touser: 'o1', command: 'Typing' } as const;
const menu = { button: [{ type: 'click', name: '今日', key: 'V1001' }] } as const;
const code = { action_name: 'QR_SCENE', action_info: { scene: { scene_id: 1 } }, expire_seconds: 60 } as const;
const people = { openid_list: ['o1', 'o2'] };
const appid = 'wx1a2b3c4d5e6f7081';
const bound = { appid, open_appid: 'wx8f7e6d5c4b3a2918' };
const once = { once: true } as const;

testEndpointTables(
  TABLES,
  {
    callback: {
      check: ['POST /cgi-bin/callback/check', { action: 'all', check_operator: 'DEFAULT' }],
      getCallbackIp: ['GET /cgi-bin/getcallbackip'],
      getApiDomainIp: ['GET /cgi-bin/get_api_domain_ip'],
    },
    kefu: {
      send: ['POST /cgi-bin/message/custom/send', text, once],
      typing: ['POST /cgi-bin/message/custom/typing', typing, once],
      sendForBusiness: ['POST /cgi-bin/message/custom/business/send', { ...text, businessid: 1 }, once],
      typingForBusiness: ['POST /cgi-bin/message/custom/business/typing', { ...typing, businessid: 1 }, once],
    },
    media: {
      upload: ['POST /cgi-bin/media/upload', { type: 'image', media }, { query: ['type'], file: 'media', once: true }],
      uploadThumb: [
        'POST /cgi-bin/media/upload',
        { type: 'thumb', media },
        { query: ['type'], file: 'media', once: true },
      ],
      get: ['GET /cgi-bin/media/get', { media_id: 'm1' }],
      getVoice: ['GET /cgi-bin/media/get/jssdk', { media_id: 'm1' }],
      uploadImage: ['POST /cgi-bin/media/uploadimg', { media }, { file: 'media', once: true }],
    },
    menu: {
      create: ['POST /cgi-bin/menu/create', menu],
      get: ['GET /cgi-bin/menu/get'],
      delete: ['GET /cgi-bin/menu/delete'],
      addConditional: ['POST /cgi-bin/menu/addconditional', { ...menu, matchrule: { tag_id: '2' } }, once],
      deleteConditional: ['POST /cgi-bin/menu/delconditional', { menuid: '208396938' }],
      tryMatch: ['POST /cgi-bin/menu/trymatch', { user_id: 'o1' }],
      getCurrent: ['GET /cgi-bin/get_current_selfmenu_info'],
    },
    openAccount: {
      create: ['POST /cgi-bin/open/create', { appid }, once],
      bind: ['POST /cgi-bin/open/bind', bound, once],
      unbind: ['POST /cgi-bin/open/unbind', bound, once],
      get: ['POST /cgi-bin/open/get', { appid }],
      have: ['POST /cgi-bin/open/have'],
      sameEntity: ['GET /cgi-bin/open/sameentity'],
    },
    qrcode: { create: ['POST /cgi-bin/qrcode/create', code, once] },
    quota: {
      get: ['POST /cgi-bin/openapi/quota/get', { cgi_path: '/cgi-bin/menu/get' }],
      clear: ['POST /cgi-bin/openapi/quota/clear', { cgi_path: '/cgi-bin/menu/get' }, once],
      clearAll: ['POST /cgi-bin/clear_quota', { appid }, once],
      getRid: ['POST /cgi-bin/openapi/rid/get', { rid: '65a1-0b-2c' }],
    },
    ticket: { get: ['GET /cgi-bin/ticket/getticket', { type: 'wx_card' }] },
    user: {
      list: ['GET /cgi-bin/user/get', { next_openid: 'o1' }],
      get: ['GET /cgi-bin/user/info', { openid: 'o1', lang: 'zh_CN' }],
      batchGet: ['POST /cgi-bin/user/info/batchget', { user_list: [{ openid: 'o1', lang: 'zh_CN' }] }],
      updateRemark: ['POST /cgi-bin/user/info/updateremark', { openid: 'o1', remark: '张三' }],
      getBlacklist: ['POST /cgi-bin/tags/members/getblacklist', { begin_openid: 'o1' }],
      addToBlacklist: ['POST /cgi-bin/tags/members/batchblacklist', people],
      removeFromBlacklist: ['POST /cgi-bin/tags/members/batchunblacklist', people],
      changeOpenId: ['POST /cgi-bin/changeopenid', { from_appid: 'wx8f7e6d5c4b3a2918', openid_list: ['o1'] }],
    },
  },
  open,
);

describe('calls', () => {
  let sandbox: WechatSandbox;
  beforeEach(async () => {
    sandbox = await WechatSandbox.start();
  });
  afterEach(() => sandbox.stop());

  test('answer what WeChat answers', async () => {
    const { api } = open(sandbox);
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
    const { api, tokens } = open(sandbox);
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
});
