import { WechatApiError } from '../wechat.errors.js';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

/** Keeps failing calls from becoming a storm: after repeated failures there are pauses, and they grow. */
export class Breaker {
  private failures = 0;
  private closedUntil = 0;
  private reason: unknown;

  /** Throws the last failure while a pause lasts. */
  check(): void {
    if (performance.now() < this.closedUntil) throw this.reason;
  }

  succeeded(): void {
    this.failures = 0;
    this.closedUntil = 0;
    this.reason = undefined;
  }

  failed(reason: unknown): void {
    this.failures += 1;
    this.reason = reason;
    // What WeChat refuses for good is not worth a second call.
    const final = reason instanceof WechatApiError && !reason.retryable;
    const doublings = final ? this.failures - 1 : this.failures - 2;
    if (doublings < 0) return;
    this.closedUntil = performance.now() + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** doublings);
  }
}
