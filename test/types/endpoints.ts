// Compiled by `npm run typecheck`: every expected error has to be one, and nothing else may be.
import { post, upload, type Area } from '#lib/api/endpoint';
import type { callbackEndpoints } from '#lib/api/endpoints/callback.endpoints';
import type { kefuEndpoints } from '#lib/api/endpoints/kefu.endpoints';
import type { mediaEndpoints } from '#lib/api/endpoints/media.endpoints';
import type { menuEndpoints } from '#lib/api/endpoints/menu.endpoints';
import type { qrcodeEndpoints } from '#lib/api/endpoints/qrcode.endpoints';
import type { quotaEndpoints } from '#lib/api/endpoints/quota.endpoints';
import type { ticketEndpoints } from '#lib/api/endpoints/ticket.endpoints';
import type { userEndpoints } from '#lib/api/endpoints/user.endpoints';
import type { ComponentApi } from '#lib/open-platform/component-api';
import type { WechatApi } from 'nestjs-wechat';

interface Api {
  readonly callback: Area<typeof callbackEndpoints>;
  readonly kefu: Area<typeof kefuEndpoints>;
  readonly media: Area<typeof mediaEndpoints>;
  readonly menu: Area<typeof menuEndpoints>;
  readonly qrcode: Area<typeof qrcodeEndpoints>;
  readonly quota: Area<typeof quotaEndpoints>;
  readonly ticket: Area<typeof ticketEndpoints>;
  readonly user: Area<typeof userEndpoints>;
}

export async function qrcodes({ qrcode }: Api, number: { scene_id: number }, both: { scene_id: 1; scene_str: 's' }) {
  const right = await qrcode.create({
    expire_seconds: 60,
    action_name: 'QR_SCENE',
    action_info: { scene: number },
  });
  const ticket: string = right.ticket;
  // @ts-expect-error -- a permanent code has no life
  const seconds: number = right.expire_seconds;
  await qrcode.create({
    expire_seconds: 60,
    action_name: 'QR_STR_SCENE',
    action_info: { scene: { scene_str: 's' } },
  });
  await qrcode.create({ action_name: 'QR_LIMIT_SCENE', action_info: { scene: { scene_id: 1 } } });
  await qrcode.create({ action_name: 'QR_LIMIT_STR_SCENE', action_info: { scene: { scene_str: 's' } } });

  // @ts-expect-error -- a temporary code has a life
  await qrcode.create({ action_name: 'QR_SCENE', action_info: { scene: { scene_id: 1 } } });
  // @ts-expect-error -- also with a text scene
  await qrcode.create({ action_name: 'QR_STR_SCENE', action_info: { scene: { scene_str: 's' } } });
  // @ts-expect-error -- a permanent code has none
  await qrcode.create({
    expire_seconds: 60,
    action_name: 'QR_LIMIT_SCENE',
    action_info: { scene: { scene_id: 1 } },
  });
  // @ts-expect-error -- also with a text scene
  await qrcode.create({
    expire_seconds: 60,
    action_name: 'QR_LIMIT_STR_SCENE',
    action_info: { scene: { scene_str: 's' } },
  });
  await qrcode.create({
    action_name: 'QR_LIMIT_SCENE',
    // @ts-expect-error -- one scene, not two
    action_info: { scene: { scene_id: 1, scene_str: 's' } },
  });
  // @ts-expect-error -- nor from a variable
  await qrcode.create({ action_name: 'QR_LIMIT_STR_SCENE', action_info: { scene: both } });
  // @ts-expect-error -- a number code has a number scene
  await qrcode.create({ action_name: 'QR_LIMIT_SCENE', action_info: { scene: { scene_str: 's' } } });
  // @ts-expect-error -- a number is no text
  await qrcode.create({ action_name: 'QR_LIMIT_STR_SCENE', action_info: { scene: { scene_str: 5 } } });
  // @ts-expect-error -- a scene is needed
  await qrcode.create({ action_name: 'QR_LIMIT_SCENE', action_info: { scene: {} } });
  // @ts-expect-error -- no such kind of code
  await qrcode.create({ action_name: 'QR_CARD', action_info: { scene: { scene_id: 1 } } });
  // @ts-expect-error -- a request is needed
  await qrcode.create();
  return [ticket, seconds];
}

