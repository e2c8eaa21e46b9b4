import { renderQrJpeg } from '#lib/sandbox/qrcode/qr-picture';
import { WechatSandbox, type SandboxOptions } from 'nestjs-wechat/sandbox';

/** A call that WeChat takes. `$NAME` in it stands for something that a `prepareSandbox()` knows. */
export interface SampleCall {
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  /** Whether the body is a form with a picture. */
  readonly isForm?: boolean;
  /** Where it is not 0. */
  readonly errcode?: number;
}

const TO_ALICE = { touser: '$OPENID' };
const PAGE = { offset: 0, count: 20 };
const ORDER = { type: 'click', name: 'Order', key: 'ORDER' };
const SITE = { type: 'view', name: 'Site', url: 'https://example.com/' };
const MINI = { ...SITE, type: 'miniprogram', name: 'Mini', appid: 'wx1', pagepath: 'pages/index' };
const PICTURE = { type: 'media_id', name: 'Picture', media_id: '$LASTING' };
const MORE = { name: 'More', sub_button: [SITE, MINI, { type: 'pic_weixin', name: 'Pictures', key: 'PICS' }] };
const ARTICLE = { type: 'article_id', name: 'Article', article_id: 'a1' };
const OTHER_ARTICLE = { ...ARTICLE, type: 'article_view_limited' };
const MENU = { button: [ORDER, { name: 'Media', sub_button: [PICTURE, ARTICLE, OTHER_ARTICLE] }, MORE] };
const ARTICLES = [{ title: 'News', description: 'of today', url: 'https://example.com/', picurl: '' }];
const CARD = { appid: 'wx1', pagepath: 'pages/index' };
const DATA = { thing1: { value: 'apples', color: '#173177' }, time2: { value: '2026-01-01' } };
const ONE_TIME = {
  ...TO_ALICE,
  template_id: '$SUBSCRIBE',
  url: '',
  scene: '7',
  title: 'Hi',
  data: { content: { value: 'x' } },
};
const APP = { appid: '$APPID', secret: '$SECRET' };
const TAGGING = { openid_list: ['$OPENID'], tagid: '$TAG' };

const KEFU: readonly Readonly<Record<string, unknown>>[] = [
  { msgtype: 'text', text: { content: 'Hello' } },
  { msgtype: 'image', image: { media_id: '$IMAGE' } },
  { msgtype: 'voice', voice: { media_id: '$VOICE' } },
  { msgtype: 'video', video: { media_id: '$VIDEO', thumb_media_id: '$THUMB', title: 't', description: 'd' } },
  {
    msgtype: 'music',
    music: { title: 't', description: 'd', musicurl: 'u', hqmusicurl: 'u', thumb_media_id: '$THUMB' },
  },
  { msgtype: 'news', news: { articles: ARTICLES } },
  { msgtype: 'mpnews', mpnews: { media_id: 'm' } },
  { msgtype: 'mpnewsarticle', mpnewsarticle: { article_id: 'a' } },
  { msgtype: 'msgmenu', msgmenu: { head_content: 'h', list: [{ id: '1', content: 'yes' }], tail_content: 't' } },
  { msgtype: 'wxcard', wxcard: { card_id: 'c' } },
  { msgtype: 'miniprogrampage', miniprogrampage: { ...CARD, title: 't', thumb_media_id: '$THUMB' } },
];
const MASS: readonly Readonly<Record<string, unknown>>[] = [
  { msgtype: 'text', text: { content: 'Hello' } },
  { msgtype: 'voice', voice: { media_id: '$VOICE' } },
  { msgtype: 'image', images: { media_ids: ['$IMAGE'], recommend: 'r', need_open_comment: 1 } },
  { msgtype: 'mpvideo', mpvideo: { media_id: '$VIDEO', title: 't', description: 'd' } },
  { msgtype: 'mpnews', mpnews: { media_id: 'm' }, send_ignore_reprint: 0 },
  { msgtype: 'wxcard', wxcard: { card_id: 'c' } },
];

const PLATFORM = { component_appid: '$COMPONENT' };
const AUTHORIZER = { ...PLATFORM, authorizer_appid: '$APPID' };
const OPTION = { option_name: 'voice_recognize' };

