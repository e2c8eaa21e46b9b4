import { ExpiringEntries } from '../memory/expiring-entries.js';
import { OAuthExchangeStore, type ExchangeClaim } from './oauth-exchange.store.js';

type Entry = { readonly claimId: string } | { readonly outcome: string } | { readonly bound: string };

/** Keeps exchanges in this process: for applications that are one. */
export class MemoryOAuthExchangeStore extends OAuthExchangeStore {
  private readonly entries = new ExpiringEntries<Entry>();

  async claim(key: string, claimId: string, leaseMs: number): Promise<ExchangeClaim> {
    const entry = this.entries.get(key);
    if (entry !== undefined && 'outcome' in entry.value) return { state: 'settled', outcome: entry.value.outcome };
    if (entry !== undefined && !isClaimOf(entry.value, claimId)) {
      return { state: 'busy', leaseMs: entry.endsAt - Date.now() };
    }
    this.entries.set(key, { claimId }, Date.now() + leaseMs);
    return { state: 'claimed' };
  }

  async settle(key: string, outcome: string, lifeMs: number): Promise<string> {
    const value = this.entries.get(key)?.value;
    if (value !== undefined && 'outcome' in value) return value.outcome;
    this.entries.set(key, { outcome }, Date.now() + lifeMs);
    return outcome;
  }

  async release(key: string, claimId: string): Promise<void> {
    if (isClaimOf(this.entries.get(key)?.value, claimId)) this.entries.delete(key);
  }

  async bind(key: string, bound: string, lifeMs: number): Promise<string> {
    const value = this.entries.get(key)?.value;
    if (value !== undefined && 'bound' in value) return value.bound;
    this.entries.set(key, { bound }, Date.now() + lifeMs);
    return bound;
  }

  async unbind(key: string, bound: string): Promise<void> {
    const value = this.entries.get(key)?.value;
    if (value !== undefined && 'bound' in value && value.bound === bound) this.entries.delete(key);
  }
}

function isClaimOf(value: Entry | undefined, claimId: string): boolean {
  return value !== undefined && 'claimId' in value && value.claimId === claimId;
}
