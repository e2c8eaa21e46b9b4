import type { AccessTokens } from '../account/access-tokens.js';
import type { SandboxAccount } from '../account/sandbox-account.js';
import type { Authorization } from '../component/authorization.js';
import type { Component } from '../component/component.js';
import type { World } from '../world.js';

/** Whose an access token is, dead or alive: an account's, a platform's, or a platform's for one of its authorizers. */
export interface TokenOwner {
  readonly accessTokens: AccessTokens;
  readonly account?: SandboxAccount;
  readonly component?: Component;
  readonly authorization?: Authorization;
}

/** Whose an access token is; `undefined` for one that was never given, or ended long ago. */
export function findTokenOwner(world: World, token: string): TokenOwner | undefined {
  for (const owner of tokenOwners(world)) if (owner.accessTokens.state(token) !== undefined) return owner;
  return undefined;
}

/** All who have access tokens. */
export function* tokenOwners({ accounts, components }: World): Generator<TokenOwner> {
  for (const account of accounts) yield { accessTokens: account.accessTokens, account };
  for (const component of components) {
    yield { accessTokens: component.accessTokens, component };
    for (const authorization of component.authorizations.list()) {
      const { accessTokens, account } = authorization;
      yield { accessTokens, account, component, authorization };
    }
  }
}
