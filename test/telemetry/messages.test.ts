import { EventEmitter, once } from 'node:events';
import {
  Catch,
  ForbiddenException,
  Injectable,
  UseFilters,
  UseGuards,
  type CanActivate,
  type ExceptionFilter,
} from '@nestjs/common';
import { expect, onTestFinished, test, vi } from 'vitest';
import { MemoryDeliveryStore } from '#lib/delivery/memory-delivery.store';
import { CallbackService, OnMessage, OnText, Reply, WechatEvents, type WechatContext } from 'nestjs-wechat';
import { createBot, textOf } from '../support/bot.js';
import { collect, ofType } from '../support/events.js';
import { startObservedApp } from '../support/observed-app.js';
import { PLAIN, push, textMessage, xmlMessage } from '../support/wechat-side.js';

class Deny implements CanActivate {
  canActivate(): boolean {
    throw new ForbiddenException();
  }
}

@Catch()
class Apologise implements ExceptionFilter {
  catch() {
    return 'Sorry.';
  }
}

@Injectable()
class Bot {
  readonly progress = new EventEmitter();

  @OnText('reply') reply() {
    return 'reply';
  }
  @OnText('silence') silence() {}
  @OnText('acknowledge') acknowledge() {
    return Reply.acknowledge();
  }
  @OnText('throw') fail() {
    throw new RangeError('secret');
  }
  @OnText('throw text') failOddly() {
    // eslint-disable-next-line typescript/only-throw-error
    throw 'secret';
  }
  @OnText('deny') @UseGuards(Deny) denied() {}
  @OnText('apologise') @UseFilters(Apologise) apologise() {
    throw new Error('secret');
  }
  @OnText('wrong') wrong(): string {
    return 42 as unknown as string;
  }
  @OnText('odd') odd() {
    const circular: Record<string, unknown> = { type: 'text', content: 'x' };
    circular['self'] = circular;
    return circular as unknown as Reply;
  }
  @OnText('endless', { timeoutMs: 20 }) endless() {
    return new Promise<string>(() => {});
  }
  @OnText('slow') async slow() {
    this.progress.emit('begun');
    await once(this.progress, 'go on');
    return 'slow';
  }
  @OnText('late', { late: 'drop' }) async late() {
    await once(this.progress, 'go on');
    return 'late';
  }
  @OnText('defer') async defer(context: WechatContext<'text'>) {
    context.defer();
    await once(this.progress, 'go on');
    return 'deferred';
  }
  @OnMessage() any() {
    return 'any';
  }
}

const ABOUT = { account: 'default', appId: PLAIN.appId };

async function start() {
  const bot = await createBot({ providers: [Bot] });
  const { progress } = bot.app.get(Bot);
  return { ...bot, progress, events: collect(bot.app.get(WechatEvents)) };
}

test.each<[string, 'replied' | 'silent' | 'failed' | 'timed out', string | undefined]>([
  ['reply', 'replied', undefined],
  ['silence', 'silent', undefined],
  ['acknowledge', 'silent', undefined],
  ['throw', 'failed', 'RangeError'],
  ['throw text', 'failed', 'string'],
  ['deny', 'failed', 'ForbiddenException'],
  ['apologise', 'replied', undefined],
  ['wrong', 'failed', 'WechatReplyError'],
  ['odd', 'failed', 'TypeError'],
  ['endless', 'timed out', undefined],
])('a message is told when it was handled: %s', async (content, outcome, error) => {
  const { ask, events } = await start();
  await ask(textMessage(content));
  const durationMs = expect.any(Number);
  expect(events).toEqual([{ type: 'message', ...ABOUT, kind: 'text', attempt: 1, outcome, durationMs, error }]);
  const [event] = ofType(events, 'message');
  expect(event?.durationMs).toBeGreaterThanOrEqual(outcome === 'timed out' ? 19 : 0);
});

test('an account is told by its name and AppID', async () => {
  const { ask, events } = await start();
  await ask(textMessage('reply'), 'shop');
  expect(events).toMatchObject([{ account: 'shop', appId: 'wxshop' }]);
});

test('a kind that anybody could make up has no name of its own', async () => {
  const { ask, events } = await start();
  for (const MsgType of ['image', 'made up', 'constructor']) {
    await ask(xmlMessage({ MsgType, MsgId: MsgType, MediaId: 'm', PicUrl: 'p' }));
  }
  expect(events.map(event => 'kind' in event && event.kind)).toEqual(['image', 'other', 'other']);
});

test('a delivery that is answered without a run is a duplicate', async () => {
  const { ask, events } = await start();
  for (const message of [textMessage('reply'), textMessage('silence')]) {
    await ask(message);
    await ask(message);
    await ask(message);
  }
  const duplicate = { type: 'duplicate', ...ABOUT, kind: 'text' };
  expect(ofType(events, 'duplicate')).toEqual([
    { ...duplicate, attempt: 2, replied: true },
    { ...duplicate, attempt: 3, replied: true },
    { ...duplicate, attempt: 2, replied: false },
    { ...duplicate, attempt: 3, replied: false },
  ]);
  expect(ofType(events, 'message')).toHaveLength(2);
});