/** At least one call of every path that the sandbox plays. */
export const SAMPLE_CALLS: readonly SampleCall[] = [
  { path: '/cgi-bin/token', query: { ...APP, grant_type: 'client_credential' } },
  { path: '/cgi-bin/stable_token', body: { ...APP, grant_type: 'client_credential', force_refresh: false } },
  { path: '/cgi-bin/ticket/getticket', query: { type: 'jsapi' } },
  { path: '/cgi-bin/clear_quota', body: { appid: '$APPID' } },
  { path: '/cgi-bin/clear_quota/v2', query: { appid: '$APPID', appsecret: '$SECRET' } },
  { path: '/cgi-bin/clear_quota/v2', body: { appid: '$APPID', appsecret: '$SECRET' } },
  { path: '/cgi-bin/openapi/quota/get', body: { cgi_path: '/cgi-bin/token' } },
  { path: '/cgi-bin/openapi/quota/clear', body: { cgi_path: '/cgi-bin/token' } },
  { path: '/cgi-bin/openapi/rid/get', body: { rid: '$RID' } },
  { path: '/cgi-bin/getcallbackip' },
  { path: '/cgi-bin/get_api_domain_ip' },
  { path: '/cgi-bin/callback/check', body: { action: 'all', check_operator: 'DEFAULT' }, errcode: 40201 },
  { path: '/cgi-bin/shorten/gen', body: { long_data: 'long', expire_seconds: 60 } },
  { path: '/cgi-bin/shorten/fetch', body: { short_key: '$SHORT' } },

  { path: '/cgi-bin/menu/create', body: MENU },
  { path: '/cgi-bin/menu/get' },
  { path: '/cgi-bin/menu/delete' },
  {
    path: '/cgi-bin/menu/addconditional',
    body: { ...MENU, matchrule: { tag_id: '2', client_platform_type: 1, language: 'en' } },
  },
  { path: '/cgi-bin/menu/delconditional', body: { menuid: '$MENU' } },
  { path: '/cgi-bin/menu/trymatch', body: { user_id: '$OPENID' } },
  { path: '/cgi-bin/get_current_selfmenu_info' },

  ...KEFU.map(part => ({
    path: '/cgi-bin/message/custom/send',
    body: { ...TO_ALICE, ...part, customservice: { kf_account: 'kf@test' } },
  })),
  { path: '/cgi-bin/message/custom/typing', body: { ...TO_ALICE, command: 'Typing' } },
  { path: '/cgi-bin/message/custom/business/send', body: { ...TO_ALICE, ...KEFU[0], businessid: 1 } },
  { path: '/cgi-bin/message/custom/business/typing', body: { ...TO_ALICE, command: 'Typing', businessid: 1 } },
  { path: '/cgi-bin/customservice/getkflist' },
  { path: '/cgi-bin/customservice/getonlinekflist' },
  { path: '/customservice/kfaccount/add', body: { kf_account: 'new@test', nickname: 'New' } },
  { path: '/customservice/kfaccount/update', body: { kf_account: 'kf@test', nickname: 'Other' } },
  { path: '/customservice/kfaccount/inviteworker', body: { kf_account: 'kf@test', invite_wx: 'someone' } },
  { path: '/customservice/kfaccount/del', query: { kf_account: 'kf@test' } },
  { path: '/customservice/kfaccount/uploadheadimg', query: { kf_account: 'kf@test' }, isForm: true },

  { path: '/cgi-bin/media/upload', query: { type: 'image' }, isForm: true },
  { path: '/cgi-bin/media/get', query: { media_id: '$IMAGE' } },
  { path: '/cgi-bin/media/get', query: { media_id: '$VIDEO' } },
  { path: '/cgi-bin/media/get/jssdk', query: { media_id: '$VOICE' } },
  { path: '/cgi-bin/media/uploadimg', isForm: true },
  { path: '/cgi-bin/material/add_material', query: { type: 'image' }, isForm: true },
  { path: '/cgi-bin/material/get_material', body: { media_id: '$LASTING' } },
  { path: '/cgi-bin/material/del_material', body: { media_id: '$LASTING' } },
  { path: '/cgi-bin/material/get_materialcount' },
  { path: '/cgi-bin/material/batchget_material', body: { type: 'image', ...PAGE } },
  ...['QR_SCENE', 'QR_LIMIT_SCENE', 'QR_STR_SCENE', 'QR_LIMIT_STR_SCENE'].map(name => ({
    path: '/cgi-bin/qrcode/create',
    body: { expire_seconds: 60, action_name: name, action_info: { scene: { scene_id: 7, scene_str: 'seven' } } },
  })),

  { path: '/cgi-bin/user/get', query: { next_openid: '' } },
  { path: '/cgi-bin/user/info', query: { openid: '$OPENID', lang: 'zh_CN' } },
  { path: '/cgi-bin/user/info/batchget', body: { user_list: [{ openid: '$OPENID', lang: 'zh_CN' }] } },
  { path: '/cgi-bin/user/info/updateremark', body: { openid: '$OPENID', remark: 'the first' } },
  { path: '/cgi-bin/changeopenid', body: { from_appid: '$APPID', openid_list: ['$OPENID'] } },
  { path: '/cgi-bin/tags/create', body: { tag: { name: 'new' } } },
  { path: '/cgi-bin/tags/get' },
  { path: '/cgi-bin/tags/update', body: { tag: { id: '$TAG', name: 'other' } } },
  { path: '/cgi-bin/tags/delete', body: { tag: { id: '$TAG' } } },
  { path: '/cgi-bin/user/tag/get', body: { tagid: '$TAG', next_openid: '' } },
  { path: '/cgi-bin/tags/members/batchtagging', body: TAGGING },
  { path: '/cgi-bin/tags/members/batchuntagging', body: TAGGING },
  { path: '/cgi-bin/tags/getidlist', body: { openid: '$OPENID' } },
  { path: '/cgi-bin/tags/members/getblacklist', body: { begin_openid: '' } },
  { path: '/cgi-bin/tags/members/batchblacklist', body: { openid_list: ['$OPENID'] } },
  { path: '/cgi-bin/tags/members/batchunblacklist', body: { openid_list: ['$OPENID'] } },

  { path: '/cgi-bin/template/api_set_industry', body: { industry_id1: '1', industry_id2: '4' } },
  { path: '/cgi-bin/template/get_industry' },
  {
    path: '/cgi-bin/template/api_add_template',
    body: { template_id_short: '101', keyword_name_list: ['商品', '时间'] },
  },
  { path: '/cgi-bin/template/get_all_private_template' },
  { path: '/cgi-bin/template/del_private_template', body: { template_id: '$TEMPLATE' } },
  {
    path: '/cgi-bin/message/template/send',
    body: { ...TO_ALICE, template_id: '$TEMPLATE', url: '', miniprogram: CARD, client_msg_id: 'c1', data: DATA },
  },
  { path: '/cgi-bin/message/template/subscribe', body: { ...ONE_TIME, miniprogram: CARD } },
  {
    path: '/cgi-bin/message/subscribe/bizsend',
    body: { ...TO_ALICE, template_id: '$SUBSCRIBE', page: '', miniprogram: CARD, data: DATA },
  },
  { path: '/cgi-bin/message/subscribe/send', body: { ...TO_ALICE, template_id: '$SUBSCRIBE', page: 'p', data: DATA } },
  { path: '/wxaapi/newtmpl/getcategory' },
  { path: '/wxaapi/newtmpl/getpubtemplatetitles', query: { ids: '307', start: '0', limit: '30' } },
  { path: '/wxaapi/newtmpl/getpubtemplatekeywords', query: { tid: '101' } },
  { path: '/wxaapi/newtmpl/addtemplate', body: { tid: '101', kidList: [1, 2], sceneDesc: 'orders' } },
  { path: '/wxaapi/newtmpl/gettemplate' },
  { path: '/wxaapi/newtmpl/deltemplate', body: { priTmplId: '$SUBSCRIBE' } },

  ...MASS.map(part => ({
    path: '/cgi-bin/message/mass/send',
    body: { touser: ['$OPENID', '$OTHER'], ...part, clientmsgid: 'c' },
  })),
  {
    path: '/cgi-bin/message/mass/sendall',
    body: { filter: { is_to_all: true, tag_id: 2 }, ...MASS[2], clientmsgid: 'c' },
  },
  { path: '/cgi-bin/message/mass/sendall', body: { filter: { is_to_all: false, tag_id: '$TAG' }, ...MASS[0] } },
  { path: '/cgi-bin/message/mass/preview', body: { ...TO_ALICE, ...MASS[2] } },
  { path: '/cgi-bin/message/mass/preview', body: { towxname: 'Alice', ...MASS[0] } },
  { path: '/cgi-bin/message/mass/get', body: { msg_id: '1001' } },
  { path: '/cgi-bin/message/mass/delete', body: { msg_id: '1001', article_idx: 1 } },
  { path: '/cgi-bin/message/mass/speed/get', body: {} },
  { path: '/cgi-bin/message/mass/speed/set', body: { speed: 1 } },

  { path: '/sns/oauth2/access_token', query: { ...APP, code: '$CODE', grant_type: 'authorization_code' } },
  {
    path: '/sns/oauth2/refresh_token',
    query: { appid: '$APPID', refresh_token: '$REFRESH', grant_type: 'refresh_token' },
  },
  { path: '/sns/userinfo', query: { access_token: '$USERTOKEN', openid: '$OPENID', lang: 'zh_CN' } },
  { path: '/sns/auth', query: { access_token: '$USERTOKEN', openid: '$OPENID' } },
  {
    path: '/sns/jscode2session',
    query: { appid: 'wxmini', secret: 'mini', js_code: '$JSCODE', grant_type: 'authorization_code' },
  },

  { path: '/cgi-bin/component/api_start_push_ticket', body: { ...PLATFORM, component_secret: '$COMPONENTSECRET' } },
  {
    path: '/cgi-bin/component/api_component_token',
    body: { ...PLATFORM, component_appsecret: '$COMPONENTSECRET', component_verify_ticket: '$VERIFYTICKET' },
  },
  { path: '/cgi-bin/component/api_create_preauthcode', body: PLATFORM },
  { path: '/cgi-bin/component/api_query_auth', body: { ...PLATFORM, authorization_code: '$AUTHCODE' } },
  {
    path: '/cgi-bin/component/api_authorizer_token',
    body: { ...AUTHORIZER, authorizer_refresh_token: '$AUTHREFRESH' },
  },
  { path: '/cgi-bin/component/api_get_authorizer_info', body: AUTHORIZER },
  { path: '/cgi-bin/component/api_get_authorizer_list', body: { ...PLATFORM, offset: 0, count: 100 } },
  { path: '/cgi-bin/component/api_get_authorizer_option', body: { ...AUTHORIZER, ...OPTION } },
  { path: '/cgi-bin/component/api_set_authorizer_option', body: { ...AUTHORIZER, ...OPTION, option_value: '1' } },
  { path: '/cgi-bin/component/get_authorizer_option', query: { access_token: '$AUTHTOKEN' }, body: OPTION },
  {
    path: '/cgi-bin/component/set_authorizer_option',
    query: { access_token: '$AUTHTOKEN' },
    body: { ...OPTION, option_value: '1' },
  },
  {
    path: '/cgi-bin/component/clear_quota/v2',
    body: { ...PLATFORM, appid: '$APPID', appsecret: '$COMPONENTSECRET' },
  },
  {
    path: '/sns/oauth2/component/access_token',
    query: { ...PLATFORM, appid: '$APPID', code: '$COMPONENTCODE', grant_type: 'authorization_code' },
  },
  {
    path: '/sns/oauth2/component/refresh_token',
    query: { ...PLATFORM, appid: '$APPID', refresh_token: '$COMPONENTREFRESH', grant_type: 'refresh_token' },
  },
  {
    path: '/sns/component/jscode2session',
    query: { ...PLATFORM, appid: 'wxmini', js_code: '$JSCODE', grant_type: 'authorization_code' },
  },
  { path: '/cgi-bin/open/create', body: { appid: '$APPID' }, errcode: 89000 },
  { path: '/cgi-bin/open/bind', body: { appid: '$APPID', open_appid: 'wx' }, errcode: 89000 },
  { path: '/cgi-bin/open/unbind', body: { appid: '$APPID', open_appid: '$OPENAPPID' }, errcode: 89003 },
  { path: '/cgi-bin/open/get', body: { appid: '$APPID' } },
  { path: '/cgi-bin/open/have' },
  { path: '/cgi-bin/open/sameentity' },
];

