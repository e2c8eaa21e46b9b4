/** Runs refreshes ahead of need. Without one, credentials are replaced by the first caller after their time has come. */
export interface RefreshScheduler {
  /** Runs `refresh` after a delay in milliseconds; a later call with the same name replaces an earlier one. */
  schedule(name: string, delayMs: number, refresh: () => Promise<unknown>): void;
}
