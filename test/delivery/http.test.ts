import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { expect, onTestFinished, test } from 'vitest';
import { CallbackService, OnText, WechatModule, type WechatContext, type WechatOptions } from 'nestjs-wechat';
import { PLATFORMS, startHost, type Platform } from '../support/host.js';
import { openReply, PLAIN, push, SAFE, textMessage } from '../support/wechat-side.js';

/** A host whose handler waits until it is let go. */
async function startSlowHost(platform: Platform, options: Partial<WechatOptions> = {}) {
  const progress = new EventEmitter();
  let runs = 0;
  @Injectable()
  class Bot {
    @OnText() async slow(context: WechatContext<'text'>) {
      runs += 1;
      progress.emit('begun');
      await once(progress, 'go on');
      return `${context.message.Content} after ${runs} run`;
    }
  }
  const host = await startHost(platform, {
    imports: [WechatModule.forRoot({ ...SAFE, ...options })],
    providers: [Bot],
  });
  onTestFinished(() => {
    progress.emit('go on');
    return host.app.close();
  });
  /** Each request has a signature and a ciphertext of its own, as WeChat's have. */
  const send = (message: string, signal?: AbortSignal) =>
    host.post('wechat', push(SAFE, 'safe', message), signal && { signal });
  const read = async (answer: Promise<Response>) => {
    const body = await (await answer).text();
    return body === 'success' ? body : openReply(SAFE, 'safe', body)['Content'];
  };
  return { host, progress, send, read, countRuns: () => runs };
}

test.each(PLATFORMS)(
  'a request that WeChat has given up gets no answer, and the next one does, on %s',
  async platform => {
    const { progress, send, read, countRuns } = await startSlowHost(platform);
    const message = textMessage('hello');
    const begun = once(progress, 'begun');
    const giveUp = new AbortController();
    const first = send(message, giveUp.signal).catch(() => 'gone');
    await begun;
    giveUp.abort();
    expect(await first).toBe('gone');
    // The second is there before the answer is, or comes after it.
    const second = read(send(message));
    await sleep(1200);
    progress.emit('go on');
    expect(await second).toBe('hello after 1 run');
    expect(await read(send(message))).toBe('hello after 1 run');
    expect(countRuns()).toBe(1);
  },
);

test.each(PLATFORMS)(
  'a request that waits in vain is hung up on after 6 s, and nothing was written, on %s',
  { timeout: 30_000 },
  async platform => {
    const { progress, send, read } = await startSlowHost(platform);
    const message = textMessage('hello');
    await expect(send(message)).rejects.toThrow('fetch failed');
    const second = read(send(message));
    progress.emit('go on');
    expect(await second).toBe('hello after 1 run');
  },
);

test.each(PLATFORMS)('the third request is acknowledged at its deadline, on %s', async platform => {
  const { send, read } = await startSlowHost(platform, { delivery: { deadlineMs: 300 } });
  const message = textMessage('hello');
  const first = send(message).catch(() => 'hung up on');
  const second = read(send(message));
  expect(await read(send(message))).toBe('success');
  // After that WeChat asks no more; whoever waits still is told the same, and the one that runs it has been given up for long.
  expect(await second).toBe('success');
  expect(await read(send(message))).toBe('success');
  expect(await first).toBe('hung up on');
});

test('the first request is acknowledged at its deadline where the account wants it', async () => {
  const delivery = { deadlineMs: 100, onOverrun: 'acknowledge' } as const;
  const { send, read, countRuns } = await startSlowHost('fastify', { delivery });
  const message = textMessage('hello');
  expect(await read(send(message))).toBe('success');
  expect(await read(send(message))).toBe('success');
  expect(countRuns()).toBe(1);
});

test('a route of the host’s own is told to hang up, and tells when WeChat has', async () => {
  // A delivery that knows nothing of that is acknowledged instead.
  const delivery = { onOverrun: 'acknowledge' } as const;
  const { host, progress } = await startSlowHost('express', { ...PLAIN, encodingAESKey: undefined, delivery });
  const callback = host.app.get(CallbackService);
  const message = textMessage('hello');
  const ask = (signal?: AbortSignal) => callback.handle({ method: 'POST', ...push(PLAIN, 'plain', message), signal });
  const peer = new AbortController();
  const first = ask(peer.signal);
  await once(progress, 'begun');
  peer.abort();
  expect(await first).toMatchObject({ status: 503, hangUp: true });
  const second = ask();
  progress.emit('go on');
  const answer = await second;
  expect(answer.hangUp).toBeUndefined();
  expect(openReply(PLAIN, 'plain', answer.body)['Content']).toBe('hello after 1 run');
});

test('the same answer is encrypted anew for every request', async () => {
  const { progress, send } = await startSlowHost('fastify');
  const message = textMessage('hello');
  const answers = [send(message), send(message)];
  await once(progress, 'begun');
  progress.emit('go on');
  const bodies = await Promise.all(answers.map(async answer => (await answer).text()));
  expect(bodies[0]).not.toBe(bodies[1]);
  expect(bodies.map(body => openReply(SAFE, 'safe', body)['Content'])).toEqual(Array(2).fill('hello after 1 run'));
});
