import {
  DeliveryStore,
  type Arrival,
  type MessageClaim,
  type NewDelivery,
  type RunResult,
  type Settlement,
} from './delivery.store.js';
import type { MessageKey } from './message-key.js';
import { MessageRecord } from './message-record.js';

const KEEP_MS = 60_000;

/** A run of this process, which goes on or has come to something. */
export interface KnownRun {
  readonly claim: MessageClaim;
  readonly outcome: string | undefined;
}

/**
 * Keeps messages in this process, in two halves, of which the older one is dropped every minute: nothing is looked through,
 * and one timer runs while there is anything.
 */
export class MemoryDeliveryStore extends DeliveryStore {
  private young = new Map<string, MessageRecord>();
  private old = new Map<string, MessageRecord>();
  private timer: NodeJS.Timeout | undefined;

  async arrive(key: MessageKey, { deliveryId, claimId, leaseMs }: NewDelivery): Promise<Arrival> {
    const name = nameOf(key);
    const now = clock();
    const found = this.find(name);
    if (found === undefined) {
      this.add(name, new MessageRecord({ claimId, deliveryId, attempt: 1, ageMs: 0 }, now + leaseMs, now));
      return { state: 'run', attempt: 1, ageMs: 0 };
    }
    const { attempt, ageMs } = found.count(deliveryId, now);
    if (found.outcome !== undefined && found.channel !== 'customer-service') {
      found.channel = 'passive';
      return { state: 'answer', outcome: found.outcome, attempt, ageMs };
    }
    if (found.outcome === undefined && found.leaseUntil <= now) {
      found.claimId = claimId;
      found.leaseUntil = now + leaseMs;
    }
    if (found.outcome === undefined && found.claimId === claimId) return { state: 'run', attempt, ageMs };
    return { state: found.channel === 'customer-service' ? 'acknowledge' : 'wait', attempt, ageMs };
  }

  async renew(key: MessageKey, claim: MessageClaim, leaseMs: number): Promise<boolean> {
    const found = this.findOrAdd(key, claim);
    if (found.claimId !== claim.claimId) return false;
    found.leaseUntil = clock() + leaseMs;
    return true;
  }

  async settle(key: MessageKey, claim: MessageClaim, { outcome, collect }: RunResult): Promise<Settlement> {
    const found = this.findOrAdd(key, claim);
    if (found.claimId !== claim.claimId) return 'lost';
    found.outcome ??= outcome;
    if (found.channel === 'customer-service') return 'customer-service';
    if (!collect) return 'kept';
    found.channel = 'passive';
    return 'answer';
  }

  async acknowledge(key: MessageKey): Promise<string | undefined> {
    const found = this.find(nameOf(key));
    if (found === undefined || found.channel === 'customer-service') return undefined;
    found.channel = found.outcome === undefined ? 'customer-service' : 'passive';
    return found.outcome;
  }

  async handOver(key: MessageKey, claimId: string): Promise<boolean> {
    const found = this.find(nameOf(key));
    if (found?.claimId !== claimId || found.outcome === undefined) return false;
    if (found.isHandedOver) return true;
    if (found.channel !== undefined) return false;
    found.channel = 'customer-service';
    found.isHandedOver = true;
    return true;
  }

  /** The run of a message that goes on here, or has come to something here. */
  runOf(key: MessageKey): KnownRun | undefined {
    const now = clock();
    const found = this.find(nameOf(key));
    if (found === undefined || (found.outcome === undefined && found.leaseUntil <= now)) return undefined;
    return { claim: found.claimAt(now), outcome: found.outcome };
  }

  /** Forgets everything, for the application shuts down. */
  clear(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.young.clear();
    this.old.clear();
  }

  private findOrAdd(key: MessageKey, claim: MessageClaim): MessageRecord {
    const name = nameOf(key);
    const now = clock();
    return this.find(name) ?? this.add(name, new MessageRecord(claim, now, now));
  }

  private find(name: string): MessageRecord | undefined {
    const young = this.young.get(name);
    if (young !== undefined || this.old.size === 0) return young;
    const old = this.old.get(name);
    // Its minute begins anew.
    if (old !== undefined) this.young.set(name, old);
    return old;
  }

  private add(name: string, record: MessageRecord): MessageRecord {
    this.young.set(name, record);
    this.timer ??= setTimeout(() => this.turn(), KEEP_MS).unref();
    return record;
  }

  private turn(): void {
    this.old = this.young;
    this.young = new Map();
    this.timer = this.old.size === 0 ? undefined : setTimeout(() => this.turn(), KEEP_MS).unref();
  }
}

/** One that nobody sets, in whole milliseconds, which take less memory. */
function clock(): number {
  return Math.floor(performance.now());
}

function nameOf({ appId, openId, id }: MessageKey): string {
  // A template literal would stay a rope of its parts, and be kept with them.
  return [appId, openId, id].join('\n');
}
