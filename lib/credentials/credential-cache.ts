import { Logger } from '@nestjs/common';
import { WechatStoreError } from '../wechat.errors.js';
import type { Credential } from './credential.js';
import { CredentialRefresher, FLOOR_MS, type CredentialRefresherOptions } from './credential.refresher.js';
import type { StoredCredential } from './credential.store.js';
import type { RefreshScheduler } from './refresh-scheduler.js';

/** What a cache is made of. */
export interface CredentialCacheOptions extends CredentialRefresherOptions {
  /** How logs call the account. */
  readonly account: string;
  readonly scheduler?: RefreshScheduler | undefined;
  /** Whether it is replaced ahead only where somebody has asked for it since the last time. Default: false. */
  readonly aheadOnlyIfUsed?: boolean | undefined;
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
/** While a credential is being replaced the store is asked again after this. */
const REPLACING_MS = 1000;

/** Keeps one shared secret fresh, for every process that shares its store. */
export class CredentialCache {
  private readonly logger = new Logger(CredentialCache.name);
  private readonly refresher: CredentialRefresher;
  private copy: Copy | undefined;
  private refused: string | undefined;
  private pending: Promise<Copy> | undefined;
  private ahead: Promise<unknown> | undefined;
  private replacing: Promise<string> | undefined;
  private degraded = false;
  private isUsed = false;

  constructor(private readonly options: CredentialCacheOptions) {
    this.refresher = new CredentialRefresher(options);
  }

  /** The credential's value: from memory while the copy is fresh, else from the store, else from the source. */
  get(): Promise<string> {
    const { copy } = this;
    this.isUsed = true;
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
      // What is under way may have read the value before it was refused.
      this.pending = undefined;
    }
    await this.tell(() => this.options.store.invalidate(this.options.key, value));
  }

  /** What is there now; fetches nothing and never rejects. */
  async inspect(): Promise<{ storeAnswers: boolean; used: boolean; expiresInMs: number }> {
    const { store, key } = this.options;
    const copyMs = this.copy === undefined ? 0 : Math.max(0, this.copy.deadAt - performance.now());
    try {
      const stored = await store.read(key);
      const used = this.copy !== undefined || this.refused !== undefined || stored !== undefined;
      return { storeAnswers: true, used, expiresInMs: stored?.expiresInMs ?? copyMs };
    } catch {
      return { storeAnswers: false, used: this.copy !== undefined, expiresInMs: copyMs };
    }
  }

  private load(): Promise<Copy> {
    if (this.pending !== undefined) return this.pending;
    const pending = this.find().finally(() => {
      if (this.pending === pending) this.pending = undefined;
    });
    this.pending = pending;
    return pending;
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
    if (stored === undefined || stored.value === this.refused) return this.obtain(false);
    if (stored.refreshInMs <= 0) this.refreshAhead();
    return this.adopt(stored);
  }

  private async obtain(replace: boolean): Promise<Copy> {
    const { refused } = this;
    // The report may have been lost while the store was down.
    if (refused !== undefined) await this.tell(() => this.options.store.invalidate(this.options.key, refused));
    try {
      return this.adopt(await this.refresher.obtain({ refused, replace }));
    } catch (error) {
      return this.withoutStore(error);
    }
  }

  /** The old credential goes on until the new one is there. */
  private refreshAhead(): void {
    this.ahead ??= this.obtain(false)
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        this.logger.warn(`The ${this.describe()} could not be replaced ahead of its end: ${reason}`);
      })
      .finally(() => {
        this.ahead = undefined;
      });
  }

  private async replaceCurrent(): Promise<string> {
    const { value } = this.copy ?? (await this.load());
    await this.tell(() => this.options.store.expedite(this.options.key, value));
    return (await this.obtain(true)).value;
  }

  /** Looks at the store, and replaces a credential whose time has come. */
  private async keepFresh(): Promise<void> {
    if (this.options.aheadOnlyIfUsed && !this.isUsed) return;
    this.isUsed = false;
    if (this.copy !== undefined) this.copy = { ...this.copy, staleAt: 0 };
    await this.load();
    await this.ahead;
  }

  /** What is in memory goes on; else, where processes do each other no harm, each fetches for itself. */
  private async withoutStore(error: unknown): Promise<Copy> {
    this.degrade(error);
    const { copy } = this;
    if (copy !== undefined && performance.now() < copy.deadAt) return this.keep(copy.value, copy.deadAt, FLOOR_MS);
    if (!this.options.source.concurrent) throw error;
    return this.adopt(await this.refresher.obtainAlone(this.refused));
  }

  private adopt({ value, expiresInMs, refreshInMs }: StoredCredential): Copy {
    if (this.refused !== value) this.refused = undefined;
    const { scheduler, account, source } = this.options;
    const delayMs = Math.max(refreshInMs, FLOOR_MS);
    scheduler?.schedule(`${source.name} of account '${account}'`, delayMs, () => this.keepFresh());
    return this.keep(value, performance.now() + expiresInMs, refreshInMs > 0 ? refreshInMs : REPLACING_MS);
  }

  private keep(value: string, deadAt: number, trustedMs: number): Copy {
    const staleAt = value === this.refused ? 0 : Math.min(deadAt, performance.now() + Math.min(trustedMs, TRUSTED_MS));
    this.copy = { value, deadAt, staleAt, answer: Promise.resolve(value) };
    return this.copy;
  }

  /** Tells the store something that it may miss. */
  private async tell(message: () => Promise<void>): Promise<void> {
    await message().catch((error: unknown) => this.degrade(error));
  }

  private degrade(error: unknown): void {
    if (!(error instanceof WechatStoreError)) throw error;
    if (!this.degraded)
      this.logger.warn(`The store of the ${this.describe()} does not answer; going on without it. ${error.message}`);
    this.degraded = true;
  }

  private recovered(): void {
    if (this.degraded) this.logger.log(`The store of the ${this.describe()} answers again.`);
    this.degraded = false;
  }

  private describe(): string {
    return `${this.options.source.name} of account '${this.options.account}'`;
  }
}
