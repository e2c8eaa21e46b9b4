/** A credential and when it dies, by this process's clock. */
export interface Credential {
  readonly value: string;
  readonly expiresAt: Date;
}
