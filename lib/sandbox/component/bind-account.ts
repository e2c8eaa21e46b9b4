import { redirectTo } from '../oauth/oauth-request.js';
import type { AuthorizerAccount } from './authorization.js';
import { AUTHORIZATION_CODE_SECONDS } from './authorizations.js';
import { announce } from './authorize-component.js';
import type { BindRequest } from './bind-request.js';

/** Where the browser goes after an account was authorized. */
export interface BindRedirect {
  readonly url: string;
  /** The `auth_code`, which the platform is pushed as well. */
  readonly authCode: string;
}

/** An administrator authorizes the platform: it is told by a push, and by the browser that returns to it. */
export function bindAccount(
  request: BindRequest,
  account: AuthorizerAccount,
  permissionSets: readonly number[],
): BindRedirect {
  const { component, preAuthCode } = request;
  component.preAuthCodes.use(preAuthCode);
  const grant = component.authorizations.grant(account, permissionSets);
  // Both are on their way at the same time; which is first nobody can tell.
  void announce(component, account, grant, preAuthCode);
  const parameters = { auth_code: grant.code, expires_in: String(AUTHORIZATION_CODE_SECONDS) };
  return { url: redirectTo(request, parameters), authCode: grant.code };
}
