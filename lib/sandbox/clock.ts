// Taken before a test can fake the timers: WeChat's clock is not that of the test.
const realNow = Date.now;
const realTimeout = setTimeout;
const realClearTimeout = clearTimeout;

/** WeChat's clock: it runs on like the real one, from wherever it is set, and moves nobody's but WeChat's. */
export class SandboxClock {
  #ahead: number;

  /**
   * @param startAt where it starts; default: now
   * @throws RangeError where it is an invalid date
   */
  constructor(startAt?: Date) {
    this.#ahead = startAt === undefined ? 0 : startAt.getTime() - realNow();
    if (Number.isNaN(this.#ahead)) throw new RangeError('The clock cannot start at an invalid date.');
  }

  /** Milliseconds since 1970, as `Date.now()`. */
  now(): number {
    return Math.floor(realNow() + this.#ahead);
  }

  /** Seconds since 1970, as WeChat writes times. */
  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  /**
   * Moves the clock on.
   *
   * @param milliseconds how far
   * @throws RangeError where it would go back, for WeChat's tokens and codes know no such time, or on without end
   */
  advance(milliseconds: number): void {
    if (!(milliseconds >= 0 && milliseconds < Infinity))
      throw new RangeError('The clock goes forward only: advance() takes milliseconds from 0.');
    this.#ahead += milliseconds;
  }
}

/** Milliseconds of the real clock, for what takes real time. */
export function realTime(): number {
  return realNow();
}

/** Waits in real time, also where timers are faked. It keeps no process alive: a sandbox that listens does. */
export function sleep(milliseconds: number): Promise<void> {
  return new Promise(resolve => {
    realTimeout(resolve, milliseconds).unref();
  });
}

/**
 * Calls back after some real time, also where timers are faked.
 *
 * @returns calls it off
 */
export function callLater(callback: () => void, milliseconds: number): () => void {
  const timer = realTimeout(callback, milliseconds);
  return () => realClearTimeout(timer);
}
