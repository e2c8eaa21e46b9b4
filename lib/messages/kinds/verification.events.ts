import { notice, number, text } from './schema.js';

const expiring = notice({ ExpiredTime: number });
const failed = notice({ FailTime: number, FailReason: text });

/** Verification of the account. Official document: 微信认证事件推送. Times are seconds. */
export const verificationEvents = {
  /** The qualification was verified; the account has its permissions at once. */
  'event.qualification_verify_success': expiring,
  /** The qualification was refused. */
  'event.qualification_verify_fail': failed,
  /** The name was verified. */
  'event.naming_verify_success': expiring,
  /** The name was refused; the permissions stay. */
  'event.naming_verify_fail': failed,
  /** The verification expires soon and wants to be renewed. */
  'event.annual_renew': expiring,
  /** The verification expired. */
  'event.verify_expired': expiring,
};
