import type { World } from '../world.js';
import { ApiError } from './api-error.js';
import type { ApiRequest } from './api-request.js';
import { checkComponentAddress } from './component-address.js';
import type { TokenNeed } from './endpoint.js';
import { allowsPath } from '../component/permission-sets.js';
import { findTokenOwner, type TokenOwner } from './token-owner.js';

/** Errcodes of a token that is missing, and of one that has expired. */
const MISSING = { account: 41001, either: 41001, component: 41021 } as const;
const EXPIRED = { account: 42001, either: 42001, component: 42006 } as const;

/** Whose the live token of a call is. Throws where it is none, none of the kind that is needed, or not allowed the call. */
export function authorizeCall(world: World, request: ApiRequest, need: TokenNeed): TokenOwner {
  const { query, path, ip } = request;
  // Old pages of the platform's API have the one name, new ones the other.
  const token = need === 'account' ? query['access_token'] : (query['component_access_token'] ?? query['access_token']);
  if (!token) throw new ApiError(MISSING[need]);
  const owner = findTokenOwner(world, token);
  if (!owner) throw new ApiError(40014);
  checkKind(owner, need);
  const state = owner.accessTokens.state(token);
  if (state !== 'alive') throw new ApiError(state === 'expired' ? EXPIRED[need] : 40001);
  if (owner.component) checkComponentAddress(owner.component, ip);
  if (owner.authorization) {
    const { account, permissionSets } = owner.authorization;
    if (!allowsPath(account.type, permissionSets, path)) throw new ApiError(61007);
  }
  return owner;
}

function checkKind({ account }: TokenOwner, need: TokenNeed): void {
  if (need === 'component' && account) throw new ApiError(61014);
  if (need === 'account' && !account) throw new ApiError(61015);
}
