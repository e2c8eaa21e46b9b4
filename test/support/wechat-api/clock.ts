// Taken before a test can fake the timers: WeChat's clock is not that of the test.
const realNow = Date.now;
const realTimeout = setTimeout;

/** WeChat's clock. It runs with the real one, however far ahead it is set. */
export class Clock {
  #ahead = 0;

  now(): number {
    return realNow() + this.#ahead;
  }

  advance(ms: number): void {
    this.#ahead += ms;
  }
}

/** Waits in real time, also where timers are faked. */
export function sleep(ms: number): Promise<void> {
  return new Promise(resolve => {
    realTimeout(resolve, ms);
  });
}
