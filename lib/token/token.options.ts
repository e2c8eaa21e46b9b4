/** Where access tokens come from. */
export type AccessTokenOptions =
  | {
      /**
       * `stable` (default): `/cgi-bin/stable_token`, which gives every process the same token. `classic`:
       * `/cgi-bin/token`, where each token ends the one before.
       */
      readonly source?: 'stable' | 'classic' | undefined;
      /** How long before its end a token is replaced, in seconds. Default: 300, as WeChat advises. */
      readonly leadSeconds?: number | undefined;
    }
  | {
      /** Another application's token hub, the only one that fetches tokens. */
      readonly source: 'hub';
      /** Outside address of the hub's `path`. */
      readonly url: string;
      /** The hub's secret. */
      readonly secret: string;
      readonly leadSeconds?: number | undefined;
    };

/** Publishes this account's access token to other applications. */
export interface TokenHubOptions {
  /**
   * Path of the hub's route, below the host's global prefix. With `forRootAsync` it has to stand beside the factory:
   * `tokenHub: { path }`.
   */
  readonly path?: string | undefined;
  /** What other applications have to know, at least 16 characters. */
  readonly secret: string;
}