export async function messages({ kefu }: Api, touser: string) {
  const article = { title: 't', description: 'd', url: 'u', picurl: 'p' };
  const nothing: void = await kefu.send({ touser, msgtype: 'text', text: { content: 'c' } });
  await kefu.send({ touser, msgtype: 'image', image: { media_id: 'm' }, customservice: { kf_account: 'a@b' } });
  await kefu.send({ touser, msgtype: 'image', image: { media_id: 'm' }, customservice: undefined });
  await kefu.send({ touser, msgtype: 'voice', voice: { media_id: 'm' } });
  await kefu.send({ touser, msgtype: 'video', video: { media_id: 'm', thumb_media_id: 't', title: undefined } });
  await kefu.send({ touser, msgtype: 'music', music: { musicurl: 'u', hqmusicurl: 'h', thumb_media_id: 't' } });
  await kefu.send({ touser, msgtype: 'news', news: { articles: [article] } });
  await kefu.send({ touser, msgtype: 'mpnews', mpnews: { media_id: 'm' } });
  await kefu.send({ touser, msgtype: 'mpnewsarticle', mpnewsarticle: { article_id: 'a' } });
  const menu = { head_content: 'h', list: [{ id: '1', content: 'c' }], tail_content: 't' };
  await kefu.send({ touser, msgtype: 'msgmenu', msgmenu: menu });
  await kefu.send({ touser, msgtype: 'wxcard', wxcard: { card_id: 'c' } });
  const page = { title: 't', appid: 'wx', pagepath: 'p', thumb_media_id: 't' };
  await kefu.send({ touser, msgtype: 'miniprogrampage', miniprogrampage: page });
  await kefu.send({ touser, msgtype: 'link', link: { title: 't', description: 'd', url: 'u', thumb_url: 'h' } });
  await kefu.sendForBusiness({ touser, msgtype: 'text', text: { content: 'c' }, businessid: 1 });
  await kefu.typing({ touser, command: 'Typing' });
  await kefu.typingForBusiness({ touser, command: 'CancelTyping', businessid: 1 });

  // @ts-expect-error -- somebody has to get it
  await kefu.send({ msgtype: 'text', text: { content: 'c' } });
  // @ts-expect-error -- a text is no image
  await kefu.send({ touser, msgtype: 'image', text: { content: 'c' } });
  // @ts-expect-error -- one content, not two
  await kefu.send({ touser, msgtype: 'text', text: { content: 'c' }, image: { media_id: 'm' } });
  // @ts-expect-error -- a content is needed
  await kefu.send({ touser, msgtype: 'text' });
  // @ts-expect-error -- of the right shape
  await kefu.send({ touser, msgtype: 'image', image: { content: 'c' } });
  // @ts-expect-error -- no such kind
  await kefu.send({ touser, msgtype: 'location', location: { x: 1 } });
  // @ts-expect-error -- a video has a thumbnail
  await kefu.send({ touser, msgtype: 'video', video: { media_id: 'm' } });
  // @ts-expect-error -- one article
  await kefu.send({ touser, msgtype: 'news', news: { articles: [article, article] } });
  // @ts-expect-error -- and not none
  await kefu.send({ touser, msgtype: 'news', news: { articles: [] } });
  // @ts-expect-error -- ids are text
  await kefu.send({ touser, msgtype: 'msgmenu', msgmenu: { ...menu, list: [{ id: 1, content: 'c' }] } });
  // @ts-expect-error -- an agent has an account
  await kefu.send({ touser, msgtype: 'text', text: { content: 'c' }, customservice: {} });
  // @ts-expect-error -- a business is needed
  await kefu.sendForBusiness({ touser, msgtype: 'text', text: { content: 'c' } });
  // @ts-expect-error -- here there is none
  await kefu.send({ touser, msgtype: 'text', text: { content: 'c' }, businessid: 1 });
  // @ts-expect-error -- no such command
  await kefu.typing({ touser, command: 'typing' });
  return nothing;
}

