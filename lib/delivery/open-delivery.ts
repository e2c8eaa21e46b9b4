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
/** WeChat reads no answer that comes later, whether its hanging up has come through or not. */
const READ_MS = 5000;
/** Whoever has not hung up by now is no WeChat. */
const HANG_UP_MS = 6000;

/** One request of WeChat, while it waits for its answer. */
export class OpenDelivery {
  private readonly startedAt = performance.now();
  private end: DeliveryEnd | undefined;
  private isWatched = false;
  private timer: NodeJS.Timeout | undefined;
  private wake: (end: DeliveryEnd) => void = () => {};

  constructor(
    private readonly settings: Pick<DeliverySettings, 'deadlineMs' | 'onOverrun'>,
    private readonly peer: DeliveryPeer,
  ) {}

  /** Whether it can still give an answer. */
  get isOpen(): boolean {
    return this.end === undefined && this.waitedMs < READ_MS;
  }

  /** Waits until its time is up, or for something else, whichever comes first. */
  wait<T>({ attempt, ageMs }: Arrival, other: Promise<T>): Promise<T | DeliveryEnd> {
    if (this.end !== undefined) return Promise.resolve(this.end);
    this.timer ??= this.schedule(attempt >= LAST_ATTEMPT || ageMs - this.waitedMs >= LAST_AGE_MS);
    // Less than a race of promises, for every message comes through here.
    return new Promise((resolve, reject) => {
      this.wake = resolve;
      other.then(resolve, reject);
    });
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
    this.end ??= end;
    this.wake(this.end);
  }

  /** It has its answer. */
  close(): void {
    clearTimeout(this.timer);
  }

  private get waitedMs(): number {
    return performance.now() - this.startedAt;
  }

  private schedule(isLast: boolean): NodeJS.Timeout {
    const acknowledges = isLast || this.settings.onOverrun === 'acknowledge';
    const end = acknowledges ? 'acknowledge' : 'hang up';
    const dueMs = acknowledges ? this.settings.deadlineMs : HANG_UP_MS;
    return setTimeout(() => this.finish(end), Math.max(0, dueMs - this.waitedMs)).unref();
  }
}
