import type { SandboxAccount } from '../account/sandbox-account.js';
import { ApiError } from './api-error.js';

/** How often something can be called. */
export interface CallLimits {
  /** Calls per day: 45009 beyond. */
  readonly dailyLimit?: number;
  /** Calls per minute: 45011 beyond. */
  readonly minuteLimit?: number;
}

/** Counts a call of a path, or throws 45011 or 45009. */
export function spendCall(account: SandboxAccount, path: string, limits: CallLimits): void {
  const { minuteLimit = Infinity } = limits;
  if (!account.quotas.spend(`minute ${path}`, minuteLimit, 'minute')) throw new ApiError(45011);
  if (!account.quotas.spend(path, dailyLimitOf(account, path, limits))) throw new ApiError(45009);
}

/** The account's own limit of a path, or WeChat's. */
export function dailyLimitOf(
  { dailyLimits }: SandboxAccount,
  path: string,
  { dailyLimit = Infinity }: CallLimits,
): number {
  return dailyLimits[path] ?? dailyLimit;
}
