/** A credential as its source gives it. */
export interface FetchedCredential {
  readonly value: string;
  /** Milliseconds that it has left to live. */
  readonly expiresInMs: number;
}

/** What a source is asked for. */
export interface FetchRequest {
  /** The value that was refused; a source that would give it again has to be forced, if it can be. */
  readonly refused: string | undefined;
  /** Whether a new one is wanted although nobody refused the one that is there. */
  readonly replace: boolean;
  /** Asks the cluster's budget whether a refresh may be forced now. Without a store the answer is no. */
  readonly mayForce: () => Promise<boolean>;
}

/** Where a credential comes from. */
export interface CredentialSource {
  /** How errors and logs call what comes from it, for example `access token`. */
  readonly name: string;
  /**
   * Whether two processes that fetch at once do each other no harm. Such a source still serves while the store is down.
   */
  readonly concurrent: boolean;
  /** Fetches one; rejects with a WechatError. It has to end by itself within the lease that it is called under. */
  fetch(request: FetchRequest): Promise<FetchedCredential>;
}
