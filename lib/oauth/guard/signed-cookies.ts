import type { OAuthSettings } from '../oauth.options.js';
import { SignedTexts, type Signed, type SigningKey } from './signed-texts.js';

/** How an account signs its cookies. */
export interface CookieSigning extends SigningKey {
  /** Whether browsers know the site by https. */
  readonly isSecure: boolean;
}

/** How an account with these options signs its cookies. */
export function cookieSigning(
  account: string,
  options: { readonly publicUrl: string | undefined; readonly oauth: Pick<OAuthSettings, 'signingKey'> },
): CookieSigning {
  return { account, key: options.oauth.signingKey, isSecure: options.publicUrl?.startsWith('https:') === true };
}

/** Cookies that only this application can write, for one purpose: that of another purpose, account or name is none. */
export class SignedCookies<T extends object> {
  private readonly texts: SignedTexts<T>;

  constructor(
    purpose: 'session' | 'state',
    private readonly signing: CookieSigning,
  ) {
    this.texts = new SignedTexts(purpose, signing);
  }

  /** Name by which the browser knows a cookie. */
  nameOf(name: string): string {
    // Browsers take this prefix only from the site itself over https: no other host of the domain can plant a cookie then.
    return this.signing.isSecure && !name.startsWith('__') ? `__Host-${name}` : name;
  }

  /** The header that sets a cookie. */
  seal(name: string, content: Signed<T>): string {
    return this.header(name, this.texts.write(name, content), Math.ceil((content.expiresAt - Date.now()) / 1000));
  }

  /** What a cookie says; `undefined` for one that is not ours, or has expired. */
  open(name: string, value: string): Signed<T> | undefined {
    return this.texts.read(name, value);
  }

  /** The header that takes a cookie away. */
  clear(name: string): string {
    return this.header(name, '', 0);
  }

  private header(name: string, value: string, seconds: number): string {
    const secure = this.signing.isSecure ? '; Secure' : '';
    return `${this.nameOf(name)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
  }
}
