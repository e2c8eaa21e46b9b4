import { hash } from 'node:crypto';
import type { Ticket } from '../account/tickets.js';

/** What a page gave to `wx.config`, and where it is. */
export interface PageConfig {
  readonly appId: string;
  readonly timestamp: string;
  readonly nonceStr: string;
  readonly signature: string;
  /** `location.href`. */
  readonly href: string;
}

/** The signature that a ticket gives to a page with this address. Official document: JS-SDK说明文档, 附录1. */
export function signatureOf({ value }: Ticket, { nonceStr, timestamp }: PageConfig, url: string): string {
  return hash('sha1', `jsapi_ticket=${value}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`);
}

/** An address without what a phone does not sign. */
export function withoutFragment(href: string): string {
  const [url = ''] = href.split('#', 1);
  return url;
}
