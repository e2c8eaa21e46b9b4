import { OAuthExchangeStore, type ExchangeClaim } from './oauth-exchange.store.js';

/** Keeps exchanges in this process: for applications that are one. */
export class MemoryOAuthExchangeStore extends OAuthExchangeStore {
  async claim(_key: string, _claimId: string, _leaseMs: number): Promise<ExchangeClaim> {
    throw new Error('to be written');
  }
  async settle(_key: string, _claimId: string, _outcome: string, _lifeMs: number): Promise<void> {}
  async release(_key: string, _claimId: string): Promise<void> {}
  async bind(_key: string, value: string, _lifeMs: number): Promise<string> {
    return value;
  }
  async unbind(_key: string, _value: string): Promise<void> {}
}
