import type { Contact } from '../people/contact.js';
import type { Contacts } from '../people/contacts.js';

const PAGE = 10_000;

/**
 * One page of 10,000 openids, in the order in which the account met the people.
 *
 * @param after the last openid of the page before, also of somebody who is no longer listed; empty for the first page.
 *   Throws 40003 for a stranger's.
 */
export function pageOpenIds(contacts: Contacts, isListed: (contact: Contact) => boolean, after: string) {
  const all = contacts.list();
  const start = after === '' ? 0 : all.indexOf(contacts.get(after)) + 1;
  const openid: string[] = [];
  for (let index = start; index < all.length && openid.length < PAGE; index++) {
    const contact = all[index];
    if (contact && isListed(contact)) openid.push(contact.openId);
  }
  const last = openid.at(-1);
  // Only the page after the last one is empty: WeChat does not look ahead.
  return last === undefined
    ? { count: 0, next_openid: '' }
    : { count: openid.length, data: { openid }, next_openid: last };
}
