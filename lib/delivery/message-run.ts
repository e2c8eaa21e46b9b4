import { inspect } from 'node:util';
import { Logger } from '@nestjs/common';
import type { Conversation } from '../conversations/conversation.js';
import type { Conversations } from '../conversations/conversations.js';
import type { HandlerFailure, LateReply, MessageLife } from '../messages/message-life.js';
import type { Reply } from '../messages/reply.js';
import type { Arrival, DeliveryStore, MessageClaim, NewDelivery, Settlement } from './delivery.store.js';
import type { MessageKey } from './message-key.js';
import type { OpenDelivery } from './open-delivery.js';
import { toOutcome } from './outcome.js';

/** What a run is made of. */
export interface MessageRunParts {
  readonly key: MessageKey;
  readonly store: DeliveryStore;
  readonly conversations: Conversations;
  readonly openId: string;
  readonly delivery: NewDelivery;
  readonly arrival: Arrival;
  /** The request that began it. */
  readonly open: OpenDelivery;
  readonly timeoutMs: number;
  /** How logs call the message. */
  readonly about: string;
}

/** What a run has come to. */
export interface RunEnd {
  readonly settlement: Settlement;
  readonly reply: Reply | undefined;
  /** How long the handlers took, in milliseconds. */
  readonly durationMs: number;
}

const RENEW_MS = 1000;
/** A lease of three seconds: what is renewed every second outlives two renewals that fail. */
export const LEASE_MS = 3000;

/** One run of a message's handlers: only one process has it, as long as it renews the claim. */
export class MessageRun implements MessageLife {
  late: LateReply = 'customer-service';
  failure: HandlerFailure | undefined;
  readonly conversation: Conversation;
  private static readonly logger = new Logger('MessageDelivery');
  private readonly begunAt = performance.now();
  private renewal: NodeJS.Timeout | undefined;
  private isLost = false;
  private controller: AbortController | undefined;
  private abortReason: Error | undefined;
  private deferred: Promise<unknown> | undefined;

  constructor(private readonly parts: MessageRunParts) {
    const { conversations, openId, about, key } = parts;
    this.conversation = conversations.begin({ openId, about, messageId: key.id, life: this });
  }

  get attempt(): number {
    return this.parts.arrival.attempt;
  }

  get timeoutMs(): number {
    return this.parts.timeoutMs;
  }

  /** Made when somebody asks for it, because most handlers do not. */
  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.abortReason !== undefined) this.controller.abort(this.abortReason);
    }
    return this.controller.signal;
  }

  /** Milliseconds since the first delivery of the message arrived. */
  get ageMs(): number {
    return this.parts.arrival.ageMs + performance.now() - this.begunAt;
  }

  /** Whether WeChat was answered before the handlers were done because they said so. */
  get isDeferred(): boolean {
    return this.deferred !== undefined;
  }

  get isAborted(): boolean {
    return this.abortReason !== undefined;
  }

  abort(reason: string): void {
    this.abortReason ??= new DOMException(reason, 'AbortError');
    this.controller?.abort(this.abortReason);
  }

  defer(): void {
    const { store, key, open } = this.parts;
    this.deferred ??= store.acknowledge(key).then(() => open.finish('acknowledge'));
  }

  /** Runs the handlers; `dispatch` must not reject. */
  async execute(dispatch: () => Promise<Reply | undefined>): Promise<RunEnd> {
    this.renewal = setInterval(() => void this.renew(), RENEW_MS).unref();
    const reply = await dispatch();
    const durationMs = performance.now() - this.begunAt;
    if (this.deferred !== undefined) await this.deferred;
    const saving = this.conversation.end(this.isLost);
    if (saving !== undefined) await saving;
    const { store, key, open } = this.parts;
    const outcome = this.write(reply);
    const settlement = await store.settle(key, this.claim, { outcome, collect: open.isOpen });
    clearInterval(this.renewal);
    if (settlement === 'lost') this.lose();
    return { settlement, reply: outcome === '' ? undefined : reply, durationMs };
  }

  /** Nobody has collected the answer: whether it is for this process to send it. */
  handOver(): Promise<boolean> {
    const { store, key, delivery } = this.parts;
    return store.handOver(key, delivery.claimId);
  }

  /** What a handler without types returns may be anything, as long as it looks like a reply. */
  private write(reply: Reply | undefined): string {
    try {
      return toOutcome(reply);
    } catch (error) {
      MessageRun.logger.error(`The reply to ${this.parts.about} cannot be kept, and is dropped: ${inspect(error)}`);
      this.failure ??= { outcome: 'failed', error };
      return '';
    }
  }

  private async renew(): Promise<void> {
    const { store, key, open } = this.parts;
    open.watch();
    void this.conversation.renew();
    if (!(await store.renew(key, this.claim, LEASE_MS))) this.lose();
  }

  private get claim(): MessageClaim {
    const { claimId, deliveryId } = this.parts.delivery;
    return { claimId, deliveryId, attempt: this.attempt, ageMs: this.ageMs };
  }

  private lose(): void {
    clearInterval(this.renewal);
    if (this.isLost) return;
    this.isLost = true;
    MessageRun.logger.warn(
      `${this.parts.about} runs in another process by now, because this one was away for longer than ${LEASE_MS} ms. ` +
        'What its handler returns here is dropped.',
    );
    this.abort('Another process runs the message.');
  }
}
