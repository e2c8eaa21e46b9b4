// Compiled by `npm run typecheck`: every expected error has to be one, and nothing else may be.
import { UseGuards, type CanActivate } from '@nestjs/common';
import {
  ConversationStore,
  DeliveryStore,
  OnDeliveryFailure,
  OnScan,
  OnText,
  OnUnsubscribe,
  Reply,
  type Arrival,
  type ConversationChange,
  type ConversationClaim,
  type ConversationKey,
  type DeliveryFailureContext,
  type DeliveryOptions,
  type MessageClaim,
  type MessageKey,
  type NewDelivery,
  type RunResult,
  type Settlement,
  type StoredConversation,
  type WechatContext,
  type WechatOptions,
} from 'nestjs-wechat';

declare class Guard implements CanActivate {
  canActivate(): boolean;
}

/** What has to compile. */
export class Right {
  @OnText({ timeoutMs: 20_000, late: 'drop' }) slow() {
    return 'x';
  }
  @OnText('a', { timeoutMs: 20_000, late: 'customer-service', account: 'shop' }) slowOne() {
    return 'x';
  }
  @OnScan({ late: 'drop' }) scanned() {}
  @OnUnsubscribe({ timeoutMs: 1000 }) gone() {}
  @OnText('b') async life(context: WechatContext<'text'>) {
    const signal: AbortSignal = context.signal;
    const attempt: number = context.attempt;
    const nothing: void = context.defer();
    await fetch('https://example.com', { signal });
    return `${attempt} ${String(nothing)}`;
  }
  @OnDeliveryFailure() failed(context: DeliveryFailureContext) {
    const reply: Reply = context.reply;
    const error: Error = context.error;
    const sent: number = context.sent;
    const text: string | undefined = context.is('text') ? context.message.Content : context.text('Content');
    return void [reply, error, sent, text];
  }
  @UseGuards(Guard) @OnDeliveryFailure({ account: 'shop' }) async failedLater(context: DeliveryFailureContext) {
    await Promise.resolve(context.openId);
  }
  @OnDeliveryFailure() anyContext(context: WechatContext) {
    void context.kind;
  }
  @OnDeliveryFailure() nothing() {}
}

/** What must not compile. */
export class Wrong {
  // @ts-expect-error -- milliseconds are a number
  @OnText({ timeoutMs: '20s' }) time() {}
  // @ts-expect-error -- late replies are sent or dropped
  @OnText({ late: 'queue' }) late() {}
  // @ts-expect-error -- how long WeChat waits is for the account to say
  @OnText('x', { deadlineMs: 1000 }) deadline() {}
  // @ts-expect-error -- a failure has no pattern
  @OnDeliveryFailure('x') pattern() {}
  // @ts-expect-error -- its handler is no handler of a message
  @OnDeliveryFailure({ timeoutMs: 1000 }) timeout() {}
  // @ts-expect-error -- nor has it a late reply of its own
  @OnDeliveryFailure({ late: 'drop' }) again() {}
  // @ts-expect-error -- a failure may be that of any kind
  @OnDeliveryFailure() kind(_context: WechatContext<'text'>) {}
  // @ts-expect-error -- a message that arrives is no failure
  @OnText() failure(_context: DeliveryFailureContext) {}
  // @ts-expect-error -- a number is no reply, though nobody reads one
  @OnDeliveryFailure() number() {
    return 5;
  }
}

export function misuse(context: WechatContext, failure: DeliveryFailureContext) {
  // @ts-expect-error -- the signal belongs to the run
  context.signal.abort();
  // @ts-expect-error -- nor is it to be replaced
  context.signal = AbortSignal.timeout(1000);
  // @ts-expect-error -- which delivery it is WeChat says
  context.attempt = 1;
  // @ts-expect-error -- what is returned is the answer
  context.defer('x');
  // @ts-expect-error -- only a failure has a reply
  void context.reply;
  // @ts-expect-error -- what has failed has failed
  failure.error = new Error();
}

export const all: DeliveryOptions = {
  deadlineMs: 4000,
  onOverrun: 'acknowledge',
  timeoutMs: 30_000,
  graceMs: 5000,
  typing: true,
};
export const options: WechatOptions = { appId: 'wx', delivery: all };
export const defaults: WechatOptions = { appId: 'wx', delivery: { onOverrun: undefined } };
// @ts-expect-error -- an overrun is retried or acknowledged
export const overrun: DeliveryOptions = { onOverrun: 'drop' };
// @ts-expect-error -- no such option
export const misspelt: DeliveryOptions = { timeout: 1000 };
// @ts-expect-error -- typing is shown or not
export const typing: DeliveryOptions = { typing: 'always' };
// @ts-expect-error -- options are read only
export const setTimeoutMs = (delivery: DeliveryOptions) => (delivery.timeoutMs = 1);

/** A store of a host. */
export class HostDeliveries extends DeliveryStore {
  async arrive({ appId, openId, id }: MessageKey, { deliveryId, claimId, leaseMs }: NewDelivery): Promise<Arrival> {
    const known = [appId, openId, id, deliveryId, claimId].includes('');
    return known
      ? { state: 'answer', outcome: '', attempt: 2, ageMs: 0 }
      : { state: 'run', attempt: 1, ageMs: leaseMs };
  }
  async renew(_key: MessageKey, { claimId, deliveryId, attempt, ageMs }: MessageClaim, leaseMs: number) {
    return `${claimId}${deliveryId}`.length + attempt + ageMs > leaseMs;
  }
  async settle(_key: MessageKey, _claim: MessageClaim, { outcome, collect }: RunResult): Promise<Settlement> {
    return collect && outcome !== '' ? 'answer' : 'kept';
  }
  async acknowledge(): Promise<string | undefined> {
    return undefined;
  }
  async handOver() {
    return false;
  }
}

// @ts-expect-error -- it has to do all that the contract asks
export class HalfDeliveries extends DeliveryStore {
  async handOver() {
    return false;
  }
}

export abstract class OddDeliveries extends DeliveryStore {
  async arrive(): Promise<Arrival> {
    // @ts-expect-error -- an answer comes with its outcome
    return { state: 'answer', attempt: 1, ageMs: 0 };
  }
  // @ts-expect-error -- there are four ways
  async settle() {
    return 'passive' as const;
  }
  // @ts-expect-error -- a store is asked, and answers later
  renew() {
    return true;
  }
}

/** A store of a host. */
export class HostConversations extends ConversationStore {
  async peek({ appId, openId }: ConversationKey, messageId: string) {
    return messageId === '' ? undefined : `${appId}${openId}`;
  }
  async open(_key: ConversationKey, claim: ConversationClaim): Promise<StoredConversation | undefined> {
    return { session: undefined, topic: undefined, version: claim.claimId };
  }
  async renew() {}
  async save(_key: ConversationKey, _claim: ConversationClaim, version: string, change: ConversationChange) {
    return version !== (change.question?.topic ?? change.session);
  }
  async close() {}
}

// @ts-expect-error -- it has to do all that the contract asks
export class HalfConversations extends ConversationStore {
  async close() {}
}

export const stores: WechatOptions = {
  appId: 'wx',
  stores: { deliveries: new HostDeliveries(), conversations: new HostConversations() },
};
// @ts-expect-error -- one store does not do the other's work
export const swapped: WechatOptions = { appId: 'wx', stores: { deliveries: new HostConversations() } };
// @ts-expect-error -- a store is an object, not its class
export const classes: WechatOptions = { appId: 'wx', stores: { deliveries: HostDeliveries } };
