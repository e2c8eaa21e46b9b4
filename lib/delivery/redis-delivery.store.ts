import { hash } from 'node:crypto';
import type { RedisConnection, RedisScript } from '../redis/redis.connection.js';
import {
  DeliveryStore,
  type Arrival,
  type MessageClaim,
  type NewDelivery,
  type RunResult,
  type Settlement,
} from './delivery.store.js';
import type { MessageKey } from './message-key.js';
import { ACKNOWLEDGE, ARRIVE, HAND_OVER, RENEW, SETTLE } from './redis-delivery.scripts.js';

/** Keeps messages in Redis, for every process that uses the same prefix: one key for each message, in the slot of its person. */
export class RedisDeliveryStore extends DeliveryStore {
  constructor(
    private readonly redis: RedisConnection,
    private readonly prefix: string,
  ) {
    super();
  }

  async arrive(key: MessageKey, { deliveryId, claimId, leaseMs }: NewDelivery): Promise<Arrival> {
    const answer = await this.run(ARRIVE, key, deliveryId, claimId, Math.ceil(leaseMs));
    const [state, attempt, ageMs, outcome] = answer as [Arrival['state'], number, string, string?];
    const arrival = { attempt, ageMs: Number(ageMs) };
    return state === 'answer' ? { state, outcome: outcome ?? '', ...arrival } : { state, ...arrival };
  }

  async renew(key: MessageKey, claim: MessageClaim, leaseMs: number): Promise<boolean> {
    return (await this.run(RENEW, key, ...toArguments(claim), Math.ceil(leaseMs))) === 1;
  }

  async settle(key: MessageKey, claim: MessageClaim, { outcome, collect }: RunResult): Promise<Settlement> {
    return (await this.run(SETTLE, key, ...toArguments(claim), outcome, collect ? 1 : 0)) as Settlement;
  }

  async acknowledge(key: MessageKey): Promise<string | undefined> {
    return ((await this.run(ACKNOWLEDGE, key)) as string | null) ?? undefined;
  }

  async handOver(key: MessageKey, claimId: string): Promise<boolean> {
    return (await this.run(HAND_OVER, key, claimId)) === 1;
  }

  private run(script: RedisScript, { appId, openId, id }: MessageKey, ...args: (string | number)[]): Promise<unknown> {
    // What people's messages say does not become a key as it is.
    const name = hash('sha256', id, 'base64url').slice(0, 27);
    return this.redis.run(script, [`${this.prefix}:{${appId}:${openId}}:message:${name}`], args);
  }
}

function toArguments({ claimId, deliveryId, attempt, ageMs }: MessageClaim): (string | number)[] {
  return [claimId, deliveryId, attempt, Math.max(0, Math.round(ageMs))];
}
