import type { SandboxAccount } from '../account/sandbox-account.js';
import type { Changes } from '../changes.js';
import { realTime, type SandboxClock } from '../clock.js';
import type { Log } from '../log.js';
import { SERVICE_FAILURE, type PhoneContent } from '../people/phone-message.js';
import { readAnswer, type Answer, type Question } from './answer.reader.js';
import type { DeliveryFaults } from './delivery-faults.js';
import { weightOf, type Delivery, type DeliveryAttempt, type OpenDelivery, type Verdict } from './delivery.js';
import { post, type PostResult } from './http-post.js';
import { readAcknowledgement } from './acknowledgement.reader.js';
import type { PushChannel } from './push-channel.js';
import { renderPush, sealPush, type PushFields, type SealedPush } from './push-codec.js';

/** A message or event for an account. */
export interface Push extends Question {
  /** `text`, `event.CLICK`… */
  readonly kind: string;
  readonly fields: PushFields;
}

/** How pushes are delivered. */
export interface DeliveryRules {
  readonly timeoutMs: number;
  readonly attempts: number;
}

/** One push on its way. */
interface Parcel {
  readonly channel: PushChannel;
  readonly delivery: OpenDelivery;
  /** Whether somebody waits for a reply, who sees the grey line where none comes. */
  readonly takesReply: boolean;
  readonly judge: (status: number, body: string) => Answer;
}

/** Verdicts after which WeChat delivers again. */
const RETRIED: readonly Verdict[] = ['timeout', 'connection-failed', 'bad-status', 'lost'];
/** Verdicts that need no grey line. */
const GOOD: readonly (Verdict | undefined)[] = ['acknowledged', 'replied', 'reply-ignored', 'no-callback', 'lost'];

/** Delivers pushes: up to three times, with five seconds each. */
export class Pusher {
  #lastId = 0;
  readonly #stopped = new AbortController();

  constructor(
    private readonly clock: SandboxClock,
    private readonly rules: DeliveryRules,
    private readonly faults: DeliveryFaults,
    private readonly log: Log<Delivery>,
    private readonly changes: Changes,
    /** Where the messages of an account go: to its own callback, or to the platform that serves it. */
    private readonly findChannel: (account: SandboxAccount) => PushChannel,
  ) {}

  /** Delivers a message or event of an account and resolves with what became of it; it is never rejected. */
  push(account: SandboxAccount, push: Push): Promise<Delivery> {
    const channel = this.findChannel(account);
    const { appId } = account;
    const componentAppId = channel.receiver === appId ? undefined : channel.receiver;
    const delivery = this.#open(channel, { ...push, appId, componentAppId });
    const judge = (status: number, body: string) => readAnswer(account, channel, push, status, body);
    return this.#send({ channel, delivery, takesReply: push.takesReply, judge });
  }

  /** Tells a third-party platform something of itself, on its URL for authorization events. It is never rejected. */
  notify(channel: PushChannel, infoType: string, fields: PushFields): Promise<Delivery> {
    const appId = channel.receiver;
    const kind = `component.${infoType}`;
    const delivery = this.#open(channel, { appId, componentAppId: appId, openId: '', kind, fields });
    return this.#send({ channel, delivery, takesReply: false, judge: readAcknowledgement });
  }

  /** Gives up all deliveries. */
  stop(): void {
    this.#stopped.abort();
  }

  #open(
    channel: PushChannel,
    push: Pick<Delivery, 'appId' | 'componentAppId' | 'openId' | 'kind'> & { readonly fields: PushFields },
  ): OpenDelivery {
    const { appId, componentAppId, openId, kind } = push;
    const delivery: OpenDelivery = {
      id: ++this.#lastId,
      at: this.clock.now(),
      appId,
      componentAppId,
      openId,
      kind,
      message: renderPush(channel, push.fields),
      attempts: [],
      verdict: undefined,
      answer: undefined,
      shown: undefined,
    };
    this.log.add(delivery);
    this.changes.notify();
    return delivery;
  }

  async #send(parcel: Parcel): Promise<Delivery> {
    const { channel, delivery } = parcel;
    await this.faults.pass(delivery.kind);
    if (channel.url === undefined) delivery.verdict = 'no-callback';
    else await this.#deliver(parcel, channel.url);
    this.changes.notify();
    return delivery;
  }

  async #deliver(parcel: Parcel, callbackUrl: string): Promise<void> {
    const { channel, delivery } = parcel;
    const isLost = this.faults.takeDuplicate();
    let verdict: Verdict;
    let content: PhoneContent | undefined;
    do {
      const number = delivery.attempts.length + 1;
      const request = sealPush(channel, callbackUrl, delivery.message, delivery.openId, this.clock.seconds());
      const { attempt, answer } = await this.#attempt(parcel, request, number, isLost && number === 1);
      delivery.attempts = [...delivery.attempts, attempt];
      this.log.grow(weightOf(attempt));
      delivery.answer = answer?.text ?? delivery.answer;
      content = answer?.content;
      verdict = attempt.verdict;
      this.changes.notify();
    } while (
      RETRIED.includes(verdict) &&
      delivery.attempts.length < this.rules.attempts &&
      !this.#stopped.signal.aborted
    );
    delivery.shown = verdict === 'replied' ? content : this.#greyLine(parcel, verdict);
    delivery.verdict = verdict;
  }

  /** Stands where a reply would. */
  #greyLine({ takesReply }: Parcel, verdict: Verdict): PhoneContent | undefined {
    const isGood = GOOD.includes(verdict) || this.#stopped.signal.aborted;
    return isGood || !takesReply ? undefined : { type: 'notice', text: SERVICE_FAILURE };
  }

  async #attempt({ channel, judge }: Parcel, request: SealedPush, number: number, isLost: boolean) {
    const begin = { number, at: this.clock.now(), request };
    const startedAt = realTime();
    const contentType = channel.dataFormat === 'json' ? 'application/json' : 'text/xml';
    const result = await post(request.url, request.body, contentType, this.rules.timeoutMs, this.#stopped.signal);
    const answer = 'status' in result ? judge(result.status, result.body) : undefined;
    const attempt: DeliveryAttempt = {
      ...begin,
      durationMs: realTime() - startedAt,
      response: 'status' in result ? result : undefined,
      ...decide(result, answer, isLost),
    };
    return { attempt, answer };
  }
}

function decide(
  result: PostResult,
  answer: Answer | undefined,
  isLost: boolean,
): Pick<DeliveryAttempt, 'verdict' | 'reason'> {
  if ('failure' in result) return { verdict: result.failure, reason: result.reason };
  if (isLost || !answer) return { verdict: 'lost', reason: 'The sandbox lost this answer on purpose.' };
  return { verdict: answer.verdict, reason: answer.reason };
}
