import { WechatPoolExhaustedError, WechatQuotaError } from '../../wechat.errors.js';
import type { QrcodePoolSettings } from '../qrcode-pool.options.js';
import type { Refusal } from './qrcode-pool.store.js';

/** Path of the API that makes codes. */
export const QRCODE_PATH = '/cgi-bin/qrcode/create';

/** What WeChat answers when an API was called too often in a day; the pool stops before. */
export const OWN_QUOTA = { errcode: 45009, errmsg: 'the pool has made as many QR codes as it may in a day' };

/** A quota that is used up, of WeChat's or of the options. */
export function quotaError(
  appId: string,
  { errcode, errmsg }: { readonly errcode: number; readonly errmsg: string },
  until: number,
): WechatQuotaError {
  const endsAt = new Date(until);
  const hint = `Codes that the pool has are leased meanwhile; new ones can be made again from ${endsAt.toISOString()} on.`;
  return new WechatQuotaError({ errcode, errmsg, appId, endpoint: QRCODE_PATH, retryable: true, hint }, endsAt);
}

/** Why the store lets no code be made. */
export function refusalError(appId: string, { outcome, until }: Refusal, { maxCodes }: QrcodePoolSettings): Error {
  if (outcome === 'quota') return quotaError(appId, OWN_QUOTA, until);
  const endsAt = new Date(until);
  return new WechatPoolExhaustedError(
    `The pool of ${appId} has all ${maxCodes} QR codes that it may have, and too many are leased or resting. Try again at ` +
      `${endsAt.toISOString()}, or raise qrcodePool.maxCodes.`,
    endsAt,
  );
}
