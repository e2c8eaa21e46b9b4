import type { OAuthGrant } from './oauth-answers.js';
import type { UserTokens } from './user-token.store.js';

/** How long a refresh token lives; WeChat does not say it with the token. */
const REFRESH_LIFE_MS = 30 * 86_400_000;
const PROFILE_SCOPES: readonly string[] = ['snsapi_userinfo', 'snsapi_login'];

/** @param askedAt when WeChat was asked, in milliseconds since 1970 */
export function createUserTokens({ expiresInMs, ...grant }: OAuthGrant, askedAt: number): UserTokens {
  return { ...grant, accessTokenExpiresAt: askedAt + expiresInMs, refreshTokenExpiresAt: askedAt + REFRESH_LIFE_MS };
}

/** What becomes of tokens by a refresh, which tells less than a login, and lets a refresh token live no longer. */
export function renewUserTokens(tokens: UserTokens, grant: OAuthGrant, askedAt: number): UserTokens {
  const { refreshToken, unionId, isSnapshotUser, refreshTokenExpiresAt } = tokens;
  const renewed = createUserTokens(grant, askedAt);
  const isSameRefreshToken = refreshToken === renewed.refreshToken;
  return {
    ...renewed,
    unionId: renewed.unionId ?? unionId,
    isSnapshotUser: renewed.isSnapshotUser || isSnapshotUser,
    refreshTokenExpiresAt: isSameRefreshToken ? refreshTokenExpiresAt : renewed.refreshTokenExpiresAt,
  };
}

/** Whether tokens are those that somebody has seen: not others, nor the same with a new life. */
export function isSame(seen: UserTokens, found: UserTokens | undefined): boolean {
  return found?.accessToken === seen.accessToken && found.accessTokenExpiresAt === seen.accessTokenExpiresAt;
}

/** Whether tokens give the profile. */
export function coversProfile({ scope }: UserTokens): boolean {
  return scope.some(name => PROFILE_SCOPES.includes(name));
}
