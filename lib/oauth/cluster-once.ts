import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { WechatOAuthError, WechatStoreError, type OAuthRemedy } from '../wechat.errors.js';
import type { OAuthExchangeStore } from './oauth-exchange.store.js';

/** What came of something for everybody who asks: its value, or why it failed for good. No more than JSON can hold. */
export type Outcome<Value> =
  | { readonly value: Value }
  | {
      readonly failure: {
        readonly remedy: OAuthRemedy;
        readonly message: string;
        readonly errcode?: number | undefined;
      };
    };

/** What it is made of. */
export interface ClusterOnceParts {
  readonly appId: string;
  readonly store: OAuthExchangeStore;
  /** How long WeChat may take to answer. */
  readonly timeoutMs: number;
}

/** Above the longest request, for the calls of stores around it. */
const LEASE_MARGIN_MS = 5000;
const POLL_MS = 50;

/** Carries things out once for all processes: the others wait, and get what came of it. */
export class ClusterOnce {
  private readonly leaseMs: number;
  /** What callers of this process wait for together. */
  private readonly pending = new Map<string, Promise<string>>();

  constructor(private readonly parts: ClusterOnceParts) {
    this.leaseMs = parts.timeoutMs + LEASE_MARGIN_MS;
  }

  /**
   * Carries out what nobody has, or takes what came of it in the last `lifeMs`. What `act` rejects with is not kept: the
   * next caller tries anew, as others do after the lease of a process that died.
   *
   * @throws WechatOAuthError where it failed for good
   * @throws WechatStoreError where the store does not answer; nothing was carried out
   */
  async run<Value>(key: string, lifeMs: number, act: () => Promise<Outcome<Value>>): Promise<Value> {
    const pending =
      this.pending.get(key) ??
      this.claim(key, lifeMs, async () => JSON.stringify(await act())).finally(() => this.pending.delete(key));
    this.pending.set(key, pending);
    const outcome = JSON.parse(await pending) as Outcome<Value>;
    if ('value' in outcome) return outcome.value;
    const { remedy, message, errcode } = outcome.failure;
    throw new WechatOAuthError(remedy, message, errcode);
  }

  private async claim(key: string, lifeMs: number, act: () => Promise<string>): Promise<string> {
    const { appId, store } = this.parts;
    const claimId = randomUUID();
    const giveUpAt = performance.now() + 2 * this.leaseMs;
    for (;;) {
      const claim = await store.claim(key, claimId, this.leaseMs);
      if (claim.state === 'settled') return claim.outcome;
      if (claim.state === 'claimed') return this.carryOut(key, claimId, lifeMs, act);
      if (performance.now() > giveUpAt) {
        throw new WechatStoreError(`Waited in vain for another process that asks WeChat for ${appId}. Try again.`);
      }
      await sleep(Math.min(claim.leaseMs, POLL_MS * (1 + Math.random())) + 1);
    }
  }

  private async carryOut(key: string, claimId: string, lifeMs: number, act: () => Promise<string>): Promise<string> {
    const { store } = this.parts;
    let outcome: string;
    try {
      outcome = await act();
    } catch (error) {
      // Without it the others wait for the lease to end.
      await store.release(key, claimId).catch(() => {});
      throw error;
    }
    try {
      return await store.settle(key, outcome, lifeMs);
    } catch (error) {
      // It is done, whether others hear of it or not.
      if (error instanceof WechatStoreError) return outcome;
      throw error;
    }
  }
}
