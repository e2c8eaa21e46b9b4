import { setTimeout as sleep } from 'node:timers/promises';
import { WechatApiError, WechatNetworkError } from '../wechat.errors.js';

/** Codes that mean that the token is not good any more; the last is that of a third-party platform. */
const TOKEN_CODES: ReadonlySet<number> = new Set([40001, 40014, 42001, 42006]);
const SYSTEM_BUSY = -1;
const PAUSES_MS = [200, 800];

/** Whether WeChat refused the token that was sent. */
export function isTokenRefused(error: unknown): error is WechatApiError {
  return error instanceof WechatApiError && TOKEN_CODES.has(error.errcode);
}

/** Whether it is not known what became of a call: WeChat was busy, or gave no answer that can be read. */
export function isTransient(error: unknown): error is WechatApiError | WechatNetworkError {
  return error instanceof WechatNetworkError || (error instanceof WechatApiError && error.errcode === SYSTEM_BUSY);
}

/** Sends a call, and after transient failures sends it again, twice at most, where it is repeatable. */
export async function repeat<T>(repeatable: boolean, send: () => Promise<T>): Promise<T> {
  for (const pauseMs of repeatable ? PAUSES_MS : []) {
    try {
      return await send();
    } catch (error) {
      if (!isTransient(error)) throw error;
      await sleep(pauseMs * (0.5 + Math.random()));
    }
  }
  return send();
}
