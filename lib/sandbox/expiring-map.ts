import type { SandboxClock } from './clock.js';

const DAY_MS = 86_400_000;
const LEAST = 1000;

/**
 * Tokens, codes and the like by their value. What ended is kept for a day more, so that it can be told from what never
 * was; then it is forgotten, some time or other, so that a sandbox may run for weeks.
 */
export class ExpiringMap<Value> extends Map<string, Value> {
  #most = LEAST;

  /** @param endOf when a value ends, in milliseconds since 1970 by WeChat's clock */
  constructor(
    private readonly clock: SandboxClock,
    private readonly endOf: (value: Value) => number,
  ) {
    super();
  }

  override set(key: string, value: Value): this {
    super.set(key, value);
    if (this.size > this.#most) this.#forget();
    return this;
  }

  /** Each time there are twice as many as the last one left, so that it takes no time worth mentioning. */
  #forget(): void {
    const now = this.clock.now();
    for (const [key, value] of this) if (this.endOf(value) + DAY_MS <= now) this.delete(key);
    this.#most = Math.max(LEAST, this.size * 2);
  }
}
