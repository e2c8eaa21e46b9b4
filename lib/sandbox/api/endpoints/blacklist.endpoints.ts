import { post, type ApiTable, type AuthorizedCall } from '../endpoint.js';
import { readContacts } from '../openid-list.js';
import { pageOpenIds } from '../openid-page.js';

/** It was 10,000 on earlier pages. */
const MAX_PEOPLE = 20;

/** People whose messages do not reach the account. Official document: 黑名单管理. */
export const blacklistEndpoints: ApiTable = {
  '/cgi-bin/tags/members/getblacklist': post(
    ({ account: { contacts }, body }) => {
      const total = contacts.list().filter(({ isBlacklisted }) => isBlacklisted).length;
      const after = body.optionalText('begin_openid') ?? '';
      return { total, ...pageOpenIds(contacts, ({ isBlacklisted }) => isBlacklisted, after) };
    },
    { body: 'optional' },
  ),

  '/cgi-bin/tags/members/batchblacklist': post(call => setBlacklisted(call, true)),

  '/cgi-bin/tags/members/batchunblacklist': post(call => setBlacklisted(call, false)),
};

function setBlacklisted(call: AuthorizedCall, isBlacklisted: boolean): void {
  for (const contact of readContacts(call, MAX_PEOPLE)) contact.isBlacklisted = isBlacklisted;
}
