import { randomUUID } from 'node:crypto';
import type { SandboxAccount } from '../account/sandbox-account.js';
import type { Changes } from '../changes.js';
import type { SandboxClock } from '../clock.js';
import type { Person } from '../people/person.js';
import { SandboxError } from '../sandbox.error.js';
import { createGrant } from './oauth-grant.js';
import { redirectTo, type OAuthRedirect, type OAuthRequest } from './oauth-request.js';

interface LoginPage {
  readonly id: string;
  readonly request: OAuthRequest;
  readonly account: SandboxAccount;
  readonly accountName: string;
  /** Milliseconds since 1970 by WeChat's clock. */
  readonly expiresAt: number;
}

interface WaitingLogin extends LoginPage {
  readonly state: 'waiting';
  readonly person?: undefined;
  readonly location?: undefined;
}

interface ScannedLogin extends LoginPage {
  readonly state: 'scanned';
  readonly person: Person;
  readonly location?: undefined;
}

interface DecidedLogin extends LoginPage {
  readonly state: 'confirmed' | 'declined';
  readonly person: Person;
  /** Where the page leads, however often it is loaded: with a code, or with the state only. */
  readonly location: string;
}

/** A page with a QR code to log in to a website: at first nobody has scanned it, then somebody decides. */
export type WebsiteLogin = WaitingLogin | ScannedLogin | DecidedLogin;

const LIFE_MS = 300 * 1000;

/** The QR codes that websites show somewhere. */
export class WebsiteLogins {
  readonly #logins = new Map<string, WebsiteLogin>();

  constructor(
    private readonly clock: SandboxClock,
    private readonly changes: Changes,
  ) {}

  open(request: OAuthRequest): WebsiteLogin {
    for (const id of this.#logins.keys()) if (!this.find(id)) this.#logins.delete(id);
    const expiresAt = this.clock.now() + LIFE_MS;
    const { account } = request;
    const page = { id: randomUUID(), request, account, accountName: account.nickname, expiresAt };
    return this.#set({ ...page, state: 'waiting' });
  }

  /** `undefined` for one that does not exist, or no more. */
  find(id: string): WebsiteLogin | undefined {
    const login = this.#logins.get(id);
    return login && this.clock.now() < login.expiresAt ? login : undefined;
  }

  /** Those about which nobody has decided yet, oldest first. */
  pending(): WebsiteLogin[] {
    return [...this.#logins.values()].filter(({ id, location }) => this.find(id) && location === undefined);
  }

  /** Somebody scans a code. Throws a `SandboxError` where it cannot be scanned, as the others do where nobody did. */
  scan(id: string, person: Person): void {
    const login = this.#get(id);
    if (login.state !== 'waiting') throw new SandboxError('The QR code of the website was scanned already.');
    this.#set({ ...login, state: 'scanned', person });
  }

  confirm(id: string): OAuthRedirect {
    const login = this.#getScanned(id);
    const { request, account, person } = login;
    const { scope, state } = request;
    const code = account.authorizationCodes.issue(createGrant(person, account.appId, scope));
    const url = redirectTo(request, { code, state });
    this.#set({ ...login, state: 'confirmed', location: url });
    return { url, code, state };
  }

  /** The website is called all the same: with the state, but without a code. */
  decline(id: string): Omit<OAuthRedirect, 'code'> {
    const login = this.#getScanned(id);
    const { state } = login.request;
    const url = redirectTo(login.request, { state });
    this.#set({ ...login, state: 'declined', location: url });
    return { url, state };
  }

  #get(id: string): WebsiteLogin {
    const login = this.find(id);
    if (!login) throw new SandboxError('The QR code of the website has expired. Load its page again.');
    return login;
  }

  #getScanned(id: string): ScannedLogin {
    const login = this.#get(id);
    if (login.state === 'scanned') return login;
    throw new SandboxError(`The QR code of the website is ${login.state}: there is nothing to decide.`);
  }

  #set(login: WebsiteLogin): WebsiteLogin {
    this.#logins.set(login.id, login);
    this.changes.notify();
    return login;
  }
}