export async function menus({ menu }: Api) {
  const click = { type: 'click', name: 'n', key: 'k' } as const;
  await menu.create({
    button: [
      click,
      { type: 'view', name: 'n', url: 'u' },
      {
        name: 'n',
        sub_button: [
          { type: 'scancode_waitmsg', name: 'n', key: 'k', sub_button: [] },
          { type: 'miniprogram', name: 'n', url: 'u', appid: 'wx', pagepath: 'p' },
          { type: 'media_id', name: 'n', media_id: 'm' },
          { type: 'article_view_limited', name: 'n', article_id: 'a' },
        ],
      },
    ],
  });
  const { menuid } = await menu.addConditional({ button: [click], matchrule: { client_platform_type: '2' } });
  await menu.deleteConditional({ menuid });
  const { menu: main, conditionalmenu = [] } = await menu.get();
  // What was read can be written.
  await menu.create({ button: main.button });
  await Promise.all(conditionalmenu.map(({ menuid: id }) => menu.deleteConditional({ menuid: id })));
  const match = await menu.tryMatch({ user_id: 'o' });
  const matched = 'menu' in match ? match.menu.button : match.button;
  await menu.delete();
  const url: string | undefined = (await menu.getCurrent()).selfmenu_info.button[0]?.sub_button?.list?.[0]?.url;

  // @ts-expect-error -- a click has a key
  await menu.create({ button: [{ type: 'click', name: 'n' }] });
  // @ts-expect-error -- and no address
  await menu.create({ button: [{ type: 'click', name: 'n', key: 'k', url: 'u' }] });
  // @ts-expect-error -- a view has an address
  await menu.create({ button: [{ type: 'view', name: 'n', key: 'k' }] });
  // @ts-expect-error -- a mini program has an address for old clients
  await menu.create({ button: [{ type: 'miniprogram', name: 'n', appid: 'wx', pagepath: 'p' }] });
  // @ts-expect-error -- a button has a name
  await menu.create({ button: [{ type: 'click', key: 'k' }] });
  // @ts-expect-error -- no such type
  await menu.create({ button: [{ type: 'tap', name: 'n', key: 'k' }] });
  // @ts-expect-error -- a button with a sub-menu has no type
  await menu.create({ button: [{ type: 'click', name: 'n', key: 'k', sub_button: [click] }] });
  // @ts-expect-error -- a button has a type or a sub-menu
  await menu.create({ button: [{ name: 'n' }] });
  // @ts-expect-error -- a sub-menu has no sub-menus
  await menu.create({ button: [{ name: 'n', sub_button: [{ name: 'n', sub_button: [click] }] }] });
  // @ts-expect-error -- a conditional menu has a condition
  await menu.addConditional({ button: [click] });
  // @ts-expect-error -- 1, 2 or 3
  await menu.addConditional({ button: [click], matchrule: { client_platform_type: '4' } });
  // @ts-expect-error -- one request
  await menu.delete({ menuid });
  // @ts-expect-error -- menus are read only
  main.button[0] = click;
  return [matched, url];
}

export async function users({ user }: Api, openid: string) {
  const { data, next_openid } = await user.list();
  await user.list({ next_openid });
  const openids: readonly string[] | undefined = data?.openid;
  const somebody = await user.get({ openid, lang: 'zh_CN' });
  const unionid: string | undefined = somebody.unionid;
  const tags: readonly number[] | undefined = somebody.subscribe === 1 ? somebody.tagid_list : [];
  const { user_info_list } = await user.batchGet({ user_list: [{ openid }, { openid, lang: 'en' }] });
  await user.updateRemark({ openid, remark: 'r' });
  await user.getBlacklist();
  await user.getBlacklist({ begin_openid: undefined });
  await user.addToBlacklist({ openid_list: [openid] });
  await user.removeFromBlacklist({ openid_list: [openid] });
  const { result_list } = await user.changeOpenId({ from_appid: 'wx', openid_list: [openid] });
  const changed: string | undefined = result_list[0]?.new_openid;

  // @ts-expect-error -- whose?
  await user.get({});
  // @ts-expect-error -- no request
  await user.get();
  // @ts-expect-error -- with an underscore
  await user.get({ openid, lang: 'zh-CN' });
  // @ts-expect-error -- who does not follow has no tags
  void somebody.tagid_list;
  // @ts-expect-error -- an empty page has no data
  void data.openid;
  // @ts-expect-error -- objects, not openids
  await user.batchGet({ user_list: [openid] });
  // @ts-expect-error -- a list
  await user.addToBlacklist({ openid_list: openid });
  // @ts-expect-error -- the pages of the blacklist begin, those of the followers go on
  await user.getBlacklist({ next_openid });
  return [openids, unionid, tags, user_info_list, changed];
}

