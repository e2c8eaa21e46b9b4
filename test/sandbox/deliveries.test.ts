import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sign } from '#lib/callback/crypto';
import { OnText, WechatModule } from 'nestjs-wechat';
import { SandboxError, type SandboxDeliveryOptions } from 'nestjs-wechat/sandbox';
import { meet, startCallback, type Answer } from '../support/callback-server.js';
import { startHost } from '../support/host.js';
import { xmlMessage } from '../support/wechat-side.js';

const GREY_LINE = { type: 'notice', text: '该公众号提供的服务出现故障，请稍后再试', from: 'wechat' };

/** Somebody who follows an account with a callback that answers in this way. */
async function talk(answer: Answer, delivery: SandboxDeliveryOptions = {}) {
  const { sandbox, alice } = await meet({}, { delivery });
  const callback = await startCallback(answer);
  const account = sandbox.account();
  account.callbackUrl = callback.url;
  const reply = (content: string) =>
    xmlMessage({ ToUserName: alice.openId, FromUserName: account.originalId, MsgType: 'text', Content: content });
  const verdicts = () => sandbox.deliveries.at(-1)?.attempts.map(({ verdict }) => verdict);
  const reasons = () => [...new Set(sandbox.deliveries.at(-1)?.attempts.map(({ reason }) => reason))];
  return { sandbox, account, alice, callback, reply, verdicts, reasons };
}

