import type { ResolvedWechatOptions } from '../wechat.options.js';
import { WechatAccount } from './wechat-account.js';

/** Builds an account and its services: the one place where they are put together. */
export function createWechatAccount(name: string, { appId }: ResolvedWechatOptions): WechatAccount {
  return new WechatAccount(name, appId);
}
