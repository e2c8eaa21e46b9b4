/** Whose conversation it is. */
export interface ConversationKey {
  readonly appId: string;
  readonly openId: string;
}

/** A run of a message that wants its turn. */
export interface ConversationClaim {
  /** Unique to the run. */
  readonly claimId: string;
  /** The same for every run of one message. */
  readonly messageId: string;
}

/** What is remembered of a person, as a run finds it. */
export interface StoredConversation {
  /** The session as JSON, where there is one. */
  readonly session: string | undefined;
  /** Topic of the question that the person has yet to answer. */
  readonly topic: string | undefined;
  /** Another one after every change; empty where nothing is remembered. */
  readonly version: string;
}

/** A question that waits for its answer. */
export interface OpenQuestion {
  readonly topic: string;
  readonly lifeMs: number;
}

/** What a run leaves behind. */
export interface ConversationChange {
  /** The whole session as JSON; `undefined` where there is none from now on. */
  readonly session: string | undefined;
  /** `null`: nothing is waited for any more; `undefined`: whatever was waited for still is. */
  readonly question: OpenQuestion | null | undefined;
  /** How long all this is remembered, in milliseconds; longer where a question is open longer. */
  readonly lifeMs: number;
}

/**
 * Keeps what is remembered of people from one message to the next: a session, and the question that is open. Runs of one
 * person's messages take turns. Every method is one atomic step, and the same call made twice is one. Implementations throw
 * `WechatStoreError`, and within a time limit, where they cannot answer. All times are the store's.
 */
export abstract class ConversationStore {
  /** Topic of the question that is open, without waiting for a turn: as `open` would find it for this message. */
  abstract peek(key: ConversationKey, messageId: string): Promise<string | undefined>;

  /**
   * Takes the turn for `leaseMs`; `undefined` where another run has it. Where a run of the same message has saved something
   * and nobody after it, that run's process died before the message was done: what it saved is taken back, because the
   * message runs again.
   */
  abstract open(
    key: ConversationKey,
    claim: ConversationClaim,
    leaseMs: number,
  ): Promise<StoredConversation | undefined>;

  /** Makes the turn last `leaseMs` from now on, where the run still has it. */
  abstract renew(key: ConversationKey, claim: ConversationClaim, leaseMs: number): Promise<void>;

  /**
   * Replaces what is remembered, and ends the turn.
   *
   * @param version as the run found it
   * @returns `false`, and nothing is changed, where another run has the turn by now, or had it and changed something
   */
  abstract save(
    key: ConversationKey,
    claim: ConversationClaim,
    version: string,
    change: ConversationChange,
  ): Promise<boolean>;

  /** Ends the turn, and leaves everything as it is. */
  abstract close(key: ConversationKey, claim: ConversationClaim): Promise<void>;
}
