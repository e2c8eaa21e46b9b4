import { createHmac } from 'node:crypto';
import { isSameSignature } from '../../callback/crypto.js';
import { WechatConfigError } from '../../wechat.errors.js';
import type { OAuthSettings } from '../oauth.options.js';

/** How an account signs its cookies. */
export interface CookieSigning {
  /** Name of the account. */
  readonly account: string;
  /** Of this account only; `undefined` where it has neither a secret nor an AppSecret. */
  readonly key: Buffer | undefined;
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

/** What a cookie says. */
export type Signed<T> = T & {
  /** In milliseconds since 1970. */
  readonly expiresAt: number;
};

/** Cookies that only this application can write, for one purpose: that of another purpose, account or name is none. */
export class SignedCookies<T extends object> {
  constructor(
    private readonly purpose: 'session' | 'state',
    private readonly signing: CookieSigning,
  ) {}

  /** Name by which the browser knows a cookie. */
  nameOf(name: string): string {
    // Browsers take this prefix only from the site itself over https: no other host of the domain can plant a cookie then.
    return this.signing.isSecure && !name.startsWith('__') ? `__Host-${name}` : name;
  }

  /** The header that sets a cookie. */
  seal(name: string, content: Signed<T>): string {
    const payload = Buffer.from(JSON.stringify(content)).toString('base64url');
    const seconds = Math.ceil((content.expiresAt - Date.now()) / 1000);
    return this.header(name, `${payload}.${this.sign(name, payload)}`, seconds);
  }

  /** What a cookie says; `undefined` for one that is not ours, or has expired. */
  open(name: string, value: string): Signed<T> | undefined {
    const [payload = '', signature = '', ...more] = value.split('.');
    if (more.length > 0 || !isSameSignature(this.sign(name, payload), signature)) return undefined;
    const content = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Signed<T>;
    return Date.now() < content.expiresAt ? content : undefined;
  }

  /** The header that takes a cookie away. */
  clear(name: string): string {
    return this.header(name, '', 0);
  }

  private sign(name: string, payload: string): string {
    const { key, account } = this.signing;
    if (key === undefined) {
      throw new WechatConfigError(
        `WeChat account '${account}' has nothing to sign its cookies with. Set the option oauth.session.secret, or appSecret.`,
      );
    }
    return createHmac('sha256', key).update(`${this.purpose}\n${name}\n${payload}`).digest('base64url');
  }

  private header(name: string, value: string, seconds: number): string {
    const secure = this.signing.isSecure ? '; Secure' : '';
    return `${this.nameOf(name)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
  }
}
