import type { SandboxAccount } from '../account/sandbox-account.js';
import type { Delivery } from '../delivery/delivery.js';
import { SandboxError } from '../sandbox.error.js';
import type { AuthorizerAccount } from './authorization.js';
import type { Grant } from './authorizations.js';
import { permissionSetsOf } from './permission-sets.js';
import type { Component } from './component.js';

/** What an account allows a platform. */
export interface AuthorizeComponentOptions {
  /** Ids of the 权限集. Default: all that the platform asks for. */
  readonly permissionSets?: readonly number[] | undefined;
  /** Whether the platform is told. Default: yes; otherwise it has to find out by the list of its authorizers. */
  readonly isPushed?: boolean | undefined;
}

/** An authorization that was just given. */
export interface ComponentAuthorization {
  /** The `authorization_code`, which `api_query_auth` takes once. */
  readonly code: string;
  /** How the platform was told; `undefined` where it was not. */
  readonly delivery: Delivery | undefined;
}

/** An account authorizes a platform without a page. */
export async function authorizeComponent(
  component: Component,
  account: SandboxAccount,
  { permissionSets, isPushed = true }: AuthorizeComponentOptions,
): Promise<ComponentAuthorization> {
  const authorizer = checkAuthorizer(account, component);
  const preAuthCode = component.preAuthCodes.issue();
  component.preAuthCodes.use(preAuthCode);
  const grant = component.authorizations.grant(authorizer, permissionSets ?? requestedSets(component, authorizer));
  const delivery = isPushed ? await announce(component, authorizer, grant, preAuthCode) : undefined;
  return { code: grant.code, delivery };
}

/** Tells the platform. */
export function announce(
  component: Component,
  { appId }: SandboxAccount,
  { code, expiresAt, isUpdate }: Grant,
  preAuthCode: string,
): Promise<Delivery> {
  return component.notify(isUpdate ? 'updateauthorized' : 'authorized', {
    AuthorizerAppid: appId,
    AuthorizationCode: code,
    AuthorizationCodeExpiredTime: expiresAt,
    PreAuthCode: preAuthCode,
  });
}

/** The sets that a platform asks an account for. */
export function requestedSets({ permissionSets }: Component, { type }: AuthorizerAccount): readonly number[] {
  const all = permissionSetsOf(type).map(({ id }) => id);
  return permissionSets === undefined ? all : all.filter(id => permissionSets.includes(id));
}

/** Whether an account can authorize platforms at all. */
export function isAuthorizer(account: SandboxAccount): account is AuthorizerAccount {
  return account.type !== 'website';
}

/** Whether a platform that is not released yet knows an account; afterwards any will do. */
export function mayAuthorize({ testAccounts }: Component, { appId }: SandboxAccount): boolean {
  return testAccounts?.includes(appId) ?? true;
}

function checkAuthorizer(account: SandboxAccount, component: Component): AuthorizerAccount {
  const { appId, type } = account;
  if (!isAuthorizer(account)) throw new SandboxError(`${appId} is a ${type}, which authorizes no platform.`);
  if (!mayAuthorize(component, account))
    throw new SandboxError(`The platform is not released, and ${appId} is none of its testAccounts.`);
  return account;
}
