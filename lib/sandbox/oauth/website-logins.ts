import { createGrant } from './oauth-grant.js';
import { redirectTo, type OAuthRedirect, type OAuthRequest } from './oauth-request.js';
import { ScanPages, type ScanPage } from './scan-pages.js';

/** A page with a QR code to log in to a website. */
export type WebsiteLogin = ScanPage<OAuthRequest>;

/** The QR codes that websites show somewhere. Methods throw a `SandboxError` where nobody has scanned the code. */
export class WebsiteLogins extends ScanPages<OAuthRequest> {
  confirm(id: string): OAuthRedirect {
    const page = this.getScanned(id);
    const { request, person } = page;
    const { account, scope, state } = request;
    const code = account.authorizationCodes.issue(createGrant(person, account.appId, scope));
    const url = redirectTo(request, { code, state });
    this.decide(page, 'confirmed', url);
    return { url, code, state };
  }

  /** The website is called all the same: with the state, but without a code. */
  decline(id: string): Omit<OAuthRedirect, 'code'> {
    const page = this.getScanned(id);
    const { state } = page.request;
    const url = redirectTo(page.request, { state });
    this.decide(page, 'declined', url);
    return { url, state };
  }
}
