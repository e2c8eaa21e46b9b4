/** A credential was fetched, or could not be. */
export interface CredentialNews {
  /** What it is, for example `access token`. */
  readonly credential: string;
  /** When it ends, by this process's clock. */
  readonly expiresAt?: Date | undefined;
  /** Why there is none. */
  readonly error?: Error | undefined;
}

/** Hears of every fetch that this process makes. Must not throw. */
export type CredentialListener = (news: CredentialNews) => void;
