import type { Contact } from '../people/contact.js';
import { ApiError } from './api-error.js';
import type { AuthorizedCall } from './endpoint.js';

/** The people of `openid_list`. Throws 40031 without a list, 40032 where it is empty or too long, and as `findContact()`. */
export function readContacts(call: AuthorizedCall, max: number): Contact[] {
  const openIds = call.body.texts('openid_list', { missing: 40031 });
  if (openIds.length === 0 || openIds.length > max) throw new ApiError(40032);
  return openIds.map(openId => findContact(call, openId));
}

/** Throws 49003 for an openid of another account, and 40003 for one that is none. */
export function findContact({ world, account }: AuthorizedCall, openId: string): Contact {
  const isElsewhere = () => world.accounts.some(({ contacts }) => contacts.find(openId));
  if (!account.contacts.find(openId) && isElsewhere()) throw new ApiError(49003);
  return account.contacts.get(openId);
}

/** Throws 40003, which WeChat's list explains with those who do not follow, too. */
export function requireFollower(contact: Contact): Contact {
  if (!contact.isFollowing) throw new ApiError(40003);
  return contact;
}
