import {
  DeliveryStore,
  type Arrival,
  type MessageClaim,
  type NewDelivery,
  type RunResult,
  type Settlement,
} from './delivery.store.js';
import type { MemoryDeliveryStore } from './memory-delivery.store.js';
import type { MessageKey } from './message-key.js';
import { StoreWatch, type Patience } from './store-watch.js';

/** A store that restarts is back in this time; a message waits for it, so that it is not run by two processes. */
const PATIENT: Patience = { againMs: 2000, againWhileDownMs: 0, limitMs: 2000 };
/** WeChat waits for half a second longer than a delivery does. */
const HURRIED: Patience = { againMs: 0, againWhileDownMs: 0, limitMs: 250 };
/** It is tried again in a second anyway. */
const ONCE: Patience = { ...PATIENT, againMs: 0 };
/** Nobody waits, and to ask is better than to guess. */
const LONG: Patience = { againMs: 10_000, againWhileDownMs: 10_000, limitMs: 2000 };

/**
 * A shared store, and this process's memory beside it: what runs here is known here too, and where the shared store does not
 * answer, this process goes on with what it knows. So a process runs a message once, whatever becomes of the store in the
 * meantime. No method rejects.
 */
export class SteadyDeliveryStore extends DeliveryStore {
  private readonly watch = new StoreWatch();
  /** Deliveries that wait for another process. */
  private readonly waiting = new WeakMap<NewDelivery, Arrival>();
  /** Runs whose outcome nobody but this process knows. */
  private readonly untold = new Set<string>();

  constructor(
    private readonly shared: DeliveryStore,
    private readonly local: MemoryDeliveryStore,
  ) {
    super();
  }

  async arrive(key: MessageKey, delivery: NewDelivery): Promise<Arrival> {
    const known = this.local.runOf(key);
    // A run that goes on here has the message, even if the shared store has forgotten that.
    const arriving = known === undefined ? delivery : { ...delivery, claimId: known.claim.claimId };
    const arrival = await this.watch.ask(() => this.shared.arrive(key, arriving), PATIENT);
    if (arrival === undefined) return this.waiting.get(delivery) ?? this.local.arrive(key, delivery);
    if (arrival.state !== 'run') {
      if (arrival.state === 'wait') this.waiting.set(delivery, arrival);
      return arrival;
    }
    if (known?.outcome !== undefined) await this.tell(key, known.claim, { outcome: known.outcome, collect: true });
    const { attempt, ageMs } = arrival;
    return { ...(await this.local.arrive(key, delivery)), attempt, ageMs };
  }

  async renew(key: MessageKey, claim: MessageClaim, leaseMs: number): Promise<boolean> {
    if (!(await this.local.renew(key, claim, leaseMs))) return false;
    const isOurs = await this.watch.ask(() => this.shared.renew(key, claim, leaseMs), ONCE);
    if (isOurs === false) await this.local.renew(key, claim, 0);
    return isOurs ?? true;
  }

  async settle(key: MessageKey, claim: MessageClaim, result: RunResult): Promise<Settlement> {
    const settlement = await this.tell(key, claim, result);
    if (settlement === 'lost') {
      await this.local.renew(key, claim, 0);
      return 'lost';
    }
    if (settlement === 'customer-service') await this.local.acknowledge(key);
    const here = await this.local.settle(key, claim, result);
    if (settlement === undefined && here === 'kept') this.untold.add(claim.claimId);
    // Acknowledged here while the shared store did not answer: unless another process has given the answer, it is to be sent.
    if (settlement === 'kept' && here === 'customer-service') {
      const isOurs = await this.watch.ask(() => this.shared.handOver(key, claim.claimId), PATIENT);
      return isOurs === false ? 'kept' : 'customer-service';
    }
    return settlement ?? here;
  }

  async acknowledge(key: MessageKey): Promise<string | undefined> {
    const asked = await this.watch.ask(async () => ({ outcome: await this.shared.acknowledge(key) }), HURRIED);
    const here = await this.local.acknowledge(key);
    return asked?.outcome ?? here;
  }

  async handOver(key: MessageKey, claimId: string): Promise<boolean> {
    const isUntold = this.untold.delete(claimId);
    const known = this.local.runOf(key);
    if (known?.outcome === undefined || !(await this.local.handOver(key, claimId))) return false;
    const { claim, outcome } = known;
    const isOurs = await this.watch.ask(async () => {
      const settlement = await this.shared.settle(key, claim, { outcome, collect: false });
      // Acknowledged elsewhere, before the outcome came through.
      if (settlement === 'customer-service') return true;
      return settlement === 'kept' && this.shared.handOver(key, claimId);
    }, LONG);
    // Another process may have given an answer that it knew of; one that it did not know of nobody has given.
    return isOurs ?? isUntold;
  }

  private tell(key: MessageKey, claim: MessageClaim, result: RunResult): Promise<Settlement | undefined> {
    return this.watch.ask(() => this.shared.settle(key, claim, result), PATIENT);
  }
}
