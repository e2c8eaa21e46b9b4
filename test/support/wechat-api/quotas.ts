import type { Clock } from './clock.js';

/** How often an account may call, by WeChat's defaults. */
export interface QuotaLimits {
  /** `/cgi-bin/token`. Default: 2000. */
  readonly tokenPerDay?: number;
  /** `/cgi-bin/stable_token`, forced or not. Default: 10 000. */
  readonly stablePerMinute?: number;
  /** `/cgi-bin/stable_token`, forced or not. Default: 500 000. */
  readonly stablePerDay?: number;
  /** `/cgi-bin/stable_token` with `force_refresh`. Default: 20. */
  readonly forcedPerDay?: number;
}

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** Counters that begin anew with each window. The first window begins with the server, so tests see no midnight. */
export class Quotas {
  readonly #start: number;
  readonly #spent = new Map<string, number>();

  constructor(private readonly clock: Clock) {
    this.#start = clock.now();
  }

  /** Counts one call, unless the limit of this window is reached. */
  spend(name: string, limit: number, windowMs: number): boolean {
    const key = `${name} ${Math.floor((this.clock.now() - this.#start) / windowMs)}`;
    const spent = this.#spent.get(key) ?? 0;
    if (spent >= limit) return false;
    this.#spent.set(key, spent + 1);
    return true;
  }
}
