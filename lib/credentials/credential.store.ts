/** A credential as the store has it. Times count from the answer of the store: clocks of instances may differ. */
export interface StoredCredential {
  readonly value: string;
  /** Milliseconds until it dies. */
  readonly expiresInMs: number;
  /** Milliseconds until somebody should get a new one; not above 0 when it is time. */
  readonly refreshInMs: number;
}

/** A credential to be kept. */
export interface NewCredential {
  readonly value: string;
  readonly expiresInMs: number;
  readonly refreshInMs: number;
}

/** What became of an attempt to be the one who refreshes. */
export type Acquisition =
  | {
      readonly outcome: 'acquired';
      /** Grows with every acquisition, also where the store has lost what it had. */
      readonly fence: number;
      /** The value that was reported as refused, where no other came since. */
      readonly refused: string | undefined;
    }
  | { readonly outcome: 'present'; readonly credential: StoredCredential }
  | { readonly outcome: 'busy'; /** Until the lease of the holder ends. */ readonly leaseMs: number };

/** Who wants to refresh. */
export interface Refresher {
  /** Unique to one attempt: the same call made twice is one. */
  readonly id: string;
  readonly leaseMs: number;
}

/** How often something may happen. */
export interface Budget {
  readonly perDay: number;
  readonly gapMs: number;
}

/**
 * Where credentials are kept, for one process or for many. Every method is atomic, and the same call made twice with the
 * same id is one. Implementations throw `WechatStoreError`, and within a time limit, where they cannot answer.
 */
export abstract class CredentialStore {
  /** The credential, unless there is none or it is dead. */
  abstract read(key: string): Promise<StoredCredential | undefined>;

  /** Takes the lock, unless somebody has it or there is a credential for which it is not time yet. */
  abstract acquire(key: string, refresher: Refresher): Promise<Acquisition>;

  /** Keeps a credential and frees the lock; `false` where one with a higher fence was written before. */
  abstract write(key: string, refresher: Refresher, fence: number, credential: NewCredential): Promise<boolean>;

  /** Frees the lock, where it still is the refresher's. */
  abstract release(key: string, refresher: Refresher): Promise<void>;

  /** Drops the credential where it still has this value, and remembers the value as refused. */
  abstract invalidate(key: string, value: string): Promise<void>;

  /** Makes it time to refresh the credential where it still has this value. It stays until there is another. */
  abstract expedite(key: string, value: string): Promise<void>;

  /** Takes one from a budget; `false` where there is none. Days are those of Beijing, as WeChat counts them. */
  abstract spend(key: string, id: string, budget: Budget): Promise<boolean>;
}
