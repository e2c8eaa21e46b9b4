import { callLater } from './clock.js';
import { SandboxError } from './sandbox.error.js';

/** Tells those who look on that something happened. */
export class Changes {
  readonly #listeners = new Set<() => void>();
  #isDue = false;

  /** Tells them as soon as what goes on is done: once, though a mass message may be thousands of changes. */
  notify(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    void Promise.resolve().then(() => {
      this.#isDue = false;
      for (const listener of this.#listeners) listener();
    });
  }

  /** @returns ends the subscription */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Resolves as soon as `find` finds something. */
  async until<Found>(find: () => Found | undefined, timeoutMs: number, what: string): Promise<Found> {
    const present = find();
    if (present !== undefined) return present;
    return new Promise((resolve, reject) => {
      const unsubscribe = this.subscribe(() => {
        const found = find();
        if (found === undefined) return;
        callOff();
        unsubscribe();
        resolve(found);
      });
      const callOff = callLater(() => {
        unsubscribe();
        reject(new SandboxError(`${what} did not come within ${timeoutMs} ms.`));
      }, timeoutMs);
    });
  }
}
