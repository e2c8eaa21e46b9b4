/** Takes the place of `setTimeout`: time passes when it is told to. */
export class FakeTimers {
  #pending = new Set();

  constructor() {
    globalThis.setTimeout = (callback, _ms, ...args) => {
      const timer = { fire: () => callback(...args), unref: () => timer };
      this.#pending.add(timer);
      return timer;
    };
    globalThis.clearTimeout = timer => {
      this.#pending.delete(timer);
    };
  }

  /** How many have yet to fire. */
  get size() {
    return this.#pending.size;
  }

  /** Fires those that there are, but not what they begin. */
  fire() {
    const due = [...this.#pending];
    this.#pending.clear();
    for (const timer of due) timer.fire();
  }
}
