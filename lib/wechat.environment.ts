import { DEFAULT_ACCOUNT } from './wechat.tokens.js';

/** Beginning of the environment variables of an account: `WECHAT`, and `WECHAT_SHOP` for `shop`. */
export function environmentPrefix(account: string): string {
  if (account === DEFAULT_ACCOUNT) return 'WECHAT';
  const words = account.replace(/([a-z\d])([A-Z])/g, '$1_$2').replace(/[^A-Za-z\d]+/g, '_');
  return `WECHAT_${words.toUpperCase()}`;
}
