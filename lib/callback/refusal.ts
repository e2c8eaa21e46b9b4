import { inspect } from 'node:util';
import type { Logger } from '@nestjs/common';
import { WechatDecodeError, WechatSignatureError } from '../wechat.errors.js';
import { respondText, type RawResponse } from './raw-response.js';

/**
 * The answer to a callback that cannot be served; logs why.
 *
 * @param whose account or accounts, as logs call them: `account 'shop'`
 */
export function refuseCallback(error: unknown, whose: string, logger: Logger): RawResponse {
  const about = `Refused a callback of ${whose}`;
  if (error instanceof WechatSignatureError) {
    logger.warn(`${about}: ${error.message}`, { failure: error.failure });
    // One answer for all, so that it tells a stranger nothing about keys and padding.
    return respondText(401, 'unauthorized');
  }
  if (error instanceof WechatDecodeError) {
    logger.warn(`${about}: ${error.message}`);
    return error.status === 413
      ? respondText(413, 'payload too large', { connection: 'close' })
      : respondText(400, 'bad request');
  }
  logger.error(`${about}: ${inspect(error)}`);
  return respondText(400, 'bad request');
}
