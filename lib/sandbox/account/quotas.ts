import type { SandboxClock } from '../clock.js';

/** How long a counter runs before it begins anew. */
export type QuotaPeriod = 'minute' | 'day' | 'month';

/** WeChat's days and months begin at midnight in Beijing. */
const BEIJING_MS = 8 * 3_600_000;

/** The counters of one account. */
export class Quotas {
  readonly #used = new Map<string, { period: string; count: number }>();

  constructor(private readonly clock: SandboxClock) {}

  /** Counts one use, unless the limit of this period is reached. */
  spend(name: string, limit: number, period: QuotaPeriod = 'day'): boolean {
    const count = this.used(name, period);
    if (count >= limit) return false;
    this.#used.set(name, { period: this.#current(period), count: count + 1 });
    return true;
  }

  used(name: string, period: QuotaPeriod = 'day'): number {
    const counter = this.#used.get(name);
    return counter?.period === this.#current(period) ? counter.count : 0;
  }

  /** The APIs that were called today, and how often. */
  today(): { readonly path: string; readonly used: number }[] {
    const today = this.#current('day');
    return [...this.#used]
      .filter(([name, { period }]) => name.startsWith('/') && period === today)
      .map(([path, { count }]) => ({ path, used: count }));
  }

  /** Begins the counter of one name anew, or of all that start with a slash: those of APIs. */
  clear(path?: string): void {
    for (const name of this.#used.keys()) {
      if (path === undefined ? name.startsWith('/') : name === path) this.#used.delete(name);
    }
  }

  #current(period: QuotaPeriod): string {
    const now = this.clock.now();
    if (period === 'minute') return `minute ${Math.floor(now / 60_000)}`;
    return `${period} ${new Date(now + BEIJING_MS).toISOString().slice(0, period === 'day' ? 10 : 7)}`;
  }
}
