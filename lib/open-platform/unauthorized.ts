import { WechatApiError } from '../wechat.errors.js';

/** The account has not authorized the platform, or not any more (61003, 61023), or WeChat knows no such account (61004 is about addresses). */
const CODES: ReadonlySet<number> = new Set([61003, 61023]);

/** Whether WeChat says that an account has not authorized the platform. */
export function isUnauthorized(error: unknown): error is WechatApiError {
  return error instanceof WechatApiError && CODES.has(error.errcode);
}
