import type { WebsiteLogin } from '../../oauth/website-logins.js';
import type { LoginView } from '../console.types.js';

/** A website's login page that waits for somebody. */
export function toLoginView({ id, request, state, person, expiresAt }: WebsiteLogin): LoginView {
  const { appId, nickname } = request.account;
  return { id, appId, nickname, state, scannedBy: person?.nickname, expiresAt };
}
