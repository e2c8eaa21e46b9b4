import { randomBytes } from 'node:crypto';

/**
 * An account that no one else has.
 *
 * @typedef {object} Account
 * @property {string} appId
 * @property {string} appSecret
 */

/**
 * Makes what gets an access token, as an application would, from a WeChat at a URL.
 *
 * @typedef {(account: Account, wechat: string, redis?: string) => Promise<() => Promise<string>>} CreateTokenGetter
 */

/** @returns {Account} */
export function newAccount() {
  return { appId: `wx${randomBytes(8).toString('hex')}`, appSecret: randomBytes(16).toString('hex') };
}