export async function files({ media }: Api, file: { content: Uint8Array }) {
  const { media_id } = await media.upload({ type: 'image', media: file });
  const { thumb_media_id } = await media.uploadThumb({ type: 'thumb', media: { content: { path: 'p' } } });
  const body: ArrayBuffer = await (await media.get({ media_id })).arrayBuffer();
  await media.getVoice({ media_id });
  const { url } = await media.uploadImage({ media: file });

  // @ts-expect-error -- a file is needed
  await media.upload({ type: 'image' });
  // @ts-expect-error -- and a type
  await media.upload({ media: file });
  // @ts-expect-error -- articles are no media
  await media.upload({ type: 'news', media: file });
  // @ts-expect-error -- the answer to a thumbnail has another field
  await media.upload({ type: 'thumb', media: file });
  // @ts-expect-error -- a file is needed here, too
  await media.uploadImage({});
  // @ts-expect-error -- a name is no file
  await media.uploadImage({ media: 'p' });
  // @ts-expect-error -- which one?
  await media.get({});
  return [thumb_media_id, body, url];
}

export async function diagnosis({ callback, quota, ticket }: Api) {
  const { expires_in } = await ticket.get({ type: 'jsapi' });
  const { quota: day, rate_limit } = await quota.get({ cgi_path: '/cgi-bin/user/get' });
  await quota.clear({ cgi_path: '/cgi-bin/user/get' });
  await quota.clearAll({ appid: 'wx' });
  const { request } = await quota.getRid({ rid: 'r' });
  const { dns, ping } = await callback.check({ action: 'all', check_operator: 'DEFAULT' });
  const addresses: readonly string[] = (await callback.getCallbackIp()).ip_list;
  await callback.getApiDomainIp();
  const numbers: readonly number[] = [expires_in, day.remain, request.cost_in_ms];

  // @ts-expect-error -- no such ticket
  await ticket.get({ type: 'card' });
  // @ts-expect-error -- which account?
  await quota.clearAll();
  // @ts-expect-error -- not every API has a rate limit
  void rate_limit.call_count;
  // @ts-expect-error -- no ping was asked for, perhaps
  void ping[0];
  // @ts-expect-error -- no such operator
  await callback.check({ action: 'all', check_operator: 'MOBILE' });
  // @ts-expect-error -- no request
  await callback.getCallbackIp({});
  return [numbers, dns, addresses];
}

export const tables = {
  right: post<{ readonly action: 'create'; readonly name: string }, void>('/wxa/a', { query: ['action'] }),
  file: upload<{ readonly type: string }, void>('/wxa/b', { query: ['type'], part: 'file' }),
  // @ts-expect-error -- no field of the request
  wrong: post<{ readonly name: string }, void>('/wxa/a', { query: ['action'] }),
  // @ts-expect-error -- the file is in the body
  noFile: upload<{ readonly type: string }, void>('/wxa/b', { query: ['media'] }),
};