/** A sandbox in which the sample calls can be made. */
export async function prepareSandbox(options: SandboxOptions = {}) {
  const mini = { type: 'mini-program', appId: 'wxmini', appSecret: 'mini' } as const;
  const sandbox = await WechatSandbox.start({ ...options, accounts: [{ openPlatform: true }, mini], components: [{}] });
  const account = sandbox.account();
  const { appId, media, menus, tags } = account;
  const alice = sandbox.follower({ nickname: 'Alice' });
  const bob = sandbox.follower({ nickname: 'Bob' });
  for (const person of [alice, bob]) await person.follow();
  const content = 'What: {{thing1.DATA}}\nWhen: {{time2.DATA}}';
  const template = { title: 'Order', content, templateId: 'T'.repeat(43) };
  account.templates.add(template);
  account.subscribeTemplates.add(template);
  await alice.acceptMessages(template.templateId);
  const page = { appid: appId, scene: '7', template_id: template.templateId, redirect_url: 'http://127.0.0.1/' };
  alice.answerOneTimePage(`${sandbox.origin}/mp/subscribemsg?action=get_confirm&${String(new URLSearchParams(page))}`);
  menus.replace([]);
  account.kefuAccounts.add('kf@test', 'Agent');
  account.massMessages.add(1001, '');
  const add = (type: 'image' | 'voice' | 'video' | 'thumb', isPermanent = false) =>
    media.add({ type, filename: 'file', contentType: 'image/jpeg', bytes: renderQrJpeg(type), isPermanent }).mediaId;
  const component = sandbox.component();
  const { code: authorizationCode } = await component.authorize(account);
  await component.authorize('wxmini');
  const platform = { component_appid: component.componentAppId };
  const authorize = {
    appid: appId,
    redirect_uri: 'http://127.0.0.1/',
    response_type: 'code',
    scope: 'snsapi_userinfo',
  };
  const login = async (more: Readonly<Record<string, string>> = {}) => {
    const query = { ...authorize, ...more };
    const url = `/connect/oauth2/authorize?${String(new URLSearchParams(query))}#wechat_redirect`;
    return (await alice.authorize(url)).code ?? '';
  };
  const issued = account.userTokens.issue(account.authorizationCodes.redeem(await login()));
  const ofPlatform = account.authorizationCodes.redeem(await login(platform), component.componentAppId);
  const values: Readonly<Record<string, string>> = {
    APPID: appId,
    SECRET: account.appSecret,
    OPENID: alice.openId,
    OTHER: bob.openId,
    IMAGE: add('image'),
    VOICE: add('voice'),
    VIDEO: add('video'),
    THUMB: add('thumb'),
    LASTING: add('image', true),
    TEMPLATE: template.templateId,
    SUBSCRIBE: template.templateId,
    TAG: String(tags.create('vip').id),
    MENU: String(menus.add([], { language: 'en' }).menuId),
    SHORT: account.shortKeys.add('long', 3600),
    RID: await failingCall(sandbox),
    CODE: await login(),
    JSCODE: await alice.loginMiniProgram('wxmini'),
    USERTOKEN: issued.accessToken,
    REFRESH: issued.refreshToken,
    COMPONENT: component.componentAppId,
    COMPONENTSECRET: component.componentAppSecret,
    VERIFYTICKET: component.tickets.issue().value,
    AUTHCODE: authorizationCode,
    AUTHREFRESH: component.authorizations.get(appId).refreshToken,
    AUTHTOKEN: component.authorizations.get(appId).accessTokens.renew('authorizer').value,
    COMPONENTCODE: await login(platform),
    COMPONENTREFRESH: account.userTokens.issue(ofPlatform).refreshToken,
    OPENAPPID: account.openAppId ?? '',
  };
  const fill = <Value>(value: Value): Value =>
    JSON.parse(JSON.stringify(value).replaceAll(/\$([A-Z]+)/g, (all, name: string) => values[name] ?? all)) as Value;
  return { sandbox, alice, fill };
}

async function failingCall(sandbox: WechatSandbox): Promise<string> {
  const token = sandbox.account().accessTokens.renewClassic().value;
  await fetch(`${sandbox.origin}/cgi-bin/media/get?access_token=${token}`);
  return sandbox.calls.at(-1)?.rid ?? '';
}
