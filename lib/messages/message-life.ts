/** What becomes of a reply that comes when WeChat waits for it no more. */
export type LateReply = 'customer-service' | 'drop';

/** Why handlers have no answer: one took too long, or threw. */
export interface HandlerFailure {
  readonly outcome: 'failed' | 'timed out';
  readonly error: unknown;
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
  /** Aborts the signal. */
  abort(reason: string): void;
  /** Answers WeChat at once; the reply goes by customer service. */
  defer(): void;
}
