import type { Person } from '../people/person.js';

/** What somebody allowed an account. */
export interface OAuthGrant {
  readonly person: Person;
  /** Whom the account takes the person for: somebody who does not exist, where it is a snapshot. */
  readonly openId: string;
  readonly unionId: string;
  /** `snsapi_base`, `snsapi_userinfo` or `snsapi_login`; several with commas between; empty for a mini program. */
  readonly scope: string;
  /** 快照页: the account gets a virtual identity. */
  readonly isSnapshot: boolean;
}

/** Lets an account know who somebody is. */
export function createGrant(person: Person, appId: string, scope: string, isSnapshot = false): OAuthGrant {
  const openId = person.openIdFor(isSnapshot ? `${appId} snapshot` : appId);
  const unionId = isSnapshot ? person.openIdFor('unionid snapshot') : person.unionId;
  return { person, openId, unionId, scope, isSnapshot };
}