test('a delivery whose peer hangs up is an overrun, and the one that gets the answer a duplicate', async () => {
  const { app, ask, events, progress } = await start();
  const message = textMessage('slow');
  const begun = once(progress, 'begun');
  const first = textOf(ask(message));
  await begun;
  const signal = AbortSignal.abort();
  const hungUp = await app.get(CallbackService).handle({ method: 'POST', ...push(PLAIN, 'plain', message), signal });
  expect(hungUp.hangUp).toBe(true);
  const third = textOf(ask(message));
  // It waits as well.
  await expect.poll(() => events.length).toBe(1);
  progress.emit('go on');
  expect([await first, await third]).toEqual(['slow', 'slow']);
  expect(events).toMatchObject([
    { type: 'overrun', ...ABOUT, kind: 'text', attempt: 2, outcome: 'hung up' },
    { type: 'message', attempt: 1, outcome: 'replied' },
    { type: 'duplicate', attempt: 3, replied: true },
  ]);
});

test('a run that another process has taken over is lost', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const deliveries = new MemoryDeliveryStore();
  const createInstance = async () => {
    const bot = await createBot({ providers: [Bot], options: { stores: { deliveries } } });
    const { progress } = bot.app.get(Bot);
    return { ...bot, progress, events: collect(bot.app.get(WechatEvents)) };
  };
  const [frozen, other] = [await createInstance(), await createInstance()];
  const message = textMessage('slow');
  const begun = [frozen, other].map(({ progress }) => once(progress, 'begun'));
  const first = textOf(frozen.ask(message));
  await begun[0];
  vi.advanceTimersByTime(3001);
  const second = textOf(other.ask(message));
  await begun[1];
  other.progress.emit('go on');
  expect(await second).toBe('slow');
  frozen.progress.emit('go on');
  expect(await first).toBe('slow');
  expect(other.events).toMatchObject([{ type: 'message', attempt: 2, outcome: 'replied' }]);
  expect(frozen.events).toMatchObject([
    { type: 'message', attempt: 1, outcome: 'lost', error: undefined },
    { type: 'duplicate', attempt: 1, replied: true },
  ]);
});

/** With requests that are acknowledged almost at once. */
async function startLate() {
  const app = await startObservedApp({
    providers: [Bot],
    options: { delivery: { deadlineMs: 20, onOverrun: 'acknowledge' } },
  });
  const { progress } = app.app.get(Bot);
  return { ...app, progress, events: collect(app.app.get(WechatEvents)) };
}

/** What a late reply is told with. */
const LATE = {
  type: 'late-reply',
  account: 'default',
  appId: expect.stringMatching(/^wx/),
  kind: 'text',
  reply: 'text',
};

test('a reply that comes after the deadline is told when it is sent, and its call too', async () => {
  const { alice, events, progress } = await startLate();
  await alice.say('slow');
  expect(events).toMatchObject([{ type: 'overrun', kind: 'text', attempt: 1, outcome: 'acknowledged' }]);
  progress.emit('go on');
  expect(await alice.nextMessage()).toMatchObject({ content: 'slow', from: 'customer-service' });
  await expect
    .poll(() => ofType(events, 'late-reply'))
    .toEqual([{ ...LATE, outcome: 'sent', messages: 1, errcode: undefined, error: undefined }]);
  expect(events.map(({ type }) => type)).toEqual([
    'overrun',
    'message',
    'api-call',
    'credential-refresh',
    'api-call',
    'late-reply',
  ]);
});

test('a delivery whose answer goes by customer service is a duplicate without a reply', async () => {
  const { alice, sandbox, events, progress } = await startLate();
  sandbox.fault.duplicateDeliveries(1);
  await alice.say('slow');
  await expect.poll(() => ofType(events, 'duplicate')).toMatchObject([{ kind: 'text', attempt: 2, replied: false }]);
  progress.emit('go on');
  expect(await alice.nextMessage()).toMatchObject({ content: 'slow' });
});

test('a late reply that WeChat refuses is told with its errcode', async () => {
  const { alice, sandbox, events, progress } = await startLate();
  sandbox.fault.apiError('/cgi-bin/message/custom/send', 45015);
  await alice.say('slow');
  progress.emit('go on');
  await expect
    .poll(() => ofType(events, 'late-reply'))
    .toEqual([{ ...LATE, outcome: 'failed', messages: 0, errcode: 45015, error: 'WechatApiError' }]);
});

test('a late reply that its handler does not want to be sent is dropped', async () => {
  const { alice, events, progress } = await startLate();
  await alice.say('late');
  progress.emit('go on');
  await expect
    .poll(() => ofType(events, 'late-reply'))
    .toEqual([{ ...LATE, outcome: 'dropped', messages: 0, errcode: undefined, error: undefined }]);
  expect(ofType(events, 'api-call')).toEqual([]);
});

test('a handler that answers WeChat at once has not overrun', async () => {
  const { alice, events, progress } = await startLate();
  await alice.say('defer');
  progress.emit('go on');
  expect(await alice.nextMessage()).toMatchObject({ content: 'deferred' });
  await expect.poll(() => ofType(events, 'late-reply')).toMatchObject([{ outcome: 'sent' }]);
  expect(ofType(events, 'overrun')).toEqual([]);
});
