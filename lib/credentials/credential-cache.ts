import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { WechatStoreError } from '../wechat.errors.js';
import { Breaker } from './breaker.js';
import type { CredentialSource, FetchedCredential, FetchRequest } from './credential.source.js';
import type { CredentialStore, StoredCredential } from './credential.store.js';
import type { RefreshScheduler } from './refresh-scheduler.js';

/** What a cache is made of. */
export interface CredentialCacheOptions {
  /** Of the credential within the store. */
  readonly key: string;
  readonly store: CredentialStore;
  readonly source: CredentialSource;
  /** How long before its end a credential is replaced, in milliseconds. */
  readonly leadMs: number;
  /** The longest that a fetch takes, in milliseconds; the lock is leased for longer. */
  readonly timeoutMs: number;
  /** How logs call the account. */
  readonly account: string;
  readonly scheduler?: RefreshScheduler | undefined;
}

/** A credential and when it dies, by this process's clock. */
export interface Credential {
  readonly value: string;
  readonly expiresAt: Date;
}

/** A copy in this process. Times are of `performance.now()`, which nobody sets. */
interface Copy {
  readonly value: string;
  readonly deadAt: number;
  readonly staleAt: number;
  readonly answer: Promise<string>;
}

/** After this a copy is compared with the store again, which may have a newer credential by another process. */
const TRUSTED_MS = 60_000;
/** A source that gives the same credential again is not asked before this. */
const FLOOR_MS = 30_000;
/** WeChat's own limit; whatever says more is capped. */
const LONGEST_LIFE_MS = 7_200_000;
/** Above the longest fetch, for the calls of the store around it. */
const LEASE_MARGIN_MS = 5000;
const POLL_MS = 50;
const FORCED = { perDay: 20, gapMs: 30_000 };

/**
 * Keeps one shared secret fresh, for every process that shares its store. One of them refreshes, under a lock with a
 * lease; the others wait for what it gets.
 */
export class CredentialCache {
  private readonly logger = new Logger(CredentialCache.name);
  private readonly breaker = new Breaker();
  private copy: Copy | undefined;
  private refused: string | undefined;
  private pending: Promise<Copy> | undefined;
  private ahead: Promise<unknown> | undefined;
  private replacing: Promise<string> | undefined;
  private degraded = false;

  constructor(private readonly options: CredentialCacheOptions) {}

  /** The credential's value: from memory while the copy is fresh, else from the store, else from the source. */
  get(): Promise<string> {
    const { copy } = this;
    return copy !== undefined && performance.now() < copy.staleAt
      ? copy.answer
      : this.load().then(({ value }) => value);
  }

  /** The credential with its end. */
  async getCredential(): Promise<Credential> {
    const { copy } = this;
    const { value, deadAt } = copy !== undefined && performance.now() < copy.staleAt ? copy : await this.load();
    return { value, expiresAt: new Date(Date.now() + deadAt - performance.now()) };
  }

  /** Replaces the credential that is there now. Callers at the same time, in all processes, share one replacement. */
  refresh(): Promise<string> {
    this.replacing ??= this.replaceCurrent().finally(() => {
      this.replacing = undefined;
    });
    return this.replacing;
  }

  /** Drops the credential, but only if it still has the value that failed. */
  async invalidate(value: string): Promise<void> {
    // A late report of an old value says nothing about the one that is there now.
    if (this.copy === undefined || this.copy.value === value) {
      this.copy = undefined;
      this.refused = value;
    }
    try {
      await this.options.store.invalidate(this.options.key, value);
    } catch (error) {
      this.degrade(error);
    }
  }

  /** Looks at the store, and replaces a credential whose time has come. */
  private async keepFresh(): Promise<void> {
    if (this.copy !== undefined) this.copy = { ...this.copy, staleAt: 0 };
    await this.load();
    await this.ahead;
  }

  private async replaceCurrent(): Promise<string> {
    const { store, key } = this.options;
    const { value } = this.copy ?? (await this.load());
    try {
      await store.expedite(key, value);
    } catch (error) {
      this.degrade(error);
    }
    return (await this.obtain(true)).value;
  }

  private load(): Promise<Copy> {
    this.pending ??= this.find().finally(() => {
      this.pending = undefined;
    });
    return this.pending;
  }

  private async find(): Promise<Copy> {
    const { store, key } = this.options;
    let stored: StoredCredential | undefined;
    try {
      stored = await store.read(key);
      this.recovered();
    } catch (error) {
      return this.withoutStore(error);
    }
    if (stored === undefined || stored.value === this.refused) return this.obtain();
    if (stored.refreshInMs <= 0) this.refreshAhead();
    return this.adopt(stored);
  }

  /** The old credential goes on until the new one is there. */
  private refreshAhead(): void {
    this.ahead ??= this.obtain()
      .catch((error: unknown) => {
        this.logger.warn(`The ${this.describe()} could not be replaced ahead of its end: ${messageOf(error)}`);
      })
      .finally(() => {
        this.ahead = undefined;
      });
  }

