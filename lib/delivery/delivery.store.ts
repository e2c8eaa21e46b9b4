import type { MessageKey } from './message-key.js';

/** One request that WeChat makes for a message. */
export interface NewDelivery {
  /** Unique to the request: the same id again is the same delivery, which asks once more. */
  readonly deliveryId: string;
  /** Whom the message belongs to, should it be this delivery's turn to run it. */
  readonly claimId: string;
  readonly leaseMs: number;
}

/** What a delivery has to do. */
export type Arrival = {
  /** Which delivery of the message this is, from 1. */
  readonly attempt: number;
  /** Milliseconds since the first one arrived. */
  readonly ageMs: number;
} & (
  | {
      /** `run`: the message is the delivery's to run; `wait`: somebody runs it; `acknowledge`: the answer goes another way. */
      readonly state: 'run' | 'wait' | 'acknowledge';
    }
  | {
      /** The answer is there, and this delivery may give it. */
      readonly state: 'answer';
      readonly outcome: string;
    }
);

/** A run, as the process that runs it knows it: enough to make its record again where the store has lost it. */
export interface MessageClaim {
  readonly claimId: string;
  /** Of the delivery that began it. */
  readonly deliveryId: string;
  readonly attempt: number;
  /** Milliseconds since the first delivery arrived. */
  readonly ageMs: number;
}

/** What a run has come to. */
export interface RunResult {
  readonly outcome: string;
  /** Whether a delivery waits in this process that can give the answer at once. */
  readonly collect: boolean;
}

/**
 * What becomes of an answer: `answer`, the delivery that waits gives it; `kept`, for the next delivery that asks;
 * `customer-service`, WeChat waits for it no more, so it is to be sent; `lost`, the run was not this process's any more.
 */
export type Settlement = 'answer' | 'kept' | 'customer-service' | 'lost';

/**
 * Keeps, for a minute after the last change, what becomes of each message: who runs it, and what came of it. Every method is
 * one atomic step, and the same call made twice is one. Implementations throw `WechatStoreError`, and within a time limit,
 * where they cannot answer. All times are the store's.
 */
export abstract class DeliveryStore {
  /** A delivery comes, or asks again. A message that nobody runs, or whose lease has ended, is claimed by it. */
  abstract arrive(key: MessageKey, delivery: NewDelivery): Promise<Arrival>;

  /** Renews the lease of a run; `false` where the message is another's by now. A lost record is made again. */
  abstract renew(key: MessageKey, claim: MessageClaim, leaseMs: number): Promise<boolean>;

  /** Keeps what a run has come to, and decides which way the answer goes. A lost record is made again. */
  abstract settle(key: MessageKey, claim: MessageClaim, result: RunResult): Promise<Settlement>;

  /**
   * A delivery is to be acknowledged, and WeChat will not ask again: the answer goes by customer service from now on, unless
   * there is one already, which this delivery gives then.
   *
   * @returns the outcome, where it is there
   */
  abstract acknowledge(key: MessageKey): Promise<string | undefined>;

  /** Nobody has collected an answer: whether it is the caller's, and nobody else's, to send by customer service. */
  abstract handOver(key: MessageKey, claimId: string): Promise<boolean>;
}
