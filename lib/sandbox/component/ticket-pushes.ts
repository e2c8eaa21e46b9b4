import type { SandboxClock } from '../clock.js';
import type { Delivery } from '../delivery/delivery.js';

const EVERY_MS = 600_000;
/** After so many that nobody took WeChat stops; how many it waits for is not known. */
const MOST_FAILURES = 6;

/** Pushes a ticket to one platform every ten minutes, unless several in a row were not taken. */
export class TicketPushes {
  #failures = 0;
  #callOff: (() => void) | undefined;

  /**
   * @param isDue whether there is anywhere to push to
   * @param push makes a ticket and delivers it
   */
  constructor(
    private readonly clock: SandboxClock,
    private readonly isDue: () => boolean,
    private readonly push: () => Promise<Delivery>,
  ) {}

  /** Whether it goes on. */
  get isOn(): boolean {
    return this.#callOff !== undefined;
  }

  /** Begins the ten minutes anew. */
  start(): void {
    this.stop();
    this.#failures = 0;
    this.#schedule();
  }

  stop(): void {
    this.#callOff?.();
    this.#callOff = undefined;
  }

  /** Pushes one now, whether it goes on or not. */
  async pushNow(): Promise<Delivery> {
    const delivery = await this.push();
    this.#failures = delivery.verdict === 'acknowledged' ? 0 : this.#failures + 1;
    if (this.#failures >= MOST_FAILURES) this.stop();
    return delivery;
  }

  #schedule(): void {
    this.#callOff = this.clock.callAt(this.clock.now() + EVERY_MS, () => {
      this.#schedule();
      if (this.isDue()) void this.pushNow();
    });
  }
}
