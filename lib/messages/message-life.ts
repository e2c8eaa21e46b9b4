/** What becomes of a reply that comes when WeChat waits for it no more. */
export type LateReply = 'customer-service' | 'drop';

/** Why handlers have no answer: one took too long, or threw. */
export interface HandlerFailure {
  readonly outcome: 'failed' | 'timed out';
  readonly error: unknown;
}

/** How a question is asked. */
export interface AskOptions {
  /** How long the answer is waited for, in seconds, up to 30 days. Default: the account's `conversations.lifeSeconds`, 1,800. */
  readonly expiresInSeconds?: number | undefined;
}

/** What is remembered of the person behind a message, while it is being handled. */
export interface MessageConversation {
  /** The session: one object, which belongs to this run until it ends. */
  session(): Promise<object>;
  /** Waits for an answer from the end of the run on. */
  ask(topic: string, options: AskOptions): void;
  /** Looks for whoever hears the answer to the question that is open, and takes the message for one; never rejects. */
  findAnswered<T>(find: (topic: string) => T | undefined): Promise<T | undefined>;
  /** A handler has ended well: what it has done to the session, and asked, is to be saved. Throws where that cannot be. */
  keep(hears: (topic: string) => boolean): void;
  /** A handler has failed: what it has done is forgotten. */
  drop(): void;
}

/** How a message is being handled, beyond what it says. */
export interface MessageLife {
  /** Which delivery of the message began this run, from 1. */
  readonly attempt: number;
  /** Aborts where the run is in vain. */
  readonly signal: AbortSignal;
  readonly isAborted: boolean;
  /** How long a handler may take that says nothing about it, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether the reply that is given in the end may be sent late: the last handler has its say. */
  late: LateReply;
  /** The first failure of a handler, if one has failed. */
  failure: HandlerFailure | undefined;
  readonly conversation: MessageConversation;
  /** Aborts the signal. */
  abort(reason: string): void;
  /** Answers WeChat at once; the reply goes by customer service. */
  defer(): void;
}
