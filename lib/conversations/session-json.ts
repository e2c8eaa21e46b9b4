import { WechatSessionError } from '../wechat.errors.js';

/**
 * A session as the JSON that is kept of it.
 *
 * @throws WechatSessionError where it would not come back as it is, or is too large
 */
export function toSessionJson(session: object, maxBytes: number): string {
  const json = JSON.stringify(session, refuseWhatIsLost);
  const bytes = Buffer.byteLength(json);
  if (bytes <= maxBytes) return json;
  throw new WechatSessionError(
    `The session has ${bytes} bytes of JSON, and may have ${maxBytes} (conversations.maxBytes). Keep large things elsewhere, ` +
      'and their ids in the session.',
  );
}

/** Called with each value after its own `toJSON`, and the object that it is in. */
function refuseWhatIsLost(this: object, name: string, value: unknown): unknown {
  const own = (this as Readonly<Record<string, unknown>>)[name];
  if (isJson(own)) return value;
  throw new WechatSessionError(
    `'${name}' of the session is ${describe(own)}, which JSON does not keep as it is. Keep a text, a number or a plain object.`,
  );
}

function isJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return !['bigint', 'function', 'symbol'].includes(typeof value);
  if (value === null || Array.isArray(value)) return true;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function describe(value: unknown): string {
  if (typeof value === 'object') return `a ${value?.constructor.name}`;
  return typeof value === 'number' ? String(value) : `a ${typeof value}`;
}
