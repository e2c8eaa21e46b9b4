import { EventEmitter, once } from 'node:events';
import { Injectable } from '@nestjs/common';
import { config } from 'rxjs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { AccountTelemetry } from '#lib/telemetry/account-telemetry';
import { RunningOperation } from '#lib/telemetry/running-operation';
import { Telemetry } from '#lib/telemetry/telemetry';
import { OnText, WechatEvents } from 'nestjs-wechat';
import { createBot, textOf } from '../support/bot.js';
import { collect } from '../support/events.js';
import { doEverything, startEverything } from '../support/everything.js';
import { expectNowhere } from '../support/oauth.js';
import { textMessage } from '../support/wechat-side.js';

test('no event says who a person is, what was said, or anything secret', async () => {
  const app = await startEverything();
  const heard = collect(app.app.get(WechatEvents));
  const secrets = await doEverything(app);
  expectNowhere(heard, secrets);
  expect(new Set(heard.map(({ type }) => type))).toEqual(
    new Set([
      'message',
      'overrun',
      'duplicate',
      'late-reply',
      'api-call',
      'quota-error',
      'credential-refresh',
      'qrcode-acquire',
      'qrcode-quota',
    ]),
  );
});

test('nothing is put together where nobody listens, or nobody any more', async () => {
  const app = await startEverything();
  const put = [
    vi.spyOn(AccountTelemetry.prototype, 'begin'),
    vi.spyOn(AccountTelemetry.prototype, 'tell'),
    vi.spyOn(Telemetry.prototype, 'begin'),
    vi.spyOn(Telemetry.prototype, 'tell'),
    vi.spyOn(RunningOperation.prototype, 'end'),
    vi.spyOn(WechatEvents.prototype, 'tell'),
  ];
  onTestFinished(() => void vi.restoreAllMocks());
  await doEverything(app);
  for (const spy of put) expect(spy).not.toHaveBeenCalled();
  const subscription = app.app.get(WechatEvents).stream.subscribe();
  await doEverything(app);
  for (const spy of put) expect(spy).toHaveBeenCalled();
  subscription.unsubscribe();
  for (const spy of put) spy.mockClear();
  await doEverything(app);
  for (const spy of put) expect(spy).not.toHaveBeenCalled();
});

test('a listener that throws takes nothing from the person, nor from other listeners', async () => {
  const unhandled: unknown[] = [];
  config.onUnhandledError = error => unhandled.push(error);
  onTestFinished(() => {
    config.onUnhandledError = null;
  });
  const bot = await createBot({});
  const { stream } = bot.app.get(WechatEvents);
  stream.subscribe(() => {
    throw new Error('of the listener');
  });
  const heard = collect(bot.app.get(WechatEvents));
  expect(await bot.ask(textMessage('nobody answers'))).toBe('success');
  expect(heard).toMatchObject([{ type: 'message' }]);
  await expect.poll(() => unhandled).toMatchObject([{ message: 'of the listener' }]);
});

test('the stream completes when the application has shut down, after the last message', async () => {
  const progress = new EventEmitter();
  @Injectable()
  class Slow {
    @OnText() async answer() {
      progress.emit('begun');
      await new Promise(resolve => setTimeout(resolve, 30));
      return 'slow';
    }
  }
  const bot = await createBot({ providers: [Slow] });
  const told: string[] = [];
  bot.app.get(WechatEvents).stream.subscribe({
    next: ({ type }) => told.push(type),
    complete: () => told.push('complete'),
  });
  const begun = once(progress, 'begun');
  const answer = textOf(bot.ask(textMessage('x')));
  await begun;
  await bot.app.close();
  expect(await answer).toBe('slow');
  expect(told).toEqual(['message', 'complete']);
});
