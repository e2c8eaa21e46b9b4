import type { DeliverySettings } from './delivery.options.js';
import type { Arrival } from './delivery.store.js';

/** Whoever asked for an answer, as far as that can be told. */
export interface DeliveryPeer {
  /** Aborts when it has hung up. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Why a delivery waits no more: `acknowledge`, it is the last one that WeChat makes, and its time is up; `hang up`, WeChat
 * has given up, or is about to, and will ask again.
 */
export type DeliveryEnd = 'acknowledge' | 'hang up';

/** WeChat asks three times; some say, once more than that. */
const LAST_ATTEMPT = 3;
/** A delivery that begins this late is the last, whether those before it came through or not. */
const LAST_AGE_MS = 9000;
/** WeChat hangs up after five seconds; whoever has not by now is no WeChat. */
const HANG_UP_MS = 6000;

/** One request of WeChat, while it waits for its answer. */
export class OpenDelivery {
  private readonly startedAt = performance.now();
  private isOver = false;
  private isWatched = false;
  private timer: NodeJS.Timeout | undefined;
  private readonly end: Promise<DeliveryEnd>;
  private resolve: (end: DeliveryEnd) => void = () => {};

  constructor(
    private readonly settings: Pick<DeliverySettings, 'deadlineMs' | 'onOverrun'>,
    private readonly peer: DeliveryPeer,
  ) {
    this.end = new Promise(resolve => {
      this.resolve = resolve;
    });
  }

  /** Whether it can still give an answer. */
  get isOpen(): boolean {
    return !this.isOver;
  }

  /** Waits until its time is up, or for something else, whichever comes first. */
  async wait<T>({ attempt, ageMs }: Arrival, other: Promise<T>): Promise<T | DeliveryEnd> {
    const waitedMs = performance.now() - this.startedAt;
    const isLast = attempt >= LAST_ATTEMPT || ageMs - waitedMs >= LAST_AGE_MS;
    const acknowledges = isLast || this.settings.onOverrun === 'acknowledge';
    this.timer ??= setTimeout(
      () => this.finish(acknowledges ? 'acknowledge' : 'hang up'),
      Math.max(0, (acknowledges ? this.settings.deadlineMs : HANG_UP_MS) - waitedMs),
    ).unref();
    return Promise.race([other, this.end]);
  }

  /** Learns when WeChat hangs up. Most answers come so soon that nobody has to ask. */
  watch(): void {
    if (this.isWatched) return;
    this.isWatched = true;
    const { signal } = this.peer;
    if (signal?.aborted) this.finish('hang up');
    else signal?.addEventListener('abort', () => this.finish('hang up'), { once: true });
  }

  /** Ends it: nobody waits for it any more. */
  finish(end: DeliveryEnd): void {
    this.close();
    this.resolve(end);
  }

  /** It has its answer. */
  close(): void {
    this.isOver = true;
    clearTimeout(this.timer);
  }
}
