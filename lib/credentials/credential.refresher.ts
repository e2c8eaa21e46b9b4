import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AccountTelemetry } from '../telemetry/account-telemetry.js';
import { errorName } from '../telemetry/error-name.js';
import { WechatApiError, WechatStoreError } from '../wechat.errors.js';
import { Breaker } from './breaker.js';
import type { CredentialListener } from './credential-news.js';
import type { CredentialSource, FetchedCredential, FetchRequest } from './credential.source.js';
import type { CredentialStore, Refresher, StoredCredential } from './credential.store.js';

/** Why a new credential is wanted. */
export interface RefreshReason {
  /** The value that was refused, as far as this process knows. */
  readonly refused: string | undefined;
  /** Whether a new one is wanted although nobody refused the one that is there. */
  readonly replace: boolean;
}

/** What a refresher is made of. */
export interface CredentialRefresherOptions {
  readonly key: string;
  readonly store: CredentialStore;
  readonly source: CredentialSource;
  readonly leadMs: number;
  readonly timeoutMs: number;
  readonly telemetry: AccountTelemetry;
  readonly listener?: CredentialListener | undefined;
}

/** A source that gives the same credential again is not asked before this. */
export const FLOOR_MS = 30_000;
/** WeChat's own limit; whatever says more is capped. */
const LONGEST_LIFE_MS = 7_200_000;
/** Above the longest fetch, for the calls of the store around it. */
const LEASE_MARGIN_MS = 5000;
/** How long those who wait sleep between two looks: ever longer, for there may be hundreds of credentials to wait for. */
const POLL = { firstMs: 50, growth: 1.5, longestMs: 500 };
/** WeChat's limits of forced refreshes. */
const FORCED = { perDay: 20, gapMs: 30_000 };

/** Gets new credentials: one process of a cluster fetches, under a lock with a lease, and the others wait for it. */
export class CredentialRefresher {
  private readonly breaker = new Breaker();

  constructor(private readonly options: CredentialRefresherOptions) {}

  /** Fetches a credential and stores it, or waits for the one who does. Rejects with WechatStoreError where the store is down. */
  async obtain(reason: RefreshReason): Promise<StoredCredential> {
    const { store, key, source, timeoutMs } = this.options;
    const refresher = { id: randomUUID(), leaseMs: timeoutMs + LEASE_MARGIN_MS };
    const giveUpAt = performance.now() + 2 * refresher.leaseMs;
    for (let pauseMs = POLL.firstMs; ; pauseMs = Math.min(pauseMs * POLL.growth, POLL.longestMs)) {
      this.breaker.check();
      const acquired = await store.acquire(key, refresher);
      if (acquired.outcome === 'present') return acquired.credential;
      if (acquired.outcome === 'acquired') {
        return this.replace(refresher, acquired.fence, { ...reason, refused: acquired.refused ?? reason.refused });
      }
      if (performance.now() > giveUpAt) {
        throw new WechatStoreError(`Waited in vain for another process to refresh the ${source.name}. Try again.`);
      }
      await sleep(Math.min(acquired.leaseMs, pauseMs * (1 + Math.random())) + 1);
    }
  }

  /** Fetches a credential past the store. Only for sources that many processes may use at once; never by force. */
  async obtainAlone(refused: string | undefined): Promise<StoredCredential> {
    this.breaker.check();
    return this.plan(await this.fetch({ refused, replace: false, mayForce: () => Promise.resolve(false) }));
  }

  private async replace(refresher: Refresher, fence: number, reason: RefreshReason): Promise<StoredCredential> {
    const { store, key } = this.options;
    let fetched: FetchedCredential;
    try {
      fetched = await this.fetch({ ...reason, mayForce: () => store.spend(`${key}:forced`, refresher.id, FORCED) });
    } catch (error) {
      // Without it the others wait for the lease to end.
      await store.release(key, refresher).catch(() => {});
      throw error;
    }
    const credential = this.plan(fetched);
    try {
      return (await store.write(key, refresher, fence, credential)) ? credential : await this.giveWay(credential);
    } catch (error) {
      if (error instanceof WechatStoreError) return credential;
      throw error;
    }
  }

  /**
   * This process was so slow that another one has replaced the credential meanwhile. Where a new one ends the one before,
   * ours may be the one that lives: have the stored one replaced while both still do.
   */
  private async giveWay(late: StoredCredential): Promise<StoredCredential> {
    const { store, key } = this.options;
    const stored = await store.read(key);
    if (stored === undefined) return late;
    await store.expedite(key, stored.value);
    return stored;
  }

  private fetch(request: FetchRequest): Promise<FetchedCredential> {
    const { source, telemetry } = this.options;
    if (!telemetry.isObserved) return this.fetchNow(request);
    return telemetry.begin('credential-refresh', { credential: source.name }).run(() => this.fetchNow(request), {
      done: () => ({ outcome: 'refreshed', errcode: undefined, error: undefined }),
      failed: error => {
        const errcode = error instanceof WechatApiError ? error.errcode : undefined;
        return { outcome: 'failed', errcode, error: errorName(error) };
      },
    });
  }

  private async fetchNow(request: FetchRequest): Promise<FetchedCredential> {
    const { source, listener } = this.options;
    try {
      const fetched = await source.fetch(request);
      this.breaker.succeeded();
      listener?.({ credential: source.name, expiresAt: new Date(Date.now() + fetched.expiresInMs) });
      return fetched;
    } catch (error) {
      this.breaker.failed(error);
      listener?.({ credential: source.name, error: error instanceof Error ? error : new Error(String(error)) });
      throw error;
    }
  }

  private plan({ value, expiresInMs }: FetchedCredential): StoredCredential {
    const life = Math.min(expiresInMs, LONGEST_LIFE_MS);
    return { value, expiresInMs: life, refreshInMs: Math.min(life, Math.max(life - this.options.leadMs, FLOOR_MS)) };
  }
}
