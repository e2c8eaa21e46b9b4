import { hash, timingSafeEqual } from 'node:crypto';
import { WechatSignatureError } from '../wechat.errors.js';
import type { AesKey } from './aes-key.js';

/** WeChat pads to 32 bytes although AES blocks have 16, so the cipher's own padding stays off. */
const BLOCK = 32;
const RANDOM_BYTES = 16;
const HEADER_BYTES = RANDOM_BYTES + 4;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const ENCODING_AES_KEY = /^[A-Za-z0-9+/]{43}$/;

/** What was inside an `Encrypt` element. */
export interface DecryptedFrame {
  readonly message: Buffer;
  /** AppID of the receiver: the account's own, or the third-party platform's. */
  readonly appId: string;
}

/** Signs as every WeChat signature does: sort in byte order, concatenate, SHA-1, lower-case hex. */
export function sign(...parts: string[]): string {
  return hash('sha1', parts.toSorted().join(''));
}

/** Compares a signature in constant time. */
export function isSameSignature(expected: string, actual: string): boolean {
  const actualBytes = Buffer.from(actual);
  return actualBytes.length === expected.length && timingSafeEqual(Buffer.from(expected), actualBytes);
}

/** Tells whether a text has the form of an EncodingAESKey: 43 characters of base64. */
export function isEncodingAESKey(text: string): boolean {
  return ENCODING_AES_KEY.test(text);
}

/** Bytes that `length` bytes occupy once padded; a full block is added when they fill their last one. */
export function paddedLength(length: number): number {
  return length + BLOCK - (length % BLOCK);
}

/** Fills the rest of `frame` with padding; `used` bytes of it are taken. */
export function pad(frame: Buffer, used: number): Buffer {
  return frame.fill(frame.length - used, used);
}

/** Takes the padding off, or throws where it is not exactly right. */
export function unpad(padded: Buffer): Buffer {
  const length = padded.at(-1) ?? 0;
  if (length < 1 || length > BLOCK || length > padded.length) throw failure('padding');
  const end = padded.length - length;
  for (let index = end; index < padded.length; index++) {
    if (padded[index] !== length) throw failure('padding');
  }
  return padded.subarray(0, end);
}

/**
 * Encrypts a message for WeChat.
 *
 * @param random 16 bytes from a cryptographic source, never used twice
 * @returns base64 text for an `Encrypt` element
 */
export function encrypt(key: AesKey, appId: string, message: string, random: Uint8Array): string {
  const messageBytes = Buffer.byteLength(message);
  const used = HEADER_BYTES + messageBytes + Buffer.byteLength(appId);
  const frame = Buffer.allocUnsafe(paddedLength(used));
  frame.set(random, 0);
  frame.writeUInt32BE(messageBytes, RANDOM_BYTES);
  frame.write(message, HEADER_BYTES);
  frame.write(appId, HEADER_BYTES + messageBytes);
  return key.encrypt(pad(frame, used)).toString('base64');
}

/**
 * Decrypts the text of an `Encrypt` element. Its signature must have been checked before.
 *
 * @throws WechatSignatureError where anything about it is wrong
 */
export function decrypt(key: AesKey, ciphertext: string): DecryptedFrame {
  if (ciphertext !== '' && (ciphertext.length % 4 !== 0 || !BASE64.test(ciphertext))) throw failure('base64');
  const bytes = Buffer.from(ciphertext, 'base64');
  if (bytes.length === 0 || bytes.length % 16 !== 0) throw failure('ciphertext length');
  const frame = unpad(key.decrypt(bytes));
  if (frame.length < HEADER_BYTES) throw failure('frame');
  const end = HEADER_BYTES + frame.readUInt32BE(RANDOM_BYTES);
  if (end > frame.length) throw failure('frame');
  return { message: frame.subarray(HEADER_BYTES, end), appId: frame.toString('utf8', end) };
}

function failure(what: 'base64' | 'ciphertext length' | 'padding' | 'frame'): WechatSignatureError {
  return new WechatSignatureError(what, `The ciphertext is damaged or made with another key (${what}).`);
}
