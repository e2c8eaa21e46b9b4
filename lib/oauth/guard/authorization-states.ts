import { randomBytes } from 'node:crypto';
import { readCookies } from './browser-cookies.js';
import type { HostRequest } from './host-http.js';
import { SignedCookies, type CookieSigning } from './signed-cookies.js';
import type { Signed } from './signed-texts.js';

/** An authorization that a browser has begun. */
export interface Authorization {
  readonly scope: string;
  /** Parameters of the page that have WeChat's names, and so are kept away from WeChat. */
  readonly own: string;
  /** Where and when it ended with a session. */
  readonly done?: { readonly page: string; readonly at: number } | undefined;
}

/** What kind of authorizations they are. */
export interface AuthorizationStateOptions {
  /** Of the cookies' names. */
  readonly prefix: string;
  /** How long somebody may take, in milliseconds. */
  readonly lifeMs: number;
}

/** An authorization with the nonce that it is known by. */
export interface BrowserAuthorization {
  readonly nonce: string;
  readonly content: Signed<Authorization>;
}

/** Of `OAuthGuard`. */
const OAUTH: AuthorizationStateOptions = { prefix: 'wechat_oauth_', lifeMs: 600_000 };
/** So many tabs may be on their way at once. Headers hold all of their cookies, and have to stay small. */
const MOST = 6;
const LOOP_MS = 10_000;
const NONCE = /^[0-9a-f]{32}$/;

/** Whether it looks like a nonce: what `state` is for an authorization of `OAuthGuard`. */
export function isNonce(state: string): boolean {
  return NONCE.test(state);
}

/**
 * Binds authorizations to browsers: each is a signed cookie that has the nonce in its name, and the nonce goes to WeChat and
 * back as `state`. Nobody can make a browser finish what it has not begun.
 */
export class AuthorizationStates {
  private readonly cookies: SignedCookies<Authorization>;

  constructor(
    signing: CookieSigning,
    private readonly options = OAUTH,
  ) {
    this.cookies = new SignedCookies('state', signing);
  }

  /** Begins an authorization: a nonce, and the headers of its cookie and of those that are one too many now. */
  begin(request: HostRequest, scope: string, own: string): { readonly nonce: string; readonly cookies: string[] } {
    const { prefix, lifeMs } = this.options;
    const nonce = randomBytes(16).toString('hex');
    const oldest = this.all(request)
      .toSorted((a, b) => b.content.expiresAt - a.content.expiresAt)
      .slice(MOST - 1);
    const cookie = this.cookies.seal(prefix + nonce, { scope, own, expiresAt: Date.now() + lifeMs });
    return { nonce, cookies: [cookie, ...oldest.map(old => this.cookies.clear(prefix + old.nonce))] };
  }

  /** The authorization that this browser has begun with a nonce. */
  find(request: HostRequest, nonce: string): BrowserAuthorization | undefined {
    return this.all(request).find(authorization => authorization.nonce === nonce);
  }

  /** The header that says that it ended at a page. It stays until it expires: WeChat's client may come back twice. */
  finish({ nonce, content }: BrowserAuthorization, page: string): string {
    return this.cookies.seal(this.options.prefix + nonce, { ...content, done: { page, at: Date.now() } });
  }

  /** Whether this browser was logged in for this page a moment ago: beginning once more would lead here again. */
  isLoop(request: HostRequest, scope: string, page: string): boolean {
    return this.all(request).some(
      ({ content: { done, scope: asked } }) => asked === scope && done?.page === page && Date.now() - done.at < LOOP_MS,
    );
  }

  /** The headers that take all of them away, whoever has set them. */
  clear(request: HostRequest): string[] {
    return this.nonces(request).map(({ nonce }) => this.cookies.clear(this.options.prefix + nonce));
  }

  private all(request: HostRequest): BrowserAuthorization[] {
    return this.nonces(request).flatMap(({ nonce, value }) => {
      const content = this.cookies.open(this.options.prefix + nonce, value);
      return content === undefined ? [] : [{ nonce, content }];
    });
  }

  private nonces(request: HostRequest): { readonly nonce: string; readonly value: string }[] {
    const prefix = this.cookies.nameOf(this.options.prefix);
    return readCookies(request).flatMap(({ name, value }) => {
      const nonce = name.slice(prefix.length);
      return name.startsWith(prefix) && isNonce(nonce) ? [{ nonce, value }] : [];
    });
  }
}
