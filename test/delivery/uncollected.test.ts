import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { expect, onTestFinished, test, vi } from 'vitest';
import { CallbackService, OnText, WechatModule, type DeliveryOptions, type WechatContext } from 'nestjs-wechat';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { startHost } from '../support/host.js';
import { countCalls } from '../support/sandbox.js';
import { PLAIN, push, textMessage } from '../support/wechat-side.js';

const SEND = '/cgi-bin/message/custom/send';

/** A message whose first delivery has hung up, while its handler runs; WeChat never asks again. */
async function startForsaken(answer: (signal: AbortSignal) => Promise<string>, delivery: DeliveryOptions = {}) {
  const progress = new EventEmitter();
  @Injectable()
  class Bot {
    @OnText() say(context: WechatContext<'text'>) {
      progress.emit('begun');
      return answer(context.signal);
    }
  }
  const sandbox = await WechatSandbox.start();
  onTestFinished(() => sandbox.stop());
  const { token } = PLAIN;
  const host = await startHost('express', {
    imports: [WechatModule.forRoot({ ...sandbox.credentials(), encodingAESKey: undefined, token, delivery })],
    providers: [Bot],
  });
  onTestFinished(() => host.app.close());
  const alice = sandbox.follower();
  await alice.follow();
  const peer = new AbortController();
  const message = textMessage('x', { FromUserName: alice.openId });
  const ask = (signal?: AbortSignal) =>
    host.app.get(CallbackService).handle({ method: 'POST', ...push(PLAIN, 'plain', message), signal });
  const first = ask(peer.signal);
  await once(progress, 'begun');
  peer.abort();
  return { sandbox, app: host.app, alice, first, ask };
}

const aborted = (signal: AbortSignal) => once(signal, 'abort');

test('an answer that nobody has collected 16 s after the first delivery goes by customer service', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const progress = new EventEmitter();
  const { sandbox, alice, first, ask } = await startForsaken(async () => {
    await once(progress, 'go on');
    return 'late';
  });
  await vi.advanceTimersByTimeAsync(1000);
  expect(await first).toMatchObject({ hangUp: true });
  progress.emit('go on');
  await vi.advanceTimersByTimeAsync(14_900);
  expect(countCalls(sandbox, SEND)).toBe(0);
  const received = alice.nextMessage();
  await vi.advanceTimersByTimeAsync(100);
  expect(await received).toMatchObject({ content: 'late' });
  expect(await ask()).toMatchObject({ status: 200, body: 'success' });
  expect(countCalls(sandbox, SEND)).toBe(1);
});

test('an answer that comes between the last look and the deadline is given at the deadline', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const progress = new EventEmitter();
  const { sandbox, first, ask } = await startForsaken(
    async () => {
      await once(progress, 'go on');
      return 'just in time';
    },
    { deadlineMs: 4450 },
  );
  await vi.advanceTimersByTimeAsync(1000);
  expect(await first).toMatchObject({ hangUp: true });
  const gone = new AbortController();
  gone.abort();
  expect(await ask(gone.signal)).toMatchObject({ hangUp: true });
  const third = ask();
  // It looks every 100 ms.
  await vi.advanceTimersByTimeAsync(4420);
  progress.emit('go on');
  await vi.advanceTimersByTimeAsync(30);
  const { body } = await third;
  expect(body).toContain('just in time');
  await vi.advanceTimersByTimeAsync(20_000);
  expect(countCalls(sandbox, SEND)).toBe(0);
});

test('an answer that nobody has collected is sent before the application ends', async () => {
  const progress = new EventEmitter();
  const { sandbox, app, first } = await startForsaken(async () => {
    await once(progress, 'go on');
    return 'late';
  });
  expect(await first).toMatchObject({ hangUp: true });
  progress.emit('go on');
  await app.close();
  expect(countCalls(sandbox, SEND)).toBe(1);
});

test('a handler that hears of the end of the application may still answer', async () => {
  let reason: unknown;
  const { sandbox, app, first } = await startForsaken(
    async signal => {
      await aborted(signal);
      reason = signal.reason;
      return 'goodbye';
    },
    { graceMs: 0 },
  );
  expect(await first).toMatchObject({ hangUp: true });
  await app.close();
  expect(reason).toMatchObject({ name: 'AbortError', message: 'The application shuts down.' });
  expect(countCalls(sandbox, SEND)).toBe(1);
});

test('a handler that needs a moment for that has it', async () => {
  const { sandbox, app, first } = await startForsaken(
    async signal => {
      await aborted(signal);
      await sleep(2500);
      return 'goodbye';
    },
    { graceMs: 0 },
  );
  expect(await first).toMatchObject({ hangUp: true });
  await app.close();
  expect(countCalls(sandbox, SEND)).toBe(1);
});

test('a handler has its time when the application ends, and hears nothing of it if that is enough', async () => {
  const progress = new EventEmitter();
  let isAborted: boolean | undefined;
  const { sandbox, app, first } = await startForsaken(async signal => {
    await once(progress, 'go on');
    isAborted = signal.aborted;
    return 'late';
  });
  expect(await first).toMatchObject({ hangUp: true });
  const closed = app.close();
  await sleep(100);
  progress.emit('go on');
  await closed;
  expect(isAborted).toBe(false);
  expect(countCalls(sandbox, SEND)).toBe(1);
});

test('a handler that never ends does not keep the application from ending', async () => {
  const { sandbox, app, first } = await startForsaken(() => new Promise(() => {}), { graceMs: 0 });
  expect(await first).toMatchObject({ hangUp: true });
  await app.close();
  expect(countCalls(sandbox, SEND)).toBe(0);
});
