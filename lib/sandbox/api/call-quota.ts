import type { Quotas } from '../account/quotas.js';
import { ApiError } from './api-error.js';

/** How often something can be called. */
export interface CallLimits {
  /** Calls per day: 45009 beyond. */
  readonly dailyLimit?: number;
  /** Calls per minute: 45011 beyond. */
  readonly minuteLimit?: number;
}

/** Who calls are counted for. */
export interface CallOwner {
  readonly appId: string;
  readonly quotas: Quotas;
  readonly dailyLimits: Readonly<Record<string, number>>;
}

/** Counts a call of a path, or throws 45011 or 45009. */
export function spendCall(owner: CallOwner, path: string, limits: CallLimits): void {
  const { minuteLimit = Infinity } = limits;
  if (!owner.quotas.spend(`minute ${path}`, minuteLimit, 'minute')) throw new ApiError(45011);
  if (!owner.quotas.spend(path, dailyLimitOf(owner, path, limits))) throw new ApiError(45009);
}

/** How often an account or a platform may call a path in a day: its own limit, or WeChat's. */
export function dailyLimitOf({ dailyLimits }: CallOwner, path: string, { dailyLimit = Infinity }: CallLimits): number {
  return dailyLimits[path] ?? dailyLimit;
}
