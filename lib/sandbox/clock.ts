// Taken before a test can fake the timers: WeChat's clock is not that of the test.
const realNow = Date.now;
const realTimeout = setTimeout;
const realClearTimeout = clearTimeout;

/** Timers know no longer time. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** What is to happen at a time. */
interface Alarm {
  readonly time: number;
  readonly callback: () => void;
  timer?: NodeJS.Timeout;
}

/** WeChat's clock: it runs on like the real one, from wherever it is set, and moves nobody's but WeChat's. */
export class SandboxClock {
  #ahead: number;
  readonly #alarms = new Set<Alarm>();

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
    for (const alarm of this.#alarms) this.#wind(alarm);
  }

  /**
   * Calls back when the clock shows a time or later: never at once, and only once, however far the clock is moved on. It
   * keeps no process alive.
   *
   * @param time milliseconds since 1970
   * @returns calls it off
   */
  callAt(time: number, callback: () => void): () => void {
    const alarm: Alarm = { time, callback };
    this.#alarms.add(alarm);
    this.#wind(alarm);
    return () => {
      this.#alarms.delete(alarm);
      realClearTimeout(alarm.timer);
    };
  }

  /** Sets the timer of an alarm anew. */
  #wind(alarm: Alarm): void {
    realClearTimeout(alarm.timer);
    const ring = () => {
      if (this.now() < alarm.time) return this.#wind(alarm);
      this.#alarms.delete(alarm);
      alarm.callback();
    };
    alarm.timer = realTimeout(ring, Math.min(Math.max(0, alarm.time - this.now()), MAX_TIMEOUT_MS)).unref();
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
