import { WechatArgumentError } from '../wechat.errors.js';
import type { WechatAccount } from './wechat-account.js';

/**
 * Accounts that are known only at run time: those of a registration with `resolveAccount`. They have the same services as
 * others, and are kept ready while they are used.
 */
export abstract class WechatAccounts {
  /**
   * The account of a key; `undefined` for a key that is nobody's. Rejects as the host's `resolveAccount` does, and with
   * `WechatStoreError` where that takes more than 5 seconds.
   */
  abstract find(key: string): Promise<WechatAccount | undefined>;

  /**
   * The account of a key.
   *
   * @throws WechatArgumentError for a key that is nobody's
   */
  async get(key: string): Promise<WechatAccount> {
    const account = await this.find(key);
    if (account !== undefined) return account;
    throw new WechatArgumentError(`There is no WeChat account with the key '${key}': resolveAccount does not know it.`);
  }

  /** Has an account's options asked for again at its next use. Call it where they have changed. */
  abstract forget(key: string): void;
}
