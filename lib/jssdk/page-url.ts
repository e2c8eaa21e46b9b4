import { WechatArgumentError } from '../wechat.errors.js';

/** Address of a page. */
export interface PageUrl {
  /** Without `#` and what follows; otherwise as it was given, byte for byte. */
  readonly url: string;
  /** With the port where it is not the usual one. */
  readonly host: string;
}

/** What no address in a browser holds: spaces, controls, half characters, and the mark of bytes that were no text. */
const IMPOSSIBLE = /[ \ufffd\p{Cc}\p{Cs}]/u;

/**
 * Reads the address of a page. Scheme and host must be written as browsers write them, so that the host that is read is
 * the one that a browser would go to, and a signature is right on its page. The address is in no error: it may hold a code.
 *
 * @throws WechatArgumentError for anything else
 */
export function readPageUrl(address: unknown): PageUrl {
  if (typeof address !== 'string') throw refuse('is missing');
  const [url = ''] = address.split('#', 1);
  if (IMPOSSIBLE.test(url)) throw refuse('holds spaces, control characters or broken text');
  if (!URL.canParse(url)) throw refuse('is no URL');
  const { protocol, origin, host } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') throw refuse('is no http:// or https:// URL');
  // Capitals, a usual port, a name and password, backslashes: the host is not what stands there.
  if (!url.startsWith(origin) || !/^([/?]|$)/.test(url.slice(origin.length))) {
    throw refuse(`is not written as browsers write it; it would begin with ${origin}`);
  }
  return { url, host };
}

function refuse(problem: string): WechatArgumentError {
  return new WechatArgumentError(
    `The address of the page ${problem}. Give its location.href as it is, not decoded and not made up.`,
  );
}
