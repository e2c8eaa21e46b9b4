import { randomBytes } from 'node:crypto';
import { ERROR_MESSAGES } from './error-messages.js';

/** A refusal in WeChat's words; the HTTP status is 200 all the same. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  /**
   * @param errmsg WeChat's own text unless given
   * @param more further fields of the answer
   */
  constructor(
    readonly errcode: number,
    readonly errmsg = ERROR_MESSAGES[errcode] ?? 'error',
    readonly more: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${errcode} ${errmsg}`);
  }
}

/** The number that support asks for. Its first part is the time in seconds. */
export function createRid(seconds: number): string {
  const random = randomBytes(8).toString('hex');
  return [seconds.toString(16).padStart(8, '0'), random.slice(0, 8), random.slice(8)].join('-');
}
