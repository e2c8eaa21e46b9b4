import { EventEmitter, once } from 'node:events';
import { Injectable } from '@nestjs/common';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { describe, expect, test } from 'vitest';
import { Account, Ctx, OnText, WechatAccount, type WechatContext, type WechatOptions } from 'nestjs-wechat';
import { WechatOpenTelemetryModule } from 'nestjs-wechat/opentelemetry';
import { createBot } from '../support/bot.js';
import { doEverything, startEverything } from '../support/everything.js';
import { expectNowhere } from '../support/oauth.js';
import { startObservedApp } from '../support/observed-app.js';
import { idOf, parentOf, startOpenTelemetry } from '../support/opentelemetry.js';
import { PLAIN, textMessage } from '../support/wechat-side.js';

const ANY = '/cgi-bin/anything';
const STABLE = '/cgi-bin/stable_token';
const SEND = '/cgi-bin/message/custom/send';
const OK = { errcode: 0, errmsg: 'ok' };

@Injectable()
class Bot {
  readonly progress = new EventEmitter();

  @OnText('hello') hello() {
    return 'hello';
  }
  @OnText(/^call/) async call(@Ctx() { account: { api } }: WechatContext) {
    await new Promise(setImmediate);
    await api.post(ANY).catch(() => undefined);
    return 'called';
  }
  @OnText('code') async code(@Account() { qrcodePool }: WechatAccount) {
    await qrcodePool.acquire();
    return 'leased';
  }
  @OnText('throw') fail() {
    throw new RangeError('secret');
  }
  @OnText('endless', { timeoutMs: 20 }) endless() {
    return new Promise<string>(() => {});
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
    options: { timeoutMs: 20_000, qrcodePool: { stock: 0 }, ...options },
  });
  app.sandbox.answer(ANY, OK);
  const appId = app.sandbox.account().appId;
  const { hostname, port } = new URL(app.sandbox.origin);
  // That of the follow.
  const [followed] = exported.spans();
  const spans = () => exported.spans().filter(span => span !== followed);
  const span = (name: string) => {
    const [found, ...others] = spans().filter(each => each.name === name);
    if (found === undefined || others.length > 0) throw new Error(`There is not one span with the name '${name}'.`);
    return found;
  };
  const { progress } = app.app.get(Bot);
  return { ...app, progress, spans, span, appId, hostname, port: Number(port) };
}

test('a message is a span of a consumer, as the conventions for messaging have it', async () => {
  const { alice, span, appId } = await start();
  await alice.say('hello');
  const { kind, status, attributes } = span('process default');
  expect([kind, status]).toEqual([SpanKind.CONSUMER, { code: SpanStatusCode.UNSET }]);
  expect(attributes).toEqual({
    'messaging.system': 'wechat',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.destination.name': 'default',
    'wechat.account': 'default',
    'wechat.app_id': appId,
    'wechat.message.kind': 'text',
    'wechat.delivery.attempt': 1,
    'wechat.outcome': 'replied',
  });
});

test('a call within a handler is a child of the message, and the token that it needs a child of the call', async () => {
  const { alice, spans, span, appId, hostname, port } = await start();
  await alice.say('call');
  const [message, call] = [span('process default'), span(`POST ${ANY}`)];
  const [refresh, fetchToken] = [span('refresh access token'), span(`POST ${STABLE}`)];
  expect(spans()).toHaveLength(4);
  expect(parentOf(message)).toBeUndefined();
  expect([call, refresh, fetchToken].map(parentOf)).toEqual([message, call, refresh].map(idOf));
  expect(call.kind).toBe(SpanKind.CLIENT);
  expect(call.attributes).toEqual({
    'http.request.method': 'POST',
    'server.address': hostname,
    'server.port': port,
    'url.template': ANY,
    'wechat.account': 'default',
    'wechat.app_id': appId,
    'wechat.api.attempts': 1,
    'wechat.errcode': 0,
  });
  expect(refresh.kind).toBe(SpanKind.INTERNAL);
  expect(refresh.attributes).toEqual({
    'wechat.account': 'default',
    'wechat.app_id': appId,
    'wechat.credential.name': 'access token',
    'wechat.outcome': 'refreshed',
  });
});

test('a code that is made for a lease is a child of the acquire', async () => {
  const { alice, span, appId } = await start();
  await alice.say('code');
  const [message, acquire] = [span('process default'), span('acquire QR code')];
  expect([acquire, span('POST /cgi-bin/qrcode/create')].map(parentOf)).toEqual([message, acquire].map(idOf));
  expect(acquire.kind).toBe(SpanKind.INTERNAL);
  expect(acquire.attributes).toEqual({
    'wechat.account': 'default',
    'wechat.app_id': appId,
    'wechat.outcome': 'leased',
    'wechat.qrcode.made': true,
    'wechat.qrcode.quota.left': 98_999,
  });
});