  /** Fetches a credential, or waits for the one who does. */
  private async obtain(wanted = false): Promise<Copy> {
    const { store, key, timeoutMs } = this.options;
    const refresher = { id: randomUUID(), leaseMs: timeoutMs + LEASE_MARGIN_MS };
    const giveUpAt = performance.now() + 2 * refresher.leaseMs;
    // The report may have been lost while the store was down.
    if (this.refused !== undefined) await this.invalidate(this.refused);
    for (;;) {
      this.breaker.check();
      let acquired;
      try {
        acquired = await store.acquire(key, refresher);
      } catch (error) {
        return this.withoutStore(error);
      }
      if (acquired.outcome === 'present') return this.adopt(acquired.credential);
      if (acquired.outcome === 'acquired') {
        const { fence, refused } = acquired;
        return this.replace(refresher, fence, refused ?? this.refused, wanted);
      }
      if (performance.now() > giveUpAt) {
        throw new WechatStoreError(`Waited in vain for another process to refresh the ${this.describe()}. Try again.`);
      }
      await sleep(Math.min(acquired.leaseMs, POLL_MS * (1 + Math.random())) + 1);
    }
  }

  private async replace(
    refresher: { readonly id: string; readonly leaseMs: number },
    fence: number,
    refused: string | undefined,
    wanted: boolean,
  ): Promise<Copy> {
    const { store, key } = this.options;
    let fetched: FetchedCredential;
    try {
      const mayForce = (): Promise<boolean> => store.spend(`${key}:forced`, refresher.id, FORCED);
      fetched = await this.fetch({ refused, replace: wanted, mayForce });
    } catch (error) {
      await store.release(key, refresher).catch((failure: unknown) => this.degrade(failure));
      throw error;
    }
    const credential = this.plan(fetched);
    try {
      if (await store.write(key, refresher, fence, credential)) return this.adopt(credential);
      // This process was so slow that another one has replaced the credential meanwhile. Where a new one ends the one
      // before, ours may be the one that lives: have the stored one replaced while both still do.
      const stored = await store.read(key);
      if (stored !== undefined) {
        await store.expedite(key, stored.value);
        return this.adopt(stored);
      }
    } catch (error) {
      this.degrade(error);
    }
    return this.adopt(credential);
  }

  private async fetch(request: FetchRequest): Promise<FetchedCredential> {
    try {
      const fetched = await this.options.source.fetch(request);
      this.breaker.succeeded();
      return fetched;
    } catch (error) {
      this.breaker.failed(error);
      throw error;
    }
  }

  /** What is in memory goes on; else, where processes do each other no harm, each fetches for itself. */
  private async withoutStore(error: unknown): Promise<Copy> {
    this.degrade(error);
    const { copy } = this;
    if (copy !== undefined && performance.now() < copy.deadAt) return this.keep(copy.value, copy.deadAt, FLOOR_MS);
    if (!this.options.source.concurrent) throw error;
    this.breaker.check();
    const mayForce = (): Promise<boolean> => Promise.resolve(false);
    return this.adopt(this.plan(await this.fetch({ refused: this.refused, replace: false, mayForce })));
  }

  private plan({ value, expiresInMs }: FetchedCredential): StoredCredential {
    const life = Math.min(expiresInMs, LONGEST_LIFE_MS);
    return { value, expiresInMs: life, refreshInMs: Math.min(life, Math.max(life - this.options.leadMs, FLOOR_MS)) };
  }

  private adopt({ value, expiresInMs, refreshInMs }: StoredCredential): Copy {
    if (this.refused !== value) this.refused = undefined;
    const { scheduler, account, source } = this.options;
    scheduler?.schedule(`${source.name} of account '${account}'`, Math.max(refreshInMs, FLOOR_MS), () =>
      this.keepFresh(),
    );
    // While it is being replaced the store is asked again soon.
    return this.keep(value, performance.now() + expiresInMs, refreshInMs > 0 ? refreshInMs : 1000);
  }

  private keep(value: string, deadAt: number, trustedMs: number): Copy {
    const staleAt = Math.min(deadAt, performance.now() + Math.min(trustedMs, TRUSTED_MS));
    this.copy = { value, deadAt, staleAt, answer: Promise.resolve(value) };
    return this.copy;
  }

  private degrade(error: unknown): void {
    if (!(error instanceof WechatStoreError)) throw error;
    if (this.degraded) return;
    this.degraded = true;
    this.logger.warn(`The store of the ${this.describe()} does not answer; going on without it. ${error.message}`);
  }

  private recovered(): void {
    if (!this.degraded) return;
    this.degraded = false;
    this.logger.log(`The store of the ${this.describe()} answers again.`);
  }

  private describe(): string {
    return `${this.options.source.name} of account '${this.options.account}'`;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
