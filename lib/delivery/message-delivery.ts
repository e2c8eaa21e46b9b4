import { randomBytes } from 'node:crypto';
import type { WechatAccount } from '../account/wechat-account.js';
import type { Conversations } from '../conversations/conversations.js';
import type { MessageDispatcher } from '../messages/message.dispatcher.js';
import type { ReceivedMessage } from '../messages/message.reader.js';
import type { Reply } from '../messages/reply.js';
import type { ScanListener } from '../messages/scan-listener.js';
import { openIdOf, WechatContext } from '../messages/wechat-context.js';
import type { DeliverySettings } from './delivery.options.js';
import type { DeliveryReporter } from './delivery.reporter.js';
import type { Arrival, DeliveryStore, NewDelivery } from './delivery.store.js';
import { LateReplySender } from './late-reply.sender.js';
import { messageKeyOf, type MessageKey } from './message-key.js';
import { LEASE_MS, MessageRun } from './message-run.js';
import { MessageTask } from './message-task.js';
import { OpenDelivery, type DeliveryEnd, type DeliveryPeer } from './open-delivery.js';
import { fromOutcome } from './outcome.js';
import { pause } from './pause.js';
import type { RunningMessages } from './running-messages.js';

/** What deliveries of an account are made of. */
export interface MessageDeliveryParts {
  readonly account: WechatAccount;
  readonly dispatcher: MessageDispatcher;
  readonly store: DeliveryStore;
  readonly conversations: Conversations;
  readonly settings: DeliverySettings;
  readonly running: RunningMessages;
  readonly reporter: DeliveryReporter;
  readonly scanListeners: readonly ScanListener[];
}

/** What to answer a delivery: a reply, nothing to say, or no answer at all, so that WeChat asks again. */
export type DeliveryAnswer = { readonly reply: Reply | undefined } | 'hang up';

/** One delivery on its way. */
interface Way {
  readonly key: MessageKey;
  readonly received: ReceivedMessage;
  readonly delivery: NewDelivery;
  readonly open: OpenDelivery;
}

/** How often a delivery asks for the answer that another one is to bring. */
const POLL_MS = 100;

/**
 * Sees to it that a message runs once, however often WeChat delivers it and to whichever process, and that each delivery
 * that gets an answer gets the same one: what stands between a callback and the handlers.
 */
export class MessageDelivery {
  private readonly sender: LateReplySender;
  /**
   * What ids of deliveries begin with: two processes that had the same would have to count the same message with the same number
   * to mistake it. A random id for each, or a longer one, would take more time, and memory for as long as messages are kept.
   */
  private readonly name = randomBytes(4).toString('base64url');
  private deliveries = 0;

  constructor(private readonly parts: MessageDeliveryParts) {
    this.sender = new LateReplySender(parts.dispatcher, parts.reporter);
  }

  /** Answers one delivery: runs the message, or waits for the run that is under way. */
  async deliver(received: ReceivedMessage, peer: DeliveryPeer): Promise<DeliveryAnswer> {
    const { account, store, settings } = this.parts;
    const open = new OpenDelivery(settings, peer);
    const id = this.name + (++this.deliveries).toString(36);
    const key = messageKeyOf(account.appId, received) ?? { appId: account.appId, openId: '', id };
    const way = { key, received, open, delivery: { deliveryId: id, claimId: id, leaseMs: LEASE_MS } };
    for (;;) {
      const arrival = await store.arrive(key, way.delivery);
      const answer = await this.answer(way, arrival);
      if (answer !== undefined) {
        open.close();
        return answer;
      }
    }
  }

  /** `undefined` where it has to ask again. */
  private async answer(way: Way, arrival: Arrival): Promise<DeliveryAnswer | undefined> {
    switch (arrival.state) {
      case 'answer':
        return this.repeat(way, arrival, fromOutcome(arrival.outcome));
      case 'acknowledge':
        return this.repeat(way, arrival, undefined);
      case 'run':
        return this.run(way, arrival);
      default: {
        way.open.watch();
        const end = await way.open.wait(arrival, pause(POLL_MS));
        return end === undefined ? undefined : this.end(way, arrival, end);
      }
    }
  }

  private async run(way: Way, arrival: Arrival): Promise<DeliveryAnswer | undefined> {
    const { sender } = this;
    const { account, dispatcher, store, conversations, settings, running, reporter, scanListeners } = this.parts;
    const { key, delivery, open, received } = way;
    const { kind, message, acceptsReply } = received;
    const about = `A message of kind ${kind} to account '${account.name}'`;
    const { timeoutMs, graceMs } = settings;
    const openId = openIdOf(message);
    const run = new MessageRun({ key, store, conversations, openId, delivery, arrival, open, timeoutMs, about });
    const context = new WechatContext(account, kind, message as WechatContext['message'], undefined, run);
    const dispatch = (): Promise<Reply | undefined> => dispatcher.dispatch(context, scanListeners);
    const task = new MessageTask({ run, context, dispatch, sender, reporter, running, acceptsReply, graceMs });
    const end = await open.wait(arrival, task.ended);
    if (typeof end === 'string') return this.end(way, arrival, end, run.isDeferred);
    switch (end.settlement) {
      case 'answer':
        return { reply: end.reply };
      case 'customer-service':
        return { reply: undefined };
      case 'kept':
        // WeChat does not read it any more, and asks again.
        return this.end(way, arrival, 'hang up');
      default:
        // Another process has taken it over: this delivery waits for that one's answer, as any other does.
        return undefined;
    }
  }

  /** Gives the answer of another delivery again. */
  private repeat({ received }: Way, { attempt }: Arrival, reply: Reply | undefined): DeliveryAnswer {
    this.parts.reporter.duplicate(received.kind, attempt, reply !== undefined);
    return { reply };
  }

  private async end(
    { key, received }: Way,
    { attempt }: Arrival,
    end: DeliveryEnd,
    isDeferred = false,
  ): Promise<DeliveryAnswer> {
    const { account, reporter, settings, store } = this.parts;
    const { kind, message, acceptsReply } = received;
    const outcome = end === 'hang up' ? undefined : await store.acknowledge(key);
    if (outcome !== undefined) return { reply: fromOutcome(outcome) };
    if (!isDeferred) reporter.overrun(kind, attempt, end);
    if (end === 'hang up') return end;
    if (settings.typing && acceptsReply) void this.sender.showTyping(account, openIdOf(message));
    return { reply: undefined };
  }
}
