import { hash } from 'node:crypto';
import type { OAuthService } from '../oauth.service.js';
import type { OAuthIdentity } from '../oauth.types.js';
import { AuthorizationStates, type BrowserAuthorization } from './authorization-states.js';
import { appendCookies } from './browser-cookies.js';
import { CodeRedeemer } from './code.redeemer.js';
import { covers, type OAuthGuardScope } from './guard-scope.js';
import { keepPrivate, redirect, type PageRequest, type PageResponse } from './host-http.js';
import { isNavigation, isReading } from './navigation.js';
import { isCallback, readAddress, toPublicUrl, type PageAddress } from './page-address.js';
import { Refusals } from './refusals.js';
import type { CookieSigning } from './signed-cookies.js';

/** Where a page is, and what it asks for. */
export interface OAuthGateParts {
  readonly oauth: OAuthService;
  readonly scope: OAuthGuardScope;
  readonly publicUrl: string;
  readonly signing: CookieSigning;
}

/** A request that wants to pass. */
interface Visit {
  readonly request: PageRequest;
  readonly response: PageResponse;
  readonly address: PageAddress;
}

/** Proxies give headers a few kilobytes, and in `Location` the address may be twice as long. */
const LONGEST_ADDRESS = 2048;

/** Lets those pass who are logged in, and logs in those who are not. */
export class OAuthGate {
  private readonly states: AuthorizationStates;
  private readonly codes: CodeRedeemer;
  private readonly refusals: Refusals;

  constructor(private readonly parts: OAuthGateParts) {
    this.states = new AuthorizationStates(parts.signing);
    this.codes = new CodeRedeemer(parts.oauth);
    this.refusals = new Refusals(parts.signing.account);
  }

  /** Who it is; rejects with an `HttpException` for the host's filters, or never settles where the browser was sent elsewhere. */
  async admit(request: PageRequest, response: PageResponse): Promise<OAuthIdentity> {
    const visit = { request, response, address: readAddress(request) };
    try {
      return await this.receive(visit);
    } catch (error) {
      keepPrivate(response);
      throw error;
    }
  }

  private async receive(visit: Visit): Promise<OAuthIdentity> {
    const { request, address } = visit;
    const authorization = this.findAuthorization(visit);
    if (authorization !== undefined) return this.finish(visit, authorization);
    const identity = await this.identify(visit);
    if (identity !== undefined) {
      if (identity.isSnapshotUser && !isReading(request)) throw this.refusals.snapshot();
      return identity;
    }
    // Before anything is begun anew: where the cookies do not hold, that would never end.
    if (isCallback(address)) throw this.refusals.stranger();
    if (!isNavigation(request)) throw this.refusals.anonymous();
    return this.begin(visit);
  }

  /** The authorization that this visit is the end of. */
  private findAuthorization({ request, address }: Visit): BrowserAuthorization | undefined {
    const [state, ...more] = address.states;
    const isEnd = isReading(request) && state !== undefined && more.length === 0 && address.codes.length < 2;
    return isEnd ? this.states.find(request, state) : undefined;
  }

  /** Whom the host knows the visitor for, if that is enough for the page. */
  private async identify({ request }: Visit): Promise<OAuthIdentity | undefined> {
    const identity = await this.parts.oauth.sessions.find(request);
    return identity !== undefined && covers(identity.scope, this.parts.scope) ? identity : undefined;
  }

  private begin({ request, response, address }: Visit): Promise<never> {
    const { oauth, scope, publicUrl } = this.parts;
    const { own } = address;
    const page = toPublicUrl(publicUrl, address, own);
    if (page.length > LONGEST_ADDRESS) throw this.refusals.tooLong();
    if (this.states.isLoop(request, scope, fingerprint(page))) throw this.refusals.loop();
    const { nonce, cookies } = this.states.begin(request, scope, own);
    const options = { redirectUri: toPublicUrl(publicUrl, address, ''), state: nonce };
    appendCookies(response, cookies);
    return redirect(
      response,
      scope === 'snsapi_login' ? oauth.websiteAuthorizeUrl(options) : oauth.authorizeUrl({ ...options, scope }),
    );
  }

  private async finish(visit: Visit, authorization: BrowserAuthorization): Promise<never> {
    const { request, response, address } = visit;
    const { oauth, scope, publicUrl } = this.parts;
    const [code = ''] = address.codes;
    if (code === '') throw this.refusals.declined();
    const page = toPublicUrl(publicUrl, address, authorization.content.own);
    let identity: OAuthIdentity;
    try {
      identity = await this.codes.redeem(authorization, code);
    } catch (error) {
      // The way back leads through the authorize page, which gives a new code to somebody who is logged in for long.
      const known = await this.identify(visit);
      if (known?.isSnapshotUser === false) return redirect(response, withoutFragment(page));
      throw this.refusals.failed(error);
    }
    if (!covers(identity.scope, scope)) throw this.refusals.insufficient(scope, identity.scope);
    await oauth.sessions.begin(request, response, identity);
    appendCookies(response, [this.states.finish(authorization, fingerprint(page))]);
    // The code leaves the address bar, so nobody shares it with the page.
    return redirect(response, withoutFragment(page));
  }
}

/** Browsers take the fragment of the address before along, which is `#wechat_redirect`, unless there is one, if only empty. */
function withoutFragment(page: string): string {
  return `${page}#`;
}

function fingerprint(page: string): string {
  return hash('sha256', page).slice(0, 16);
}
