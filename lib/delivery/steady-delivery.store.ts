import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { WechatStoreError } from '../wechat.errors.js';
import {
  DeliveryStore,
  type Arrival,
  type MessageClaim,
  type NewDelivery,
  type RunResult,
  type Settlement,
} from './delivery.store.js';
import type { MessageKey } from './message-key.js';

/** A store that restarts is back in this time; a message waits for it, so that it is not run by two processes. */
const PATIENCE_MS = 2000;
const PAUSE_MS = 100;

/**
 * A shared store, and this process's memory beside it: what runs here is known here too, and where the shared store does not
 * answer, this process goes on with what it knows. No method rejects with WechatStoreError.
 */
export class SteadyDeliveryStore extends DeliveryStore {
  private readonly logger = new Logger(SteadyDeliveryStore.name);
  private isDown = false;

  constructor(
    private readonly shared: DeliveryStore,
    private readonly local: DeliveryStore,
  ) {
    super();
  }

  async arrive(key: MessageKey, delivery: NewDelivery): Promise<Arrival> {
    const arrival = await this.ask(() => this.shared.arrive(key, delivery));
    if (arrival === undefined) return this.local.arrive(key, delivery);
    if (arrival.state === 'run') {
      await this.local.renew(key, { ...delivery, ...arrival }, delivery.leaseMs);
    }
    return arrival;
  }

  async renew(key: MessageKey, claim: MessageClaim, leaseMs: number): Promise<boolean> {
    await this.local.renew(key, claim, leaseMs);
    return (await this.ask(() => this.shared.renew(key, claim, leaseMs), 0)) ?? true;
  }

  async settle(key: MessageKey, claim: MessageClaim, result: RunResult): Promise<Settlement> {
    const settlement = await this.local.settle(key, claim, result);
    return (await this.ask(() => this.shared.settle(key, claim, result))) ?? settlement;
  }

  async acknowledge(key: MessageKey): Promise<string | undefined> {
    const acknowledged = await this.ask(async () => ({ outcome: await this.shared.acknowledge(key) }), 0);
    const outcome = await this.local.acknowledge(key);
    return acknowledged === undefined ? outcome : acknowledged.outcome;
  }

  async handOver(key: MessageKey, claimId: string): Promise<boolean> {
    const isOurs = await this.local.handOver(key, claimId);
    return (await this.ask(() => this.shared.handOver(key, claimId))) ?? isOurs;
  }

  /** `undefined` where the shared store does not answer: after a while at first, and at once while it is known to be down. */
  private async ask<T>(question: () => Promise<T>, patienceMs = PATIENCE_MS): Promise<T | undefined> {
    const giveUpAt = performance.now() + (this.isDown ? 0 : patienceMs);
    for (;;) {
      try {
        const answer = await question();
        this.recovered();
        return answer;
      } catch (error) {
        if (!(error instanceof WechatStoreError)) throw error;
        if (performance.now() >= giveUpAt) {
          this.degraded(error);
          return undefined;
        }
        await sleep(PAUSE_MS);
      }
    }
  }

  private degraded(error: WechatStoreError): void {
    if (!this.isDown) {
      this.logger.warn(
        'The store of messages does not answer: each process goes on by itself, and a message that WeChat delivers to two ' +
          `of them runs twice. ${error.message}`,
      );
    }
    this.isDown = true;
  }

  private recovered(): void {
    if (this.isDown) this.logger.log('The store of messages answers again.');
    this.isDown = false;
  }
}
