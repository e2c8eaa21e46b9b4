import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';

/** Something that is not to be cut off when the application shuts down. */
export interface Finishable {
  /** Brings it to its end within a time; never rejects. */
  finish(): Promise<void>;
}

/** What runs in this process: handlers, and replies that wait to be collected. */
@Injectable()
export class RunningMessages implements BeforeApplicationShutdown {
  private readonly running = new Set<Finishable>();

  add(message: Finishable): void {
    this.running.add(message);
  }

  delete(message: Finishable): void {
    this.running.delete(message);
  }

  /** Before connections of stores are closed. */
  async beforeApplicationShutdown(): Promise<void> {
    while (this.running.size > 0) {
      const messages = [...this.running];
      await Promise.all(messages.map(message => message.finish()));
      for (const message of messages) this.running.delete(message);
    }
  }
}
