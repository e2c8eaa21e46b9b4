import type { Arrival, MessageClaim } from './delivery.store.js';

/** More than WeChat makes; somebody who repeats a message without end fills nothing. */
const MOST_DELIVERIES = 8;

/** What a process's memory knows of a message. Times are milliseconds of `performance.now()`, without fractions. */
export class MessageRecord {
  outcome: string | undefined;
  /** Which way the answer goes, once that is known. */
  channel: 'passive' | 'customer-service' | undefined;
  isHandedOver = false;
  claimId: string;
  private readonly firstAt: number;
  private attempts: number;
  /** The deliveries that came last, the newest in the end. */
  private deliveryIds: string | readonly string[];

  constructor(
    { claimId, deliveryId, attempt, ageMs }: MessageClaim,
    public leaseUntil: number,
    now: number,
  ) {
    this.claimId = claimId;
    this.firstAt = now - Math.round(ageMs);
    this.attempts = attempt;
    this.deliveryIds = deliveryId;
  }

  /** Counts a delivery, unless it is known. */
  count(deliveryId: string, now: number): Pick<Arrival, 'attempt' | 'ageMs'> {
    // Most messages are delivered once.
    const known = typeof this.deliveryIds === 'string' ? [this.deliveryIds] : this.deliveryIds;
    const position = known.lastIndexOf(deliveryId);
    if (position < 0) {
      this.attempts += 1;
      this.deliveryIds = [...known, deliveryId].slice(-MOST_DELIVERIES);
    }
    const later = position < 0 ? 0 : known.length - 1 - position;
    return { attempt: this.attempts - later, ageMs: now - this.firstAt };
  }

  /** The run that has the message, or has had it, as far as it has come. */
  claimAt(now: number): MessageClaim {
    const deliveryId = typeof this.deliveryIds === 'string' ? this.deliveryIds : (this.deliveryIds.at(-1) ?? '');
    return { claimId: this.claimId, deliveryId, attempt: this.attempts, ageMs: now - this.firstAt };
  }
}
