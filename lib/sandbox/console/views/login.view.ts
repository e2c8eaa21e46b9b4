import type { WebsiteLogin } from '../../oauth/website-logins.js';
import type { LoginView } from '../console.types.js';

/** A website's login page that waits for somebody. */
export function toLoginView({ id, account, accountName, state, person, expiresAt }: WebsiteLogin): LoginView {
  return { id, appId: account.appId, nickname: accountName, state, scannedBy: person?.nickname, expiresAt };
}
