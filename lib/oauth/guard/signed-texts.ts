import { createHmac } from 'node:crypto';
import { isSameSignature } from '../../callback/crypto.js';
import { WechatConfigError } from '../../wechat.errors.js';

/** What an account signs with. */
export interface SigningKey {
  /** Name of the account. */
  readonly account: string;
  /** Of this account only; `undefined` where it has neither a secret nor an AppSecret. */
  readonly key: Buffer | undefined;
}

/** What a signed text says. */
export type Signed<T> = T & {
  /** In milliseconds since 1970. */
  readonly expiresAt: number;
};

/** Texts that only this application can write, for one purpose: that of another purpose, account or name is none. */
export class SignedTexts<T extends object> {
  constructor(
    private readonly purpose: string,
    private readonly signing: SigningKey,
  ) {}

  write(name: string, content: Signed<T>): string {
    const payload = Buffer.from(JSON.stringify(content)).toString('base64url');
    return `${payload}.${this.sign(name, payload)}`;
  }

  /** What a text says; `undefined` for one that is not ours, or has expired. */
  read(name: string, text: string): Signed<T> | undefined {
    const [payload = '', signature = '', ...more] = text.split('.');
    if (more.length > 0 || !isSameSignature(this.sign(name, payload), signature)) return undefined;
    const content = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Signed<T>;
    return Date.now() < content.expiresAt ? content : undefined;
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
}
