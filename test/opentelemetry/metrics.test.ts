import { EventEmitter, once } from 'node:events';
import { Injectable } from '@nestjs/common';
import { DataPointType, type Histogram } from '@opentelemetry/sdk-metrics';
import { expect, onTestFinished, test, vi } from 'vitest';
import { OnText, WechatAccount, WechatApi, type WechatOptions } from 'nestjs-wechat';
import { WechatOpenTelemetryModule } from 'nestjs-wechat/opentelemetry';
import { createBot } from '../support/bot.js';
import { doEverything, startEverything } from '../support/everything.js';
import { expectNowhere } from '../support/oauth.js';
import { startObservedApp } from '../support/observed-app.js';
import { counted, startOpenTelemetry } from '../support/opentelemetry.js';
import { PLAIN, textMessage } from '../support/wechat-side.js';

const ANY = '/cgi-bin/anything';
const BOUNDARIES = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const ACCOUNT = { 'wechat.account': 'default' };

@Injectable()
class Bot {
  readonly progress = new EventEmitter();

  @OnText('hello') hello() {
    return 'hello';
  }
  @OnText('throw') fail() {
    throw new RangeError('secret');
  }
  @OnText('slow') async slow() {
    await once(this.progress, 'go on');
    return 'slow';
  }
}

async function start(options: Partial<WechatOptions> = {}) {
  const exported = startOpenTelemetry();
  const app = await startObservedApp({
    providers: [Bot],
    imports: [WechatOpenTelemetryModule],
    options: { timeoutMs: 20_000, ...options },
  });
  const { hostname, port } = new URL(app.sandbox.origin);
  const { progress } = app.app.get(Bot);
  return { ...app, progress, exported, hostname, port: Number(port) };
}

test('messages are measured in seconds, by kind and outcome', async () => {
  const exported = startOpenTelemetry();
  const { ask } = await createBot({ providers: [Bot], imports: [WechatOpenTelemetryModule] });
  for (const content of ['hello', 'hello', 'throw']) await ask(textMessage(content));
  const [metric, ...others] = await exported.metrics();
  expect(others).toEqual([]);
  expect(metric?.descriptor).toMatchObject({ name: 'messaging.process.duration', unit: 's' });
  expect(metric?.dataPointType).toBe(DataPointType.HISTOGRAM);
  const points = await exported.points('messaging.process.duration');
  const message = {
    'messaging.system': 'wechat',
    'messaging.operation.name': 'process',
    'messaging.destination.name': 'default',
    ...ACCOUNT,
    'wechat.message.kind': 'text',
  };
  expect(points.map(({ attributes }) => attributes)).toStrictEqual([
    { ...message, 'wechat.outcome': 'replied' },
    { ...message, 'wechat.outcome': 'failed', 'error.type': 'RangeError' },
  ]);
  const values = points.map(({ value }) => value as Histogram);
  expect(values.map(({ count }) => count)).toEqual([2, 1]);
  expect(values[0]?.buckets.boundaries).toEqual(BOUNDARIES);
});

test('what takes 20 milliseconds takes 0.02 seconds', async () => {
  const exported = startOpenTelemetry();
  @Injectable()
  class Slow {
    @OnText({ timeoutMs: 20 }) endless() {
      return new Promise<string>(() => {});
    }
  }
  const { ask } = await createBot({ providers: [Slow], imports: [WechatOpenTelemetryModule] });
  await ask(textMessage('x'));
  const [point] = await exported.points('messaging.process.duration');
  const { sum = 0 } = (point?.value ?? {}) as Partial<Histogram>;
  expect(sum).toBeGreaterThan(0.019);
  expect(sum).toBeLessThan(10);
});

test('calls and refreshes are measured', async () => {
  const { app, sandbox, exported, hostname, port } = await start();
  sandbox.answer(ANY, { errcode: 0 });
  sandbox.fault.fail(ANY, { errcode: 48001, errmsg: 'no rid: 6-a-b' }, 1);
  const api = app.get(WechatApi);
  await api.post(ANY).catch(() => undefined);
  await api.post(ANY);
  const call = { ...ACCOUNT, 'http.request.method': 'POST', 'server.address': hostname, 'server.port': port };
  const calls = await exported.points('wechat.api.call.duration');
  expect(calls.map(({ attributes }) => attributes)).toStrictEqual([
    { ...call, 'url.template': '/cgi-bin/stable_token', 'wechat.errcode': 0 },
    { ...call, 'url.template': ANY, 'wechat.errcode': 48001, 'error.type': 'WechatApiError' },
    { ...call, 'url.template': ANY, 'wechat.errcode': 0 },
  ]);
  const refreshes = await exported.points('wechat.credential.refresh.duration');
  expect(refreshes.map(({ attributes }) => attributes)).toEqual([
    { ...ACCOUNT, 'wechat.credential.name': 'access token', 'wechat.outcome': 'refreshed' },
  ]);
});

