import { createDecipheriv, hash } from 'node:crypto';
import { isSameSignature } from '../callback/crypto.js';
import { WechatSignatureError, type SignatureFailure } from '../wechat.errors.js';

/** What a session is made of, to keep it in a session store of your own. */
export interface MiniProgramSessionData {
  /** AppID of the mini program. */
  readonly appId: string;
  readonly openId: string;
  /** One person's id at all accounts of one Open Platform account, where there is one. */
  readonly unionId?: string | undefined;
  /** Secret: it must not get to the mini program. */
  readonly sessionKey: string;
}

const BLOCK = 16;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Somebody who logged in to a mini program. The session key is in no JSON and no log of it: read `sessionKey` to keep it on
 * the server, and make the session again with `new MiniProgramSession(data)`. Official document: 服务端获取开放数据.
 */
export class MiniProgramSession {
  /** AppID of the mini program. */
  readonly appId: string;
  readonly openId: string;
  /** One person's id at all accounts of one Open Platform account, where there is one. */
  readonly unionId: string | undefined;
  readonly #sessionKey: string;

  constructor({ appId, openId, unionId, sessionKey }: MiniProgramSessionData) {
    this.appId = appId;
    this.openId = openId;
    this.unionId = unionId;
    this.#sessionKey = sessionKey;
  }

  /** What WeChat encrypts and signs this person's data with. Secret; WeChat replaces it when it likes, at a login. */
  get sessionKey(): string {
    return this.#sessionKey;
  }

  /**
   * Decrypts what `wx.getUserInfo()` and the like give a mini program, and checks that it is for this one. Its fields keep
   * WeChat's names.
   *
   * @param encryptedData as the mini program has it: base64
   * @param iv as the mini program has it: base64
   * @throws WechatSignatureError where it is damaged, of another session or for another AppID. The session key may be an old
   *   one: have the mini program call `wx.login()`, and get the data anew
   */
  decrypt<T extends object = Record<string, unknown>>(encryptedData: string, iv: string): T {
    const key = this.read(this.#sessionKey);
    const vector = this.read(iv);
    const bytes = this.read(encryptedData);
    const isWhole = key.length === BLOCK && vector.length === BLOCK && bytes.length > 0 && bytes.length % BLOCK === 0;
    if (!isWhole) throw this.failure('ciphertext length');
    let plain: string;
    try {
      const decipher = createDecipheriv('aes-128-cbc', key, vector);
      plain = Buffer.concat([decipher.update(bytes), decipher.final()]).toString();
    } catch {
      throw this.failure('padding');
    }
    return this.check<T>(plain);
  }

  /**
   * Whether `rawData` is as WeChat gave it to the mini program, by the `signature` beside it. Compares in constant time.
   */
  verifies(rawData: string, signature: string): boolean {
    return typeof signature === 'string' && isSameSignature(hash('sha1', rawData + this.#sessionKey), signature);
  }

  private check<T>(plain: string): T {
    let data: unknown;
    try {
      data = JSON.parse(plain);
    } catch {
      throw this.failure('frame');
    }
    const { watermark } = Object(data) as { readonly watermark?: { readonly appid?: unknown } };
    if (watermark?.appid !== this.appId) throw this.failure('appid');
    return data as T;
  }

  /** Reads base64 as strictly as Node does not. */
  private read(base64: unknown): Buffer {
    if (typeof base64 !== 'string' || !BASE64.test(base64)) throw this.failure('base64');
    return Buffer.from(base64, 'base64');
  }

  private failure(what: SignatureFailure): WechatSignatureError {
    return new WechatSignatureError(
      what,
      `Data of a person at ${this.appId} cannot be believed (${what}): it is damaged, of another session or for another ` +
        'AppID. Have the mini program call wx.login() and get the data again.',
    );
  }
}