test('many messages at once keep their calls apart', async () => {
  const { sandbox, spans } = await start();
  const people = Array.from({ length: 20 }, () => sandbox.follower());
  await Promise.all(people.map(person => person.follow()));
  await Promise.all(people.map((person, index) => person.say(`call ${index}`)));
  const calls = spans().filter(({ name }) => name === `POST ${ANY}`);
  const parents = new Set(calls.map(parentOf));
  const said = spans().filter(({ attributes }) => attributes['wechat.message.kind'] === 'text');
  expect([calls.length, said.length]).toEqual([20, 20]);
  expect(parents).toEqual(new Set(said.map(idOf)));
});

test('a message is a child of whatever runs where it comes in', async () => {
  const exported = startOpenTelemetry();
  const bot = await createBot({ providers: [Bot], imports: [WechatOpenTelemetryModule] });
  const request = trace.getTracer('test').startSpan('POST /wechat');
  await context.with(trace.setSpan(context.active(), request), () => bot.ask(textMessage('hello')));
  expect(parentOf(exported.span('process default'))).toBe(request.spanContext().spanId);
  expect(exported.span('process default').attributes).toMatchObject({ 'wechat.app_id': PLAIN.appId });
});

test('the call that sends a late reply is a child of its message', async () => {
  const { alice, span, progress } = await start({ delivery: { deadlineMs: 20, onOverrun: 'acknowledge' } });
  await alice.say('slow');
  progress.emit('go on');
  await alice.nextMessage();
  await expect.poll(() => parentOf(span(`POST ${SEND}`))).toBe(idOf(span('process default')));
});

test.each([
  ['throw', 'failed', 'RangeError'],
  ['endless', 'timed out', 'timeout'],
])('a message that fails is an error without words: %s', async (content, outcome, type) => {
  const { alice, span } = await start();
  await alice.say(content);
  const { status, events, attributes } = span('process default');
  expect([status, events]).toEqual([{ code: SpanStatusCode.ERROR }, []]);
  expect(attributes).toMatchObject({ 'wechat.outcome': outcome, 'error.type': type });
});

describe('a call that fails', () => {
  test('is an error with errcode, rid and attempts', async () => {
    const { alice, sandbox, span } = await start();
    sandbox.fault.fail(ANY, { errcode: 40001, errmsg: 'invalid credential rid: 6-a-b' });
    await alice.say('call');
    const { status, attributes } = span(`POST ${ANY}`);
    expect(status).toEqual({ code: SpanStatusCode.ERROR });
    expect(attributes).toMatchObject({
      'error.type': 'WechatApiError',
      'wechat.errcode': 40001,
      'wechat.rid': '6-a-b',
      'wechat.api.attempts': 2,
    });
    expect(span('process default').status).toEqual({ code: SpanStatusCode.UNSET });
  });

  test('without an answer has no errcode', async () => {
    const { alice, sandbox, span } = await start();
    sandbox.fault.fail(ANY, 'reset');
    await alice.say('call');
    const { attributes } = span(`POST ${ANY}`);
    expect(attributes).toMatchObject({ 'error.type': 'WechatNetworkError', 'wechat.api.attempts': 1 });
    expect(attributes).not.toHaveProperty(['wechat.errcode']);
  });
});

test('a refresh that fails is an error', async () => {
  const { alice, sandbox, span } = await start();
  sandbox.fault.apiError(STABLE, 40125);
  await alice.say('call');
  const { status, attributes } = span('refresh access token');
  expect(status).toEqual({ code: SpanStatusCode.ERROR });
  expect(attributes).toMatchObject({
    'error.type': 'WechatApiError',
    'wechat.errcode': 40125,
    'wechat.outcome': 'failed',
  });
});

test('no span says who a person is, what was said, or anything secret', async () => {
  const exported = startOpenTelemetry();
  const app = await startEverything({ imports: [WechatOpenTelemetryModule] });
  const secrets = await doEverything(app);
  const told = exported
    .spans()
    .map(({ name, attributes, status, events, links }) => ({ name, attributes, status, events, links }));
  expect(told.length).toBeGreaterThan(10);
  expectNowhere(told, secrets);
});

describe('an application', () => {
  test('without the module makes no spans beside one that has it', async () => {
    const exported = startOpenTelemetry();
    const traced = await createBot({ providers: [Bot], imports: [WechatOpenTelemetryModule] });
    const other = await createBot({ providers: [Bot] });
    await other.ask(textMessage('hello'));
    expect(exported.spans()).toEqual([]);
    await traced.ask(textMessage('hello'));
    expect(exported.spans()).toHaveLength(1);
  });

  test('goes on where no SDK was started', async () => {
    const { ask } = await createBot({ providers: [Bot], imports: [WechatOpenTelemetryModule] });
    expect(await ask(textMessage('hello'))).toMatchObject({ Content: 'hello' });
  });
});
