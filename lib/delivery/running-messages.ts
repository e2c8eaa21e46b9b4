import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';

/** Something that is not to be cut off when the application shuts down. */
export interface Finishable {
  /** Brings it to its end within a time; never rejects. */
  finish(): Promise<void>;
}

/** A message in the list of those that run. */
export interface RunningEntry {
  readonly message: Finishable;
  /** Where it stands in the list. */
  place: number;
}

/** What runs in this process: handlers, and replies that wait to be collected. */
@Injectable()
export class RunningMessages implements BeforeApplicationShutdown {
  /** Not a `Set`, which makes itself anew every few messages. */
  private readonly running: RunningEntry[] = [];

  add(message: Finishable): RunningEntry {
    const entry = { message, place: this.running.length };
    this.running.push(entry);
    return entry;
  }

  /** Does nothing where it has been taken out. */
  delete(entry: RunningEntry): void {
    if (this.running[entry.place] !== entry) return;
    const last = this.running.pop();
    if (last === undefined || last === entry) return;
    last.place = entry.place;
    this.running[entry.place] = last;
  }

  /** Before connections of stores are closed. */
  async beforeApplicationShutdown(): Promise<void> {
    while (this.running.length > 0) {
      const entries = [...this.running];
      await Promise.all(entries.map(({ message }) => message.finish()));
      for (const entry of entries) this.delete(entry);
    }
  }
}
