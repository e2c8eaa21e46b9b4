import { ScanPages, type ScanPage } from '../oauth/scan-pages.js';
import type { AuthorizerAccount } from './authorization.js';
import { bindAccount, type BindRedirect } from './bind-account.js';
import type { BindRequest } from './bind-request.js';

/** A page with a QR code to authorize a platform. */
export type ComponentLogin = ScanPage<BindRequest>;

/** The authorization pages that are open in desktop browsers. */
export class ComponentLogins extends ScanPages<BindRequest> {
  /** Whoever scanned the code authorizes the platform for an account. */
  allow(id: string, account: AuthorizerAccount, permissionSets: readonly number[]): BindRedirect {
    const page = this.getScanned(id);
    const redirect = bindAccount(page.request, account, permissionSets);
    this.decide(page, 'confirmed', redirect.url);
    return redirect;
  }

  /** The platform learns nothing of it. */
  decline(id: string): void {
    this.decide(this.getScanned(id), 'declined');
  }
}