/** The address of a server that has gone. */
async function findSilentUrl(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/wechat`;
}

describe('a push', () => {
  test('is a signed request with the openid of who sent it', async () => {
    const { sandbox, account, alice, callback } = await talk(response => response.end('success'));
    account.callbackUrl = `${callback.url}?tenant=7`;
    await alice.say('hi');
    const { request, body } = callback.pushes[0] ?? {};
    const query = Object.fromEntries(new URL(request?.url ?? '', callback.url).searchParams);
    const signature = sign(account.token, String(query['timestamp']), String(query['nonce']));
    expect(request?.method).toBe('POST');
    expect(request?.headers['content-type']).toBe('text/xml');
    expect(query).toEqual({
      tenant: '7',
      signature,
      timestamp: expect.any(String),
      nonce: expect.any(String),
      openid: alice.openId,
    });
    expect(sandbox.deliveries.at(-1)).toMatchObject({ kind: 'text', openId: alice.openId, message: body });
  });

  test('is not sent where there is no callback, which takes no other than URLs', async () => {
    const { sandbox, alice } = await meet();
    expect(await alice.say('hi')).toBeUndefined();
    expect(sandbox.deliveries.at(-1)).toMatchObject({ verdict: 'no-callback', attempts: [] });
    expect(() => {
      sandbox.account().callbackUrl = 'localhost:3000/wechat';
    }).toThrow(SandboxError);
    expect(sandbox.account().callbackUrl).toBeUndefined();
  });

  test('goes on to where it began, though the callback is another by now, or none', async () => {
    const { account, alice, callback, verdicts } = await talk(
      (response, { number }) => {
        account.callbackUrl = undefined;
        response.writeHead(number === 1 ? 500 : 200).end('success');
      },
      { attempts: 3 },
    );
    expect(await alice.say('hi')).toBeUndefined();
    expect(verdicts()).toEqual(['bad-status', 'acknowledged']);
    expect(callback.pushes).toHaveLength(2);
  });

  test('weighs in the log as much as all of its attempts', async () => {
    const { sandbox, alice } = await talk(response => response.writeHead(500).end('x'.repeat(1024 * 1000)));
    for (let count = 0; count < 28; count++) await alice.say('hi');
    expect(sandbox.deliveries.length).toBeLessThan(28);
    expect(sandbox.deliveries.at(-1)?.attempts).toHaveLength(3);
  });
});

describe('a push is delivered three times, and the grey line shown, if', () => {
  test.each<readonly [string, Answer, string, RegExp]>([
    ['nothing is answered', () => undefined, 'timeout', /^No answer within 60 ms\.$/],
    [
      'the answer is late with its end',
      response => response.writeHead(200).write('succ'),
      'timeout',
      /^No answer within 60 ms\.$/,
    ],
    ['the status is 500', response => response.writeHead(500).end('success'), 'bad-status', /status is 500.*wants 200/],
    ['the status is 201', response => response.writeHead(201).end('success'), 'bad-status', /status is 201/],
    [
      'the connection is reset',
      response => response.socket?.resetAndDestroy(),
      'connection-failed',
      /connection broke before/,
    ],
    [
      'the answer breaks off',
      response => response.writeHead(200, { 'content-length': '7' }).write('succ', () => response.destroy()),
      'connection-failed',
      /connection broke before/,
    ],
    [
      'the answer is too large',
      response => response.end('x'.repeat(1_048_577)),
      'connection-failed',
      /more than 1 MiB/,
    ],
  ])('%s', async (_, answer, verdict, reason) => {
    const timeoutMs = verdict === 'timeout' ? 60 : 5000;
    const { sandbox, alice, callback, verdicts, reasons } = await talk(answer, { timeoutMs });
    expect(await alice.say('hi')).toMatchObject(GREY_LINE);
    expect(alice.inbox).toMatchObject([GREY_LINE]);
    expect(verdicts()).toEqual([verdict, verdict, verdict]);
    expect(reasons()).toEqual([expect.stringMatching(reason)]);
    expect(sandbox.deliveries.at(-1)).toMatchObject({
      verdict,
      attempts: [{ number: 1 }, { number: 2 }, { number: 3 }],
    });
    // The very same message each time, so that an application can tell by its MsgId.
    expect(callback.pushes).toHaveLength(3);
    expect(new Set(callback.pushes.map(({ body }) => body)).size).toBe(1);
  });

  test('the answer is a redirect, which is not followed', async () => {
    const { alice, callback, verdicts, reasons } = await talk((response, { request }) =>
      response.writeHead(302, { location: `${request.url}&followed` }).end(),
    );
    expect(await alice.say('hi')).toMatchObject(GREY_LINE);
    expect(verdicts()).toEqual(['bad-status', 'bad-status', 'bad-status']);
    expect(reasons()).toEqual(['The status is 302; WeChat wants 200.']);
    expect(callback.pushes.filter(({ request }) => request.url?.endsWith('&followed'))).toEqual([]);
  });

  test.each(['127.0.0.1', 'localhost'])('nothing listens at %s', async host => {
    const { sandbox, alice } = await meet();
    sandbox.account().callbackUrl = (await findSilentUrl()).replace('127.0.0.1', host);
    expect(await alice.say('hi')).toMatchObject(GREY_LINE);
    const attempt = { verdict: 'connection-failed', reason: 'Nothing listens there. Is the application running?' };
    expect(sandbox.deliveries.at(-1)?.attempts).toMatchObject([attempt, attempt, attempt]);
  });
});

describe('a push is delivered', () => {
  test('again until it is answered in time', async () => {
    const dropped: Promise<unknown>[] = [];
    const { alice, reply, verdicts } = await talk(
      (response, { number }) => {
        if (number === 2) response.end(reply('at last'));
        else dropped.push(once(response, 'close'));
      },
      { timeoutMs: 500 },
    );
    expect(await alice.say('hi')).toMatchObject({ type: 'text', content: 'at last', from: 'reply' });
    expect(verdicts()).toEqual(['timeout', 'replied']);
    // WeChat hung up on the late one.
    await Promise.all(dropped);
    expect(dropped).toHaveLength(1);
    expect(alice.inbox).toHaveLength(1);
  });

  test('as often as the sandbox is told to', async () => {
    const { alice, verdicts } = await talk(response => response.writeHead(500).end(), { attempts: 1 });
    expect(await alice.say('hi')).toMatchObject(GREY_LINE);
    expect(verdicts()).toEqual(['bad-status']);
  });

  test('once more by duplicateDeliveries(), for so many pushes', async () => {
    const { sandbox, alice, callback, reply, verdicts } = await talk((response, { number }) =>
      response.end(reply(`answer ${number}`)),
    );
    sandbox.fault.duplicateDeliveries(1);
    expect(await alice.say('hi')).toMatchObject({ content: 'answer 2' });
    expect(verdicts()).toEqual(['lost', 'replied']);
    expect(callback.pushes[1]?.body).toBe(callback.pushes[0]?.body);
    expect(await alice.say('hi')).toMatchObject({ content: 'answer 3' });
    expect(verdicts()).toEqual(['replied']);
    sandbox.fault.duplicateDeliveries();
    expect(await alice.say('hi')).toMatchObject({ content: 'answer 5' });
    expect(await alice.say('hi')).toMatchObject({ content: 'answer 7' });
    sandbox.fault.clear();
    expect(await alice.say('hi')).toMatchObject({ content: 'answer 8' });
    expect(alice.inbox).toHaveLength(5);
  });

  test('no more when the sandbox stops', async () => {
    const arrivals = new EventEmitter();
    const { sandbox, alice, verdicts, reasons } = await talk(response => arrivals.emit('push', response));
    const arrived = once(arrivals, 'push') as Promise<[ServerResponse]>;
    const answer = alice.say('hi');
    const [response] = await arrived;
    const hungUp = once(response, 'close');
    await sandbox.stop();
    await hungUp;
    expect(await answer).toBeUndefined();
    expect([verdicts(), reasons()]).toEqual([['connection-failed'], ['The sandbox was stopped.']]);
    expect(await alice.say('too late')).toBeUndefined();
    expect(alice.inbox).toEqual([]);
  });
});

describe('setCallback()', () => {
  test.each<readonly [string, Answer, RegExp]>([
    ['another text', response => response.end('hello'), /answered "hello" in place of the echostr, "5\d{18}"/],
    ['a long page', response => response.end('x'.repeat(500)), /answered "x{100}…" in place of/],
    [
      'the echostr in quotes',
      (response, { request }) =>
        response.end(JSON.stringify(new URL(request.url ?? '', 'http://x').searchParams.get('echostr'))),
      /answered "\\"5\d{18}\\"" in place of/,
    ],
    [
      'status 404',
      response => response.writeHead(404).end(),
      /answered with status 404\. Check that the path is right/,
    ],
    ['a redirect', response => response.writeHead(302, { location: '/' }).end(), /answered with status 302/],
    ['a reset', response => response.socket?.resetAndDestroy(), /connection broke before/],
  ])('refuses a callback that answers with %s, and leaves the old one', async (_, answer, reason) => {
    const { sandbox, account, callback } = await talk(response => response.end('success'));
    const { url } = await startCallback(answer);
    const refused = sandbox.setCallback(url);
    await expect(refused).rejects.toThrow(SandboxError);
    await expect(refused).rejects.toThrow(`The callback ${url} was refused: `);
    await expect(refused).rejects.toThrow(reason);
    expect(account.callbackUrl).toBe(callback.url);
  });

  test('refuses what is not there, and what is no address', async () => {
    const { sandbox, account, callback } = await talk(response => response.end('success'));
    await expect(sandbox.setCallback(await findSilentUrl())).rejects.toThrow(/Nothing listens there\. Is the applic/);
    for (const url of ['ftp://127.0.0.1/wechat', '127.0.0.1:3000', '/wechat', ''])
      await expect(sandbox.setCallback(url)).rejects.toThrow(/^The callback ".*" is no http:\/\/ or https:\/\/ URL\.$/);
    expect(account.callbackUrl).toBe(callback.url);
  });

  test('refuses an application that has another token, and takes one that has the same', async () => {
    const { sandbox, account } = await talk(response => response.end('success'));
    const options = sandbox.credentials();
    const host = await startHost('express', {
      imports: [
        WechatModule.forRoot(options),
        WechatModule.forRoot({ ...options, name: 'other', path: 'other', token: 'another' }),
      ],
    });
    onTestFinished(() => host.app.close());
    await expect(sandbox.setCallback(`${host.origin}/other`)).rejects.toThrow(/status 401.*same token/);
    await sandbox.setCallback(`${host.origin}/wechat`);
    expect(account.callbackUrl).toBe(`${host.origin}/wechat`);
  });
});

test('an application that is late or fails acknowledges at once, and nothing is shown', async () => {
  const progress = new EventEmitter();
  class Bot {
    @OnText('slow', { late: 'drop' }) async slow() {
      await once(progress, 'go on');
      progress.emit('done');
      return 'too late';
    }
    @OnText('fail') fail(): string {
      throw new Error('failed');
    }
    @OnText() echo() {
      return 'fast';
    }
  }
  const { sandbox, alice } = await meet();
  const host = await startHost('fastify', {
    imports: [
      WechatModule.forRoot({ ...sandbox.credentials(), delivery: { deadlineMs: 20, onOverrun: 'acknowledge' } }),
    ],
    providers: [Bot],
  });
  onTestFinished(() => host.app.close());
  await sandbox.setCallback(`${host.origin}/wechat`);
  for (const text of ['slow', 'fail']) {
    expect(await alice.say(text)).toBeUndefined();
    expect(sandbox.deliveries.at(-1)).toMatchObject({
      verdict: 'acknowledged',
      attempts: [{ number: 1, response: { status: 200, body: 'success' } }],
    });
    expect(sandbox.deliveries.at(-1)?.attempts).toHaveLength(1);
  }
  const done = once(progress, 'done');
  progress.emit('go on');
  await done;
  expect(await alice.say('x')).toMatchObject({ content: 'fast' });
  expect(alice.inbox).toHaveLength(1);
});
