import type { SandboxAccount } from '../account/sandbox-account.js';
import type { Changes } from '../changes.js';
import { realTime, type SandboxClock } from '../clock.js';
import type { Log } from '../log.js';
import { SERVICE_FAILURE, type PhoneContent } from '../people/phone-message.js';
import { readAnswer, type Answer, type Question } from './answer.reader.js';
import type { DeliveryFaults } from './delivery-faults.js';
import { weightOf, type Delivery, type DeliveryAttempt, type OpenDelivery, type Verdict } from './delivery.js';
import { post, type PostResult } from './http-post.js';
import { renderPush, sealPush, type PushFields, type SealedPush } from './push-codec.js';

/** A message or event for the account's callback. */
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
  ) {}

  /** Delivers a push and resolves with what became of it; it is never rejected. */
  async push(account: SandboxAccount, push: Push): Promise<Delivery> {
    const delivery: OpenDelivery = {
      id: ++this.#lastId,
      at: this.clock.now(),
      appId: account.appId,
      openId: push.openId,
      kind: push.kind,
      message: renderPush(account, push.fields),
      attempts: [],
      verdict: undefined,
      answer: undefined,
      shown: undefined,
    };
    this.log.add(delivery);
    this.changes.notify();
    const { callbackUrl } = account;
    if (callbackUrl === undefined) delivery.verdict = 'no-callback';
    else await this.#deliver(account, callbackUrl, push, delivery);
    this.changes.notify();
    return delivery;
  }

  /** Gives up all deliveries. */
  stop(): void {
    this.#stopped.abort();
  }

  async #deliver(account: SandboxAccount, callbackUrl: string, push: Push, delivery: OpenDelivery): Promise<void> {
    const isLost = this.faults.takeDuplicate();
    let verdict: Verdict;
    let content: PhoneContent | undefined;
    do {
      const number = delivery.attempts.length + 1;
      const request = sealPush(account, callbackUrl, delivery.message, push.openId, this.clock.seconds());
      const { attempt, answer } = await this.#attempt(account, push, request, number, isLost && number === 1);
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
    delivery.shown = verdict === 'replied' ? content : this.#greyLine(push, verdict);
    delivery.verdict = verdict;
  }

  /** Stands where a reply would. */
  #greyLine({ takesReply }: Push, verdict: Verdict): PhoneContent | undefined {
    const isGood = GOOD.includes(verdict) || this.#stopped.signal.aborted;
    return isGood || !takesReply ? undefined : { type: 'notice', text: SERVICE_FAILURE };
  }

  async #attempt(account: SandboxAccount, push: Push, request: SealedPush, number: number, isLost: boolean) {
    const begin = { number, at: this.clock.now(), request };
    const startedAt = realTime();
    const contentType = account.dataFormat === 'json' ? 'application/json' : 'text/xml';
    const result = await post(request.url, request.body, contentType, this.rules.timeoutMs, this.#stopped.signal);
    const answer = 'status' in result ? readAnswer(account, push, result.status, result.body) : undefined;
    const attempt: DeliveryAttempt = {
      ...begin,
      durationMs: realTime() - startedAt,
      response: 'status' in result ? result : undefined,
      ...judge(result, answer, isLost),
    };
    return { attempt, answer };
  }
}

function judge(
  result: PostResult,
  answer: Answer | undefined,
  isLost: boolean,
): Pick<DeliveryAttempt, 'verdict' | 'reason'> {
  if ('failure' in result) return { verdict: result.failure, reason: result.reason };
  if (isLost || !answer) return { verdict: 'lost', reason: 'The sandbox lost this answer on purpose.' };
  return { verdict: answer.verdict, reason: answer.reason };
}
