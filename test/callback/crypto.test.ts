import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AesKey } from '#lib/callback/aes-key';
import {
  decrypt,
  encrypt,
  isEncodingAESKey,
  isSameSignature,
  pad,
  paddedLength,
  sign,
  unpad,
} from '#lib/callback/crypto';
import { WechatSignatureError } from '#lib/wechat.errors';
import { vectors } from '../support/vectors.js';

const messages = [
  ...vectors.messageCrypto,
  ...vectors.messageLengths,
  ...vectors.frameLengthBoundaries,
  vectors.encodingAESKey.nonZeroTrailingBits,
];

describe('signatures', () => {
  test.each(vectors.serverVerification)('$name', ({ token, timestamp, nonce, signature, expect: { valid } }) => {
    // WeChat sends lower case, so the vector that leaves upper case to policy is refused here.
    expect(isSameSignature(sign(token, timestamp, nonce), signature)).toBe(valid === undefined);
  });

  test.each(messages)('of $name', ({ token, timestamp, nonce, encrypt: ciphertext, signature, msgSignature }) => {
    expect(sign(token, timestamp, nonce)).toBe(signature);
    expect(sign(token, timestamp, nonce, ciphertext)).toBe(msgSignature);
  });

  test.each(vectors.cardSign)('of a card: $name', ({ values, signature }) => {
    expect(sign(...Object.values(values))).toBe(signature);
  });

  test.each(vectors.jsSdk)('of a page, which sorts nothing: $name', ({ string1, signature }) => {
    expect(sign(string1)).toBe(signature);
  });

  test('of any texts are the SHA-1 of their sorted bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary-ascii' })), parts => {
        const sorted = parts.map(part => Buffer.from(part)).toSorted(Buffer.compare);
        expect(sign(...parts)).toBe(createHash('sha1').update(Buffer.concat(sorted)).digest('hex'));
      }),
    );
  });

  test('of another length are no match and no error', () => {
    for (const signature of ['', 'a', 'f'.repeat(41), 'é'.repeat(20)]) {
      expect(isSameSignature('f'.repeat(40), signature)).toBe(false);
    }
  });
});

describe('padding', () => {
  test.each(vectors.pkcs7)('of $inputBytes bytes', ({ inputHex, paddedHex }) => {
    const input = Buffer.from(inputHex, 'hex');
    const frame = Buffer.alloc(paddedLength(input.length));
    input.copy(frame);
    expect(pad(frame, input.length).toString('hex')).toBe(paddedHex);
    expect(unpad(Buffer.from(paddedHex, 'hex')).toString('hex')).toBe(inputHex);
  });

  test('of more than a block is refused, even where all of it is equal', () => {
    for (const length of [33, 64, 255]) expect(() => unpad(Buffer.alloc(256, length))).toThrow(WechatSignatureError);
  });

  test('of nothing at all is refused', () => {
    expect(() => unpad(Buffer.alloc(0))).toThrow(WechatSignatureError);
  });
});

describe('EncodingAESKey', () => {
  test.each([...vectors.encodingAESKey.sameAesKey, ...Object.values(vectors.keys)])('$encodingAESKey', vector => {
    const { encodingAESKey, aesKeyHex } = vector;
    const key = Buffer.from(aesKeyHex, 'hex');
    const aesKey = new AesKey(encodingAESKey);
    expect(isEncodingAESKey(encodingAESKey)).toBe(true);
    // Both directions keep their cipher, so every message has to come out as the first one does.
    for (const length of [32, 64, 32, 320]) {
      const plain = randomBytes(length);
      const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
      const encrypted = cipher.update(plain);
      expect(aesKey.encrypt(plain).equals(encrypted)).toBe(true);
      expect(aesKey.decrypt(encrypted).equals(plain)).toBe(true);
    }
  });

  test.each(vectors.encodingAESKey.invalid)('is refused with $reason', ({ value }) => {
    expect(isEncodingAESKey(value)).toBe(false);
  });
});

describe('encryption', () => {
  test.each(messages)('$name', ({ encodingAESKey, appid, plaintext, random16, encrypt: ciphertext, cipherBytes }) => {
    const key = new AesKey(encodingAESKey);
    expect(encrypt(key, appid, plaintext, Buffer.from(random16))).toBe(ciphertext);
    expect(Buffer.from(ciphertext, 'base64')).toHaveLength(cipherBytes);
    const { message, appId } = decrypt(key, ciphertext);
    expect(message.toString()).toBe(plaintext);
    expect(appId).toBe(appid);
  });

  test('brings any text back byte for byte', () => {
    const keys = fc.string({ unit: fc.constantFrom('a', 'z', 'A', 'Z', '0', '9'), minLength: 43, maxLength: 43 });
    const randoms = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), fc.string(), keys, randoms, (texts, appId, text, random) => {
        const key = new AesKey(text);
        for (const plain of texts) {
          const opened = decrypt(key, encrypt(key, appId, plain, random));
          expect(opened.message.equals(Buffer.from(plain))).toBe(true);
          expect(opened.appId).toBe(appId);
        }
      }),
    );
  });

  test('refuses any ciphertext it did not make, and throws nothing else', () => {
    const key = new AesKey(vectors.keys.mp.encodingAESKey);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.base64String(),
          fc.uint8Array().map(b => Buffer.from(b).toString('base64')),
        ),
        text => {
          try {
            // One in 256 random blocks ends as padding does; the AppID then is not ours.
            expect(decrypt(key, text).appId).not.toBe(vectors.keys.mp.appid);
          } catch (error) {
            expect(error).toBeInstanceOf(WechatSignatureError);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

const FAILURES: Readonly<Record<string, string>> = {
  BAD_CIPHERTEXT_LENGTH: 'ciphertext length',
  BAD_BASE64: 'base64',
  BAD_PADDING: 'padding',
  FRAME_TOO_SHORT: 'frame',
  LENGTH_OVERRUN: 'frame',
};

describe('malformed ciphertexts', () => {
  test.each(vectors.malformed)('$name', vector => {
    const { token, timestamp, nonce, encrypt: ciphertext, msgSignature, signatureIsValid, expectedAppid } = vector;
    expect(isSameSignature(sign(token, timestamp, nonce, ciphertext), msgSignature)).toBe(signatureIsValid);
    if (!signatureIsValid) return;
    const open = () => decrypt(new AesKey(vector.encodingAESKey), ciphertext);
    if (vector.expect.error === 'APPID_MISMATCH') expect(open().appId).not.toBe(expectedAppid);
    else expect(open).toThrow(expect.objectContaining({ failure: FAILURES[vector.expect.error] }));
  });
});