export async function platforms({ component, fastRegistration, codeTemplates, domains }: ComponentApi) {
  const authorizer = { component_appid: 'wx', authorizer_appid: 'wx' };
  const { authorization_info } = await component.queryAuth({ component_appid: 'wx', authorization_code: 'c' });
  const ids: readonly number[] = authorization_info.func_info.map(({ funcscope_category: { id } }) => id);
  const { authorizer_info } = await component.getAuthorizerInfo(authorizer);
  const biz: readonly string[] | undefined = authorizer_info.MiniProgramInfo?.network.BizDomain;
  await component.setAuthorizerOption({ ...authorizer, option_name: 'location_report', option_value: '2' });
  const owner = { name: 'n', legal_persona_name: 'p', legal_persona_wechat: 'w' };
  await fastRegistration.registerEnterprise({ action: 'create', ...owner, code: 'c', code_type: 1 });
  const { template_list } = await codeTemplates.list();
  await Promise.all(template_list.map(({ template_id }) => codeTemplates.delete({ template_id })));
  await domains.modifyServerDomains({ action: 'get' });

  // @ts-expect-error -- of which platform?
  await component.createPreauthCode();
  // @ts-expect-error -- a count is needed
  await component.getAuthorizerList({ component_appid: 'wx', offset: 0 });
  // @ts-expect-error -- on or off
  await component.setAuthorizerOption({ ...authorizer, option_name: 'voice_recognize', option_value: '2' });
  // @ts-expect-error -- no such option
  await component.getAuthorizerOption({ ...authorizer, option_name: 'location' });
  // @ts-expect-error -- an official account is no mini program
  void authorizer_info.MiniProgramInfo.network;
  // @ts-expect-error -- a search is no registration
  await fastRegistration.registerEnterprise({ action: 'search', ...owner, code: 'c', code_type: 1 });
  // @ts-expect-error -- WeChat asks for the number of the business
  await fastRegistration.registerEnterprise({ action: 'create', ...owner });
  // @ts-expect-error -- which domains?
  await domains.modifyServerDomains({ action: 'set' });
  // @ts-expect-error -- a text, here
  await domains.modifyServerDomains({ action: 'set', wxa_server_domain: ['a.example.com'] });
  return [ids, biz];
}

export async function miniPrograms({ miniProgram, openAccount }: WechatApi) {
  const { code, reviews, releases, domains, members, links, icpFiling, privacy } = miniProgram;
  await code.commit({ template_id: 1, ext_json: '{}', user_version: 'v', user_desc: 'd' });
  const picture: Blob = await (await code.getQrcode()).blob();
  const { auditid } = await reviews.submit({ item_list: [] });
  const { status } = await reviews.get({ auditid });
  await releases.release();
  await releases.revert();
  const { version_list = [] } = await releases.listVersions({ action: 'get_history_version' });
  await releases.revert({ app_version: version_list[0]?.app_version });
  const { requestdomain } = await domains.modifyServerDomains({ action: 'get' });
  const { ext_file_media_id } = await privacy.uploadFile({ media: { content: { path: 'p' } } });
  await openAccount.bind({ appid: 'wx', open_appid: 'wx' });

  // @ts-expect-error -- JSON as text
  await code.commit({ template_id: 1, ext_json: {}, user_version: 'v', user_desc: 'd' });
  // @ts-expect-error -- no request
  await releases.release({});
  // @ts-expect-error -- that is another row
  await releases.revert({ action: 'get_history_version' });
  // @ts-expect-error -- no such status
  if (status === 5) return [];
  // @ts-expect-error -- by one of the names
  await members.unbindTester({});
  // @ts-expect-error -- and not by both
  await members.unbindTester({ wechatid: 'w', userstr: 'u' });
  // @ts-expect-error -- which account?
  await links.showAccount({ wxa_subscribe_biz_flag: 1 });
  // @ts-expect-error -- 0 or 1
  await links.link({ appid: 'wx', notify_users: true, show_profile: 1 });
  // @ts-expect-error -- a file is needed
  await icpFiling.uploadMedia({ type: 'image', icp_order_field: 'f' });
  // @ts-expect-error -- to which one?
  await openAccount.bind({ appid: 'wx' });
  // @ts-expect-error -- read only
  miniProgram.code = code;
  return [picture, requestdomain, ext_file_media_id];
}
