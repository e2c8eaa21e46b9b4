import type { OAuthScope } from '../oauth.types.js';

/** What a guarded page asks for: inside WeChat as `OAuthScope` says, or at a website to log in by a QR code. */
export type OAuthGuardScope = OAuthScope | 'snsapi_login';

/** Scopes any one of which is enough. */
const SUFFICIENT: Readonly<Record<OAuthGuardScope, readonly string[]>> = {
  snsapi_base: ['snsapi_base', 'snsapi_userinfo'],
  snsapi_userinfo: ['snsapi_userinfo'],
  snsapi_login: ['snsapi_login'],
};

export const OAUTH_GUARD_SCOPES = Object.keys(SUFFICIENT);

/** Whether what somebody agreed to is enough. */
export function covers(agreed: readonly string[], asked: OAuthGuardScope): boolean {
  return agreed.some(scope => SUFFICIENT[asked].includes(scope));
}
