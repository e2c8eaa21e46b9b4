import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { MessageTree } from '../messages/message-tree.js';
import { WechatDecodeError, WechatSignatureError } from '../wechat.errors.js';
import type { CallbackOptions } from '../wechat.options.js';
import { AesKey } from './aes-key.js';
import { decrypt, encrypt, isSameSignature, sign } from './crypto.js';
import { parseJson } from './json.js';
import { parseXml, renderXml, type RenderTree } from './xml.js';

/** Query parameters as any HTTP framework gives them; a repeated one is an array. */
export type CallbackQuery = Readonly<Record<string, unknown>>;

/** A body as it came, or what a host's parser has made of it. */
export type CallbackBody = string | Uint8Array | object | undefined;

/** A callback that was believed, and what its answer is sealed with. */
export interface ReceivedCallback {
  readonly tree: MessageTree;
  readonly nonce: string;
  /** The key that decrypted it; none in plain mode. */
  readonly key: AesKey | undefined;
}

/** WeChat's own limit is far below. */
export const MAX_BODY_BYTES = 1024 * 1024;
const MAX_PARAMETER_LENGTH = 128;

/** Reads and writes the callbacks of one account: the only place that knows plain and encrypted mode. */
export class CallbackCodec {
  private readonly keys: readonly AesKey[];
  private readonly parse: (text: string) => MessageTree;
  private readonly render: (tree: RenderTree) => string;
  /** Headers of a rendered answer. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(private readonly options: CallbackOptions) {
    this.keys = options.encodingAESKeys.map(key => new AesKey(key));
    this.parse = options.dataFormat === 'json' ? parseJson : parseXml;
    this.render = options.dataFormat === 'json' ? JSON.stringify : renderXml;
    const type = options.dataFormat === 'json' ? 'application/json' : 'application/xml';
    this.headers = { 'content-type': `${type}; charset=utf-8` };
  }

  /** Checks the signature of a GET and returns the text to answer, which WeChat never encrypts. */
  verify(query: CallbackQuery): string {
    this.checkSignature(query);
    const { echostr } = query;
    if (typeof echostr !== 'string') throw new WechatDecodeError('The request has no echostr.');
    return echostr;
  }

  /**
   * Checks, decrypts and parses a POST. The mode is the account's, whatever the request says.
   *
   * @throws WechatSignatureError until it is known that the message is for this account, WechatDecodeError after
   */
  decode(query: CallbackQuery, body: CallbackBody): ReceivedCallback {
    // In encrypted mode `signature` covers too little to be believed, but it keeps strangers away from the parser.
    this.checkSignature(query);
    const bytes = toBytes(body);
    const nonce = parameter(query, 'nonce');
    if (this.keys.length === 0) return { tree: this.parse(toText(bytes)), nonce, key: undefined };
    const ciphertext = this.openEnvelope(query, bytes);
    this.check(query, 'msg_signature', ciphertext);
    const { message, key } = this.decrypt(ciphertext);
    return { tree: this.parse(toText(message)), nonce, key };
  }

  /** Renders an answer in the form of the callback it belongs to. */
  encode(reply: RenderTree, { nonce, key }: ReceivedCallback): string {
    const text = this.render(reply);
    if (key === undefined) return text;
    const { appId, token } = this.options;
    const Encrypt = encrypt(key, appId, text, randomBytes(16));
    const TimeStamp = Math.floor(Date.now() / 1000);
    return this.render({
      Encrypt,
      MsgSignature: sign(token, String(TimeStamp), nonce, Encrypt),
      TimeStamp,
      Nonce: nonce,
    });
  }

  private checkSignature(query: CallbackQuery): void {
    this.check(query, 'signature');
    const { timestampToleranceSeconds: tolerance } = this.options;
    if (tolerance === undefined) return;
    const age = Math.abs(Date.now() / 1000 - Number(parameter(query, 'timestamp')));
    // Written so that NaN is refused.
    if (!(age <= tolerance))
      throw new WechatSignatureError('timestamp', `The request is ${Math.round(age)} s away from now.`);
  }

  private check(query: CallbackQuery, name: 'signature' | 'msg_signature', ...covered: string[]): void {
    const expected = sign(this.options.token, parameter(query, 'timestamp'), parameter(query, 'nonce'), ...covered);
    if (!isSameSignature(expected, parameter(query, name))) {
      throw new WechatSignatureError(
        'signature',
        `The ${name} is wrong: not from WeChat, or the token differs from the console's.`,
      );
    }
  }

  private openEnvelope(query: CallbackQuery, bytes: Uint8Array): string {
    if (query['encrypt_type'] !== 'aes') throw unencrypted();
    let tree: MessageTree;
    try {
      tree = this.parse(toText(bytes));
    } catch (error) {
      throw error instanceof WechatDecodeError ? new WechatSignatureError('envelope', error.message) : error;
    }
    const { Encrypt } = tree;
    if (typeof Encrypt !== 'string') throw unencrypted();
    return Encrypt;
  }

  private decrypt(ciphertext: string): { readonly message: Buffer; readonly key: AesKey } {
    let failure: unknown;
    for (const key of this.keys) {
      try {
        const { message, appId } = decrypt(key, ciphertext);
        if (appId === this.options.appId) return { message, key };
        const found = JSON.stringify(appId.slice(0, 32));
        throw new WechatSignatureError('appid', `The message is for the AppID ${found}, not ${this.options.appId}.`);
      } catch (error) {
        failure ??= error;
      }
    }
    throw failure;
  }
}

function unencrypted(): WechatSignatureError {
  return new WechatSignatureError(
    'envelope',
    'The request is not encrypted, but the account is in safe or compatible mode.',
  );
}

function parameter(query: CallbackQuery, name: string): string {
  const value = query[name];
  if (typeof value === 'string' && value !== '' && value.length <= MAX_PARAMETER_LENGTH) return value;
  throw new WechatSignatureError('signature', `The parameter ${name} is missing, repeated or too long.`);
}

function toBytes(body: CallbackBody): Uint8Array {
  const bytes = typeof body === 'string' ? Buffer.from(body) : (body ?? Buffer.alloc(0));
  if (!(bytes instanceof Uint8Array)) {
    throw new WechatDecodeError(
      'The body was parsed before it came here, and its bytes are gone. Create the application with { rawBody: true }, ' +
        'or keep body parsers away from the callback route; a request of your own needs the content type text/xml.',
    );
  }
  if (bytes.length > MAX_BODY_BYTES) throw new WechatDecodeError('The body has more than 1 MiB.', 413);
  return bytes;
}

function toText(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) throw new WechatDecodeError('The body is not UTF-8.');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}
