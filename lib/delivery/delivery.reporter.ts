import { kinds, type WechatKind } from '../messages/kinds/message-map.js';
import type { Reply } from '../messages/reply.js';
import type { WechatContext } from '../messages/wechat-context.js';
import type { AccountTelemetry } from '../telemetry/account-telemetry.js';
import { errorName } from '../telemetry/error-name.js';
import { UNOBSERVED, type RunningOperation } from '../telemetry/running-operation.js';
import type { EventKind } from '../telemetry/wechat-event.js';
import { WechatApiError } from '../wechat.errors.js';
import type { DeliveryEnd } from './open-delivery.js';

/** A run of a message's handlers. */
export type MessageOperation = Pick<RunningOperation<'message'>, 'within' | 'end'>;

/** Tells whoever wants to know what becomes of deliveries and of the replies to them. */
export class DeliveryReporter {
  constructor(private readonly telemetry: AccountTelemetry) {}

  /** Handlers begin to run. */
  begin({ kind, attempt }: WechatContext): MessageOperation {
    const { telemetry } = this;
    return telemetry.isObserved ? telemetry.begin('message', { kind: eventKind(kind), attempt }) : UNOBSERVED;
  }

  /** A delivery was answered without a run. */
  duplicate(kind: WechatKind, attempt: number, replied: boolean): void {
    const { telemetry } = this;
    if (telemetry.isObserved) telemetry.tell({ type: 'duplicate', kind: eventKind(kind), attempt, replied });
  }

  /** A delivery had to end before there was an answer. */
  overrun(kind: WechatKind, attempt: number, end: DeliveryEnd): void {
    const { telemetry } = this;
    if (!telemetry.isObserved) return;
    const outcome = end === 'acknowledge' ? 'acknowledged' : 'hung up';
    telemetry.tell({ type: 'overrun', kind: eventKind(kind), attempt, outcome });
  }

  /** A reply went out by customer service, in so many messages. */
  sentLate(context: WechatContext, reply: Reply, messages: number): void {
    this.late(context, reply, { outcome: 'sent', messages });
  }

  /** A reply could not be sent by customer service, or only so many messages of it. */
  failedLate(context: WechatContext, reply: Reply, messages: number, error: unknown): void {
    this.late(context, reply, { outcome: 'failed', messages, error });
  }

  /** A reply came too late for its handler. */
  dropped(context: WechatContext, reply: Reply): void {
    this.late(context, reply, { outcome: 'dropped', messages: 0 });
  }

  private late(
    { kind }: WechatContext,
    { type: reply }: Reply,
    { outcome, messages, error }: { outcome: 'sent' | 'failed' | 'dropped'; messages: number; error?: unknown },
  ): void {
    const { telemetry } = this;
    if (!telemetry.isObserved) return;
    telemetry.tell({
      type: 'late-reply',
      kind: eventKind(kind),
      reply,
      outcome,
      messages,
      errcode: error instanceof WechatApiError ? error.errcode : undefined,
      error: error === undefined ? undefined : errorName(error),
    });
  }
}

/** In plain mode anybody who has seen one request can send kinds of their own, without end. */
function eventKind(kind: WechatKind): EventKind {
  return Object.hasOwn(kinds, kind) ? kind : 'other';
}
