/** What became of an attempt to be the one who carries something out. */
export type ExchangeClaim =
  | { readonly state: 'claimed' }
  | { readonly state: 'settled'; /** What `settle` kept. */ readonly outcome: string }
  | { readonly state: 'busy'; /** Milliseconds until the claim of the holder ends. */ readonly leaseMs: number };

/**
 * Sees to it that something happens once for all processes: that a code is exchanged, that a nonce is used. Every method is
 * atomic and touches one key, and the same call made twice is one. A key is either claimed and settled, or bound.
 * Implementations throw `WechatStoreError`, and within a time limit, where they cannot answer.
 */
export abstract class OAuthExchangeStore {
  /** Claims a key for `leaseMs`, unless somebody has it or it is settled. The same `claimId` claims it again. */
  abstract claim(key: string, claimId: string, leaseMs: number): Promise<ExchangeClaim>;

  /**
   * Keeps what came of it for `lifeMs`, in place of whosever claim, unless it is settled already; returns what is kept. A
   * claimant who was slow may so give the others what they ask for.
   */
  abstract settle(key: string, outcome: string, lifeMs: number): Promise<string>;

  /** Ends a claim without an outcome, where it still is the claimant's. */
  abstract release(key: string, claimId: string): Promise<void>;

  /** Binds a key to a value for `lifeMs`, unless it is bound; returns the value that it is bound to. */
  abstract bind(key: string, value: string, lifeMs: number): Promise<string>;

  /** Takes a key from a value, where it is bound to it. */
  abstract unbind(key: string, value: string): Promise<void>;
}
