import { randomBytes } from 'node:crypto';
import type { SandboxAccount } from '../account/sandbox-account.js';
import type { OAuthGrant } from '../oauth/oauth-grant.js';
import { USER_TOKEN_SECONDS, type UserToken } from '../oauth/user-tokens.js';
import { ApiError } from './api-error.js';

/** Logins per person and minute of a mini program. */
const SESSION_MINUTE_LIMIT = 100;

/** What a code of OAuth is exchanged for. */
export function toUserToken(account: SandboxAccount, grant: OAuthGrant) {
  return {
    ...toReply(account.userTokens.issue(grant)),
    ...(grant.isSnapshot && { is_snapshotuser: 1 }),
    ...unionIdOf(account, grant),
  };
}

/** An access token of a person. */
export function toReply({ accessToken, refreshToken, grant: { openId, scope } }: UserToken) {
  return {
    access_token: accessToken,
    expires_in: USER_TOKEN_SECONDS,
    refresh_token: refreshToken,
    openid: openId,
    scope,
  };
}

/** What a code of `wx.login()` is exchanged for. Throws 45011 where somebody logs in too often. */
export function toSession(account: SandboxAccount, grant: OAuthGrant) {
  if (!account.quotas.spend(`minute jscode2session ${grant.openId}`, SESSION_MINUTE_LIMIT, 'minute'))
    throw new ApiError(45011);
  return { session_key: randomBytes(16).toString('base64'), openid: grant.openId, ...unionIdOf(account, grant) };
}

/** Only accounts that are bound to an Open Platform account are told. */
export function unionIdOf({ openAppId }: SandboxAccount, { unionId }: OAuthGrant) {
  return openAppId === undefined ? {} : { unionid: unionId };
}
