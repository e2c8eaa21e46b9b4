import type { Person } from '../people/person.js';
import type { World } from '../world.js';
import { createGrant } from './oauth-grant.js';
import { redirectTo, type OAuthRedirect, type OAuthRequest } from './oauth-request.js';

/** Gives out a code. From now on the account knows the `openid`, though it may be that of no follower. */
export function allow(world: World, request: OAuthRequest, person: Person): OAuthRedirect {
  const { account, scope, state, isSnapshot, componentAppId } = request;
  if (!isSnapshot) world.contact(person, account);
  const code = account.authorizationCodes.issue(
    createGrant(person, account.appId, scope, { isSnapshot, componentAppId }),
  );
  // A platform has to know whose code it is.
  const parameters = { code, state, ...(componentAppId !== undefined && { appid: account.appId }) };
  return { url: redirectTo(request, parameters), code, state };
}
