/** The ticket that a platform's own token is made from. WeChat pushes one every ten minutes; each is valid for twelve hours. */
export interface VerifyTicket {
  /** Secret. */
  readonly ticket: string;
  /** When WeChat made it, in seconds since 1970. */
  readonly createTime: number;
}

/** A ticket as it is kept. */
export interface StoredVerifyTicket extends VerifyTicket {
  /** Milliseconds since it came, by the store's clock. */
  readonly ageMs: number;
}

/**
 * Where the newest ticket of each platform is kept, so that it is there after a restart. Implementations throw
 * `WechatStoreError`, and within a time limit, where they cannot answer.
 */
export abstract class VerifyTicketStore {
  abstract find(componentAppId: string): Promise<StoredVerifyTicket | undefined>;

  /**
   * Keeps a ticket, unless a newer one is kept: pushes may overtake each other.
   *
   * @returns whether it is the newest
   */
  abstract save(componentAppId: string, ticket: VerifyTicket): Promise<boolean>;
}
