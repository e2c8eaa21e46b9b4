import { ApiError } from '../api/api-error.js';
import type { ApiRequest } from '../api/api-request.js';
import { Fields, isObject } from '../api/fields.js';

/** An escape beyond ASCII, and the escaped backslashes before it. */
const ESCAPE = /((?<!\\)(?:\\\\)*)\\u(?!00[0-7])([\da-f]{4})/gi;

/**
 * The body as the endpoints for messages read it: they do not know `\uXXXX`, so that people see the six characters of
 * each escape. JSON must be sent in UTF-8 as it is.
 */
export function readLiteralBody({ raw }: ApiRequest): Fields {
  try {
    const body: unknown = JSON.parse(raw.toString().replace(ESCAPE, String.raw`$1\\u$2`));
    if (isObject(body)) return new Fields(body);
  } catch {
    // Said below.
  }
  throw new ApiError(47001);
}
