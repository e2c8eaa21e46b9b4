import { createCipheriv, createDecipheriv, hash } from 'node:crypto';
import { account } from './account.js';

const BLOCK = 32;
const RANDOM = 'bench_16_letters';
const HEADER_BYTES = RANDOM.length + 4;
const key = Buffer.from(`${account.encodingAESKey}=`, 'base64');
const iv = key.subarray(0, 16);

/** @param {string[]} parts */
export function sign(...parts) {
  return hash('sha1', parts.sort().join(''));
}

/**
 * Encrypts as WeChat does.
 *
 * @param {string} message
 */
export function encrypt(message) {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(message));
  const frame = Buffer.concat([Buffer.from(RANDOM), length, Buffer.from(message + account.appId)]);
  const padding = BLOCK - (frame.length % BLOCK);
  const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
  return Buffer.concat([cipher.update(frame), cipher.update(Buffer.alloc(padding, padding))]).toString('base64');
}

/**
 * Decrypts as WeChat does.
 *
 * @param {string} ciphertext
 */
export function decrypt(ciphertext) {
  const frame = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false).update(ciphertext, 'base64');
  const end = HEADER_BYTES + frame.readUInt32BE(RANDOM.length);
  const appId = frame.toString('utf8', end, frame.length - frame[frame.length - 1]);
  if (appId !== account.appId) throw new Error(`the reply is encrypted for '${appId}'`);
  return frame.toString('utf8', HEADER_BYTES, end);
}
