import { post, get, type ApiTable, type AuthorizedCall } from '../endpoint.js';
import { findContact, readContacts, requireFollower } from '../openid-list.js';
import { pageOpenIds } from '../openid-page.js';

const MAX_PEOPLE = 50;

/** Tags of followers. Official document: 用户标签管理. */
export const tagEndpoints: ApiTable = {
  '/cgi-bin/tags/create': post(({ account, body }) => {
    const { id, name } = account.tags.create(body.object('tag', { missing: 45157 }).text('name', { missing: 45157 }));
    return { tag: { id, name } };
  }),

  '/cgi-bin/tags/get': get(({ account }) => ({ tags: account.tags.list() })),

  '/cgi-bin/tags/update': post(({ account, body }) => {
    const tag = body.object('tag', { missing: 45159 });
    account.tags.rename(tag.integer('id', { missing: 45159 }), tag.text('name', { missing: 45157 }));
  }),

  '/cgi-bin/tags/delete': post(({ account, body }) =>
    account.tags.delete(body.object('tag', { missing: 45159 }).integer('id', { missing: 45159 })),
  ),

  '/cgi-bin/user/tag/get': post(call => {
    const { account, body } = call;
    const id = readTagId(call);
    return pageOpenIds(account.contacts, ({ tagIds }) => tagIds.has(id), body.optionalText('next_openid') ?? '');
  }),

  '/cgi-bin/tags/members/batchtagging': post(call => call.account.tags.add(...readTagging(call))),

  '/cgi-bin/tags/members/batchuntagging': post(call => call.account.tags.remove(...readTagging(call))),

  '/cgi-bin/tags/getidlist': post(call => {
    const { tagIds } = requireFollower(findContact(call, call.body.text('openid', { missing: 41009 })));
    return { tagid_list: [...tagIds] };
  }),
};

function readTagId({ account, body }: AuthorizedCall): number {
  const id = body.integer('tagid', { missing: 45159 });
  account.tags.check(id);
  return id;
}

function readTagging(call: AuthorizedCall) {
  const id = readTagId(call);
  return [readContacts(call, MAX_PEOPLE).map(requireFollower), id] as const;
}
