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
  /** The platform that asked on behalf of the account, and that alone can use what comes of it; `undefined` for the account itself. */
  readonly componentAppId: string | undefined;
}

/** What is special about a grant. */
export interface GrantOptions {
  readonly isSnapshot?: boolean;
  readonly componentAppId?: string | undefined;
}

/** Lets an account know who somebody is. */
export function createGrant(person: Person, appId: string, scope: string, options: GrantOptions = {}): OAuthGrant {
  const { isSnapshot = false, componentAppId } = options;
  const openId = person.openIdFor(isSnapshot ? `${appId} snapshot` : appId);
  const unionId = isSnapshot ? person.openIdFor('unionid snapshot') : person.unionId;
  return { person, openId, unionId, scope, isSnapshot, componentAppId };
}
