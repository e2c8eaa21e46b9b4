import {
  DeliveryStore,
  type Arrival,
  type MessageClaim,
  type NewDelivery,
  type RunResult,
  type Settlement,
} from './delivery.store.js';
import type { MessageKey } from './message-key.js';

/** What is known of a message. */
interface MessageRecord {
  readonly firstAt: number;
  attempts: number;
  /** The deliveries that came last, the newest in the end. */
  deliveryIds: readonly string[];
  claimId: string;
  leaseUntil: number;
  outcome: string | undefined;
  channel: 'passive' | 'customer-service' | undefined;
  handedOverTo: string | undefined;
}

const KEEP_MS = 60_000;
/** More than WeChat makes; somebody who repeats a message without end fills nothing. */
const MOST_DELIVERIES = 8;

/**
 * Keeps messages in this process, in two halves, of which the older one is dropped every minute: nothing is looked through,
 * and one timer runs while there is anything.
 */
export class MemoryDeliveryStore extends DeliveryStore {
  private young = new Map<string, MessageRecord>();
  private old = new Map<string, MessageRecord>();
  private timer: NodeJS.Timeout | undefined;

  async arrive(key: MessageKey, { deliveryId, claimId, leaseMs }: NewDelivery): Promise<Arrival> {
    const found = this.find(key);
    if (found === undefined) {
      this.add(key, { claimId, deliveryId, attempt: 1, ageMs: 0 }, leaseMs);
      return { state: 'run', attempt: 1, ageMs: 0 };
    }
    const now = Date.now();
    const arrival = { attempt: count(found, deliveryId), ageMs: now - found.firstAt };
    if (found.outcome === undefined) {
      const isFree = found.leaseUntil <= now;
      if (isFree) Object.assign(found, { claimId, leaseUntil: now + leaseMs });
      if (found.claimId === claimId) return { state: 'run', ...arrival };
      return { state: found.channel === 'customer-service' ? 'acknowledge' : 'wait', ...arrival };
    }
    if (found.channel === 'customer-service') return { state: 'acknowledge', ...arrival };
    found.channel = 'passive';
    return { state: 'answer', outcome: found.outcome, ...arrival };
  }

  async renew(key: MessageKey, claim: MessageClaim, leaseMs: number): Promise<boolean> {
    const found = this.find(key) ?? this.add(key, claim, leaseMs);
    if (found.claimId !== claim.claimId) return false;
    found.leaseUntil = Date.now() + leaseMs;
    return true;
  }

  async settle(key: MessageKey, claim: MessageClaim, { outcome, collect }: RunResult): Promise<Settlement> {
    const found = this.find(key) ?? this.add(key, claim, 0);
    if (found.claimId !== claim.claimId) return 'lost';
    found.outcome ??= outcome;
    if (found.channel === 'customer-service') return 'customer-service';
    if (!collect) return 'kept';
    found.channel = 'passive';
    return 'answer';
  }

  async acknowledge(key: MessageKey): Promise<string | undefined> {
    const found = this.find(key);
    if (found === undefined || found.channel === 'customer-service') return undefined;
    found.channel = found.outcome === undefined ? 'customer-service' : 'passive';
    return found.outcome;
  }

  async handOver(key: MessageKey, claimId: string): Promise<boolean> {
    const found = this.find(key);
    if (found?.handedOverTo === claimId) return true;
    if (found?.claimId !== claimId || found.outcome === undefined || found.channel !== undefined) return false;
    found.channel = 'customer-service';
    found.handedOverTo = claimId;
    return true;
  }

  private find(key: MessageKey): MessageRecord | undefined {
    const name = nameOf(key);
    const young = this.young.get(name);
    if (young !== undefined) return young;
    const old = this.old.get(name);
    // Its minute begins anew.
    if (old !== undefined) this.young.set(name, old);
    return old;
  }

  private add(key: MessageKey, { claimId, deliveryId, attempt, ageMs }: MessageClaim, leaseMs: number): MessageRecord {
    const now = Date.now();
    const record: MessageRecord = {
      firstAt: now - ageMs,
      attempts: attempt,
      deliveryIds: [deliveryId],
      claimId,
      leaseUntil: now + leaseMs,
      outcome: undefined,
      channel: undefined,
      handedOverTo: undefined,
    };
    this.young.set(nameOf(key), record);
    this.timer ??= setTimeout(() => this.turn(), KEEP_MS).unref();
    return record;
  }

  private turn(): void {
    this.old = this.young;
    this.young = new Map();
    this.timer = this.old.size === 0 ? undefined : setTimeout(() => this.turn(), KEEP_MS).unref();
  }
}

/** Which delivery this is; a new one counts. */
function count(record: MessageRecord, deliveryId: string): number {
  const position = record.deliveryIds.lastIndexOf(deliveryId);
  if (position >= 0) return record.attempts - (record.deliveryIds.length - 1 - position);
  record.attempts += 1;
  record.deliveryIds = [...record.deliveryIds, deliveryId].slice(-MOST_DELIVERIES);
  return record.attempts;
}

function nameOf({ appId, openId, id }: MessageKey): string {
  return `${appId}\n${openId}\n${id}`;
}
