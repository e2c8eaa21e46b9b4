import type { SandboxAccount } from '../account/sandbox-account.js';
import type { Person } from '../people/person.js';
import type { AuthorizerAccount } from './authorization.js';
import { isAuthorizer, mayAuthorize, requestedSets } from './authorize-component.js';
import { permissionSetsOf, type AuthorizerType, type PermissionSet } from './permission-sets.js';
import type { Component } from './component.js';

/** What an authorization page was opened for. */
export interface BindRequest {
  readonly component: Component;
  readonly preAuthCode: string;
  /** Where the browser is sent in the end: an absolute URL. */
  readonly redirectUri: string;
  /** The kinds of accounts that are asked for: `auth_type`. */
  readonly types: readonly AuthorizerType[];
  /** The only account that is asked for: `biz_appid`. */
  readonly appId: string | undefined;
  /** The only 权限集 that are asked for: `category_id_list`. */
  readonly permissionSets: readonly number[] | undefined;
}

/** The accounts among which somebody can choose: those of the wanted kinds that the person administers. */
export function choicesOf(
  { component, types, appId }: BindRequest,
  accounts: readonly SandboxAccount[],
  { nickname }: Person,
): AuthorizerAccount[] {
  return accounts
    .filter(isAuthorizer)
    .filter(account => (appId === undefined ? types.includes(account.type) : account.appId === appId))
    .filter(account => mayAuthorize(component, account) && (account.administrators?.includes(nickname) ?? true));
}

/** The sets among which somebody can choose for an account. */
export function offeredSets({ component, permissionSets }: BindRequest, account: AuthorizerAccount): PermissionSet[] {
  const requested = requestedSets(component, account);
  return permissionSetsOf(account.type).filter(
    ({ id }) => requested.includes(id) && (permissionSets?.includes(id) ?? true),
  );
}
