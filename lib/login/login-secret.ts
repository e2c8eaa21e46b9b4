import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const ID_BYTES = 16;
const SECRET_BYTES = 32;
const ID = /^[\w-]{22}$/;

/** Id of a login: 128 random bits in base64url. */
export function randomLoginId(): string {
  return randomBytes(ID_BYTES).toString('base64url');
}

/** Secret of a browser: 256 random bits in base64url. */
export function randomSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** Whether it looks like an id; what came from a browser may be anything. */
export function isLoginId(id: unknown): id is string {
  return typeof id === 'string' && ID.test(id);
}

/** What is kept of a secret. */
export function hashSecret(secret: string): string {
  return digest(secret).toString('base64url');
}

/** Compares in constant time. */
export function isSecretOf(hash: string, secret: unknown): boolean {
  const expected = Buffer.from(hash, 'base64url');
  const actual = digest(typeof secret === 'string' ? secret : '');
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
