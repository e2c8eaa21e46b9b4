import { MemoryDeliveryStore } from '#lib/delivery/memory-delivery.store';
import {
  DeliveryStore,
  WechatStoreError,
  type MessageClaim,
  type MessageKey,
  type NewDelivery,
  type RunResult,
} from 'nestjs-wechat';

/** A store of a host's own, over memory, that can be out of order, and can lose what it has. */
export class SwitchedDeliveryStore extends DeliveryStore {
  isDown = false;
  /** Where it is down, whether it says nothing at all instead of failing. */
  isSilent = false;
  calls = 0;
  private memory = new MemoryDeliveryStore();

  arrive(key: MessageKey, delivery: NewDelivery) {
    return this.call(memory => memory.arrive(key, delivery));
  }

  renew(key: MessageKey, claim: MessageClaim, leaseMs: number) {
    return this.call(memory => memory.renew(key, claim, leaseMs));
  }

  settle(key: MessageKey, claim: MessageClaim, result: RunResult) {
    return this.call(memory => memory.settle(key, claim, result));
  }

  acknowledge(key: MessageKey) {
    return this.call(memory => memory.acknowledge(key));
  }

  handOver(key: MessageKey, claimId: string) {
    return this.call(memory => memory.handOver(key, claimId));
  }

  /** Restarts with nothing, as a Redis that keeps nothing does. */
  lose(): void {
    this.memory.clear();
    this.memory = new MemoryDeliveryStore();
  }

  private async call<T>(act: (memory: MemoryDeliveryStore) => Promise<T>): Promise<T> {
    this.calls += 1;
    if (!this.isDown) return act(this.memory);
    if (this.isSilent) return new Promise(() => {});
    throw new WechatStoreError('There is no store.');
  }
}
