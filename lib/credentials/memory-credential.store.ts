import {
  CredentialStore,
  type Acquisition,
  type Budget,
  type NewCredential,
  type Refresher,
  type StoredCredential,
} from './credential.store.js';

const DAY_MS = 86_400_000;
const BEIJING_MS = 8 * 3_600_000;

interface Entry {
  credential: { readonly value: string; readonly expiresAt: number; refreshAt: number } | undefined;
  refused: string | undefined;
  writtenFence: number;
  lastFence: number;
  lock: { readonly id: string; readonly fence: number; readonly until: number } | undefined;
}

interface Spent {
  readonly day: number;
  readonly count: number;
  readonly last: number;
  readonly id: string;
}

/** Keeps credentials in this process: for applications that are one. */
export class MemoryCredentialStore extends CredentialStore {
  private readonly entries = new Map<string, Entry>();
  private readonly spent = new Map<string, Spent>();

  async read(key: string): Promise<StoredCredential | undefined> {
    return alive(this.entry(key));
  }

  async acquire(key: string, { id, leaseMs }: Refresher): Promise<Acquisition> {
    const entry = this.entry(key);
    const credential = alive(entry);
    if (credential !== undefined && credential.refreshInMs > 0) return { outcome: 'present', credential };
    const { lock } = entry;
    if (lock !== undefined && lock.until > Date.now()) {
      if (lock.id !== id) return { outcome: 'busy', leaseMs: lock.until - Date.now() };
      return { outcome: 'acquired', fence: lock.fence, refused: entry.refused };
    }
    const fence = Math.max(Date.now() * 1000, entry.lastFence + 1);
    entry.lastFence = fence;
    entry.lock = { id, fence, until: Date.now() + leaseMs };
    return { outcome: 'acquired', fence, refused: entry.refused };
  }

  async write(key: string, refresher: Refresher, fence: number, credential: NewCredential): Promise<boolean> {
    const entry = this.entry(key);
    if (entry.writtenFence > fence) return false;
    const { value, expiresInMs, refreshInMs } = credential;
    entry.credential = { value, expiresAt: Date.now() + expiresInMs, refreshAt: Date.now() + refreshInMs };
    entry.refused = undefined;
    entry.writtenFence = fence;
    await this.release(key, refresher);
    return true;
  }

  async release(key: string, { id }: Refresher): Promise<void> {
    const entry = this.entry(key);
    if (entry.lock?.id === id) entry.lock = undefined;
  }

  async invalidate(key: string, value: string): Promise<void> {
    const entry = this.entry(key);
    if (entry.credential?.value !== value) return;
    entry.credential = undefined;
    entry.refused = value;
  }

  async expedite(key: string, value: string): Promise<void> {
    const { credential } = this.entry(key);
    if (credential?.value === value) credential.refreshAt = Date.now();
  }

  async spend(key: string, id: string, { perDay, gapMs }: Budget): Promise<boolean> {
    const now = Date.now();
    const day = Math.floor((now + BEIJING_MS) / DAY_MS);
    const before = this.spent.get(key);
    if (before?.id === id) return true;
    const count = before?.day === day ? before.count : 0;
    if (count >= perDay || now - (before?.last ?? -Infinity) < gapMs) return false;
    this.spent.set(key, { day, count: count + 1, last: now, id });
    return true;
  }

  private entry(key: string): Entry {
    let entry = this.entries.get(key);
    if (entry === undefined) {
      entry = { credential: undefined, refused: undefined, writtenFence: 0, lastFence: 0, lock: undefined };
      this.entries.set(key, entry);
    }
    return entry;
  }
}

function alive({ credential }: Entry): StoredCredential | undefined {
  if (credential === undefined || credential.expiresAt <= Date.now()) return undefined;
  const { value, expiresAt, refreshAt } = credential;
  return { value, expiresInMs: expiresAt - Date.now(), refreshInMs: refreshAt - Date.now() };
}
