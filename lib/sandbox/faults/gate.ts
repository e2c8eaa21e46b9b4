interface Waiting {
  readonly path: string;
  readonly isGone: () => boolean;
  readonly proceed: () => void;
}

interface Watcher {
  readonly path: string;
  readonly count: number;
  readonly notify: () => void;
}

/** Where held requests wait. */
export class Gate {
  #waiting: Waiting[] = [];
  #watchers: Watcher[] = [];

  /** Waits until the gate of a path opens. */
  wait(path: string, isGone: () => boolean): Promise<void> {
    return new Promise(proceed => {
      this.#waiting.push({ path, isGone, proceed });
      const reached = this.#watchers.filter(watcher => this.#isReached(watcher));
      this.#watchers = this.#watchers.filter(watcher => !reached.includes(watcher));
      for (const { notify } of reached) notify();
    });
  }

  /** Waits until so many callers wait at a path. */
  held(path: string, count: number): Promise<void> {
    return new Promise(notify => {
      const watcher = { path, count, notify };
      if (this.#isReached(watcher)) notify();
      else this.#watchers.push(watcher);
    });
  }

  /** Lets all requests of a path go on, in their order. Without a path, all. */
  open(path?: string): void {
    const free = this.#waiting.filter(waiting => path === undefined || waiting.path === path);
    this.#waiting = this.#waiting.filter(waiting => !free.includes(waiting));
    for (const { proceed } of free) proceed();
  }

  /** Callers that gave up do not count. */
  #isReached({ path, count }: Watcher): boolean {
    return this.#waiting.filter(waiting => waiting.path === path && !waiting.isGone()).length >= count;
  }
}
