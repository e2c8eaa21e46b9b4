import { hash } from 'node:crypto';
import { sign } from '../callback/crypto.js';

/** What the signature of a page covers. */
export interface SignedPage {
  readonly ticket: string;
  readonly nonceStr: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  /** Without its fragment. */
  readonly url: string;
}

/** Signs a page: values as they are, in this order. Official document: JS-SDK说明文档, 附录1. */
export function signPage({ ticket, nonceStr, timestamp, url }: SignedPage): string {
  return hash('sha1', `jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`);
}

/** Signs the values of a call about cards, in whatever order; those that are left out are not signed. Official document: JS-SDK说明文档, 附录4. */
export function signCardValues(...values: readonly (string | undefined)[]): string {
  return sign(...values.filter(value => value !== undefined));
}
