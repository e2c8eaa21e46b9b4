import type { SandboxAccount } from '../../account/sandbox-account.js';
import type { Contact } from '../../people/contact.js';
import { ApiError } from '../api-error.js';
import { get, post, type ApiTable } from '../endpoint.js';
import { requireFollower } from '../openid-list.js';
import { pageOpenIds } from '../openid-page.js';

const MAX_PEOPLE = 100;
/** A remark has fewer characters. */
const REMARK_LIMIT = 30;

/** Followers. Official document: 用户管理. */
export const userEndpoints: ApiTable = {
  '/cgi-bin/user/get': get(
    ({ account: { contacts }, query }) => {
      const after = query.optionalText('next_openid') ?? '';
      const page = pageOpenIds(contacts, ({ isFollowing }) => isFollowing, after);
      return { total: contacts.followers().length, ...page };
    },
    { dailyLimit: 500 },
  ),

  '/cgi-bin/user/info': get(
    ({ account, query }) => toInfo(account, account.contacts.get(query.text('openid', { missing: 41009 }))),
    { dailyLimit: 5_000_000 },
  ),

  '/cgi-bin/user/info/batchget': post(({ account, body }) => {
    const users = body.objects('user_list', { missing: 40031 });
    if (users.length === 0 || users.length > MAX_PEOPLE) throw new ApiError(40032);
    const contacts = users.map(user => account.contacts.get(user.text('openid', { missing: 41009 })));
    return { user_info_list: contacts.map(contact => toInfo(account, contact)) };
  }),

  '/cgi-bin/user/info/updateremark': post(
    ({ account, body }) => {
      const contact = requireFollower(account.contacts.get(body.text('openid', { missing: 41009 })));
      const remark = body.optionalText('remark') ?? '';
      if (Array.from(remark).length >= REMARK_LIMIT) throw new ApiError(40092);
      contact.remark = remark;
    },
    { dailyLimit: 10_000 },
  ),

  '/cgi-bin/changeopenid': post(({ world, account, body }) => {
    const from = world.findAccount(body.text('from_appid', { missing: 41002 }));
    if (!from) throw new ApiError(40013);
    const openIds = body.texts('openid_list', { missing: 40031 });
    if (openIds.length === 0 || openIds.length > MAX_PEOPLE) throw new ApiError(40032);
    return { errcode: 0, errmsg: 'ok', result_list: openIds.map(openId => toMigrated(openId, from, account)) };
  }),
};

/** Names, pictures and places are not given any more, and of those who do not follow hardly anything. */
function toInfo({ openAppId }: SandboxAccount, contact: Contact) {
  const { openId: openid, person, source, isFollowing } = contact;
  const unionid = openAppId === undefined ? {} : { unionid: person.unionId };
  if (!isFollowing) return { subscribe: 0, openid, ...unionid };
  const { scene, qrScene } = source;
  return {
    subscribe: 1,
    openid,
    language: person.language,
    subscribe_time: contact.followedAt,
    ...unionid,
    remark: contact.remark,
    groupid: 0,
    tagid_list: [...contact.tagIds],
    subscribe_scene: scene,
    qr_scene: qrScene && 'id' in qrScene ? qrScene.id : 0,
    qr_scene_str: qrScene && 'text' in qrScene ? qrScene.text : '',
  };
}

function toMigrated(openId: string, from: SandboxAccount, to: SandboxAccount) {
  const contact = from.contacts.find(openId);
  if (!contact) return { ori_openid: openId, err_msg: 'ori_openid error' };
  return { ori_openid: openId, new_openid: contact.person.openIdFor(to.appId), err_msg: 'ok' };
}