test('duplicates, overruns, late replies and quota errors are counted', async () => {
  const { app, alice, sandbox, exported, progress } = await start({
    delivery: { deadlineMs: 20, onOverrun: 'acknowledge' },
  });
  await alice.say('slow');
  progress.emit('go on');
  await alice.nextMessage();
  sandbox.fault.duplicateDeliveries(1);
  await alice.say('throw');
  sandbox.fault.apiError(ANY, 45009);
  await app
    .get(WechatApi)
    .post(ANY)
    .catch(() => undefined);
  const text = { ...ACCOUNT, 'wechat.message.kind': 'text' };
  expect(counted(await exported.points('wechat.delivery.overruns'))).toEqual([
    [{ ...text, 'wechat.outcome': 'acknowledged' }, 1],
  ]);
  await expect
    .poll(async () => counted(await exported.points('wechat.delivery.duplicates')))
    .toEqual([[{ ...text, 'wechat.delivery.replied': false }, 1]]);
  expect(counted(await exported.points('wechat.reply.late'))).toStrictEqual([
    [{ ...text, 'wechat.reply.type': 'text', 'wechat.outcome': 'sent' }, 1],
  ]);
  expect(counted(await exported.points('wechat.quota.errors'))).toEqual([
    [{ ...ACCOUNT, 'wechat.quota.by': 'wechat', 'url.template': ANY, 'wechat.errcode': 45009 }, 1],
  ]);
});

test('the quota that is left is told as it was heard last, and begins anew at midnight in Beijing', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-01T15:00:00.000Z') });
  onTestFinished(() => void vi.useRealTimers());
  const { app, exported } = await start({ qrcodePool: { stock: 0 } });
  const left = async () => counted(await exported.points('wechat.qrcode.quota.left'));
  expect(await left()).toEqual([]);
  const { qrcodePool } = app.get(WechatAccount);
  await qrcodePool.acquire();
  await qrcodePool.acquire();
  expect(await left()).toEqual([[ACCOUNT, 98_998]]);
  const acquired = await exported.points('wechat.qrcode.acquire.duration');
  expect(acquired.map(({ attributes }) => attributes)).toEqual([
    { ...ACCOUNT, 'wechat.outcome': 'leased', 'wechat.qrcode.made': true },
  ]);
  vi.setSystemTime(new Date('2026-03-01T16:00:00.000Z'));
  expect(await left()).toEqual([[ACCOUNT, 99_000]]);
});

test('an application that has shut down tells nothing any more', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-01T15:00:00.000Z') });
  onTestFinished(() => void vi.useRealTimers());
  const exported = startOpenTelemetry();
  const options = { qrcodePool: { stock: 0 }, ...PLAIN };
  const { app, ask } = await createBot({ imports: [WechatOpenTelemetryModule], options });
  const left = async () => counted(await exported.points('wechat.qrcode.quota.left'));
  await app
    .get(WechatAccount)
    .qrcodePool.acquire()
    .catch(() => undefined);
  expect(await left()).toEqual([[ACCOUNT, 98_999]]);
  await app.close();
  // The SDK repeats what it has heard.
  vi.setSystemTime(new Date('2026-03-01T16:00:00.000Z'));
  expect(await left()).toEqual([[ACCOUNT, 98_999]]);
  const spans = exported.spans().length;
  await ask(textMessage('x'));
  expect(exported.spans()).toHaveLength(spans);
  expect(await exported.points('messaging.process.duration')).toEqual([]);
});

test('no measurement says who a person is, what was said, or anything secret', async () => {
  const exported = startOpenTelemetry();
  const app = await startEverything({ imports: [WechatOpenTelemetryModule] });
  const secrets = await doEverything(app);
  const told = await exported.metrics();
  expect(told.length).toBeGreaterThan(5);
  expectNowhere(told, secrets);
});
