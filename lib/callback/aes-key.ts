import { createCipheriv, createDecipheriv } from 'node:crypto';

const BLOCK = 16;

/**
 * An EncodingAESKey at work: AES-256-CBC whose IV is the beginning of the key, without padding.
 *
 * Cipher objects are dear to make and to collect, so there is one for each direction. CBC adds to each block the
 * ciphertext of the block before. To begin anew, a first block is put in front whose ciphertext is the IV; what comes
 * out for it is dropped.
 */
export class AesKey {
  private readonly iv: Buffer;
  private readonly decipher;
  private readonly cipher;
  /** The block that encrypts to the IV, before the chain is added to it. */
  private readonly beforeIv: Buffer;
  private lastBlock: Buffer;

  /** @param encodingAESKey 43 characters; the last one may carry two bits that count for nothing */
  constructor(encodingAESKey: string) {
    const key = Buffer.from(`${encodingAESKey}=`, 'base64');
    this.iv = key.subarray(0, BLOCK);
    this.decipher = createDecipheriv('aes-256-cbc', key, this.iv).setAutoPadding(false);
    this.cipher = createCipheriv('aes-256-cbc', key, this.iv).setAutoPadding(false);
    this.beforeIv = createDecipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(this.iv);
    this.lastBlock = this.iv;
  }

  /** @param bytes whole blocks; anything else would disturb the chain for good */
  decrypt(bytes: Uint8Array): Buffer {
    if (bytes.length % BLOCK !== 0) throw new RangeError('There are no whole blocks.');
    return this.decipher.update(Buffer.concat([this.iv, bytes])).subarray(BLOCK);
  }

  /** @param bytes whole blocks */
  encrypt(bytes: Uint8Array): Buffer {
    const first = this.beforeIv.map((byte, index) => byte ^ (this.lastBlock[index] ?? 0));
    const encrypted = this.cipher.update(Buffer.concat([first, bytes]));
    this.lastBlock = encrypted.subarray(-BLOCK);
    return encrypted.subarray(BLOCK);
  }
}
