import { EventEmitter, once } from 'node:events';
import { Injectable } from '@nestjs/common';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  Ctx,
  OnDeliveryFailure,
  OnText,
  OnUnsubscribe,
  Reply,
  WechatApiError,
  WechatModule,
  type DeliveryFailureContext,
  type WechatContext,
} from 'nestjs-wechat';
import { WechatSandbox, type Follower } from 'nestjs-wechat/sandbox';
import { startHost } from '../support/host.js';
import { countCalls } from '../support/sandbox.js';

const SEND = '/cgi-bin/message/custom/send';
const TYPING = '/cgi-bin/message/custom/typing';

/** A bot that answers by customer service, and a person who talks to it. */
async function startBot(answer: (context: WechatContext<'text'>) => unknown, options: object = {}) {
  const failures: DeliveryFailureContext[] = [];
  const failed = new EventEmitter();
  @Injectable()
  class Bot {
    @OnText() async say(@Ctx() context: WechatContext<'text'>): Promise<string | Reply> {
      context.defer();
      return (await answer(context)) as Reply;
    }
    @OnText('drop', { late: 'drop' }) async drop(@Ctx() context: WechatContext<'text'>) {
      context.defer();
      return 'dropped';
    }
    @OnUnsubscribe() gone(context: WechatContext<'event.unsubscribe'>) {
      context.defer();
    }
    @OnDeliveryFailure() failure(context: DeliveryFailureContext) {
      failures.push(context);
      failed.emit('failure');
    }
  }
  const sandbox = await WechatSandbox.start();
  onTestFinished(() => sandbox.stop());
  const host = await startHost('express', {
    imports: [WechatModule.forRoot({ ...sandbox.credentials(), ...options })],
    providers: [Bot],
  });
  onTestFinished(() => host.app.close());
  await sandbox.setCallback(`${host.origin}/wechat`);
  const alice = sandbox.follower();
  await alice.follow();
  return { sandbox, host, alice, failures, failed };
}

/** The messages that come next. */
async function receive(follower: Follower, count: number): Promise<unknown[]> {
  const messages: unknown[] = [];
  while (messages.length < count) messages.push(await follower.nextMessage());
  return messages;
}

describe('a late reply', () => {
  test('that is a text comes in pieces where it is long', async () => {
    const long = `${'你'.repeat(500)}\n${'好'.repeat(500)}`;
    const { sandbox, alice } = await startBot(() => long);
    const received = receive(alice, 2);
    expect(await alice.say('x')).toBeUndefined();
    expect(await received).toMatchObject([{ content: '你'.repeat(500) }, { content: '好'.repeat(500) }]);
    expect(countCalls(sandbox, SEND)).toBe(2);
  });

  test('that is news comes as one message for each article', async () => {
    const article = (title: string) => ({ title, description: 'd', picUrl: 'http://p/', url: 'http://u/' });
    const { alice } = await startBot(() => Reply.news([article('one'), article('two')]));
    const received = receive(alice, 2);
    await alice.say('x');
    expect(await received).toMatchObject([
      { type: 'news', articles: [{ title: 'one', picUrl: 'http://p/' }] },
      { type: 'news', articles: [{ title: 'two', url: 'http://u/' }] },
    ]);
  });

  test('is not sent where the handler says so', async () => {
    const { sandbox, alice, host } = await startBot(() => 'never');
    await alice.say('drop');
    await expect.poll(() => host.logger.filter({ level: 'debug', message: /is dropped/ }).length).toBe(1);
    expect(countCalls(sandbox, SEND)).toBe(0);
  });

  test('shows that it comes, where the account wants that', async () => {
    const progress = new EventEmitter();
    const { sandbox, alice } = await startBot(() => once(progress, 'go on').then(() => 'there'), {
      delivery: { typing: true },
    });
    await alice.say('x');
    await expect.poll(() => countCalls(sandbox, TYPING)).toBe(1);
    const received = alice.nextMessage();
    progress.emit('go on');
    expect(await received).toMatchObject({ content: 'there' });
  });

  test('is not announced to somebody who would not see it', async () => {
    const { sandbox, alice } = await startBot(() => 'there', { delivery: { typing: true } });
    await alice.unfollow();
    await alice.follow();
    const received = alice.nextMessage();
    await alice.say('x');
    expect(await received).toMatchObject({ content: 'there' });
    expect(countCalls(sandbox, TYPING)).toBe(1);
  });

  test.each([45015, 45047, 43004, 48002])(
    'that WeChat refuses with %i reaches the application, once',
    async errcode => {
      const { sandbox, alice, failures, failed } = await startBot(() => 'too late');
      sandbox.fault.apiError(SEND, errcode);
      const failure = once(failed, 'failure');
      await alice.say('x');
      await failure;
      expect(failures).toMatchObject([
        {
          kind: 'text',
          openId: alice.openId,
          reply: { type: 'text', content: 'too late' },
          error: { errcode },
          sent: 0,
        },
      ]);
      expect(failures[0]?.error).toBeInstanceOf(WechatApiError);
      expect(countCalls(sandbox, SEND)).toBe(1);
    },
  );

  test('tells how much of it was sent before it failed', async () => {
    const { sandbox, alice, failures, failed } = await startBot(() => 'a'.repeat(2048 * 3));
    const failure = once(failed, 'failure');
    const received = alice.nextMessage();
    const asked = alice.say('x');
    await received;
    sandbox.fault.apiError(SEND, 45047);
    await asked;
    await failure;
    expect(failures[0]?.sent).toBeGreaterThanOrEqual(1);
    expect(failures[0]?.sent).toBeLessThan(3);
  });

  test.each<[string, Reply, RegExp]>([
    ['a video without a thumb', Reply.video({ mediaId: 'm' }), /thumbMediaId/],
    ['music without an address', Reply.music({ thumbMediaId: 't' }), /musicUrl/],
    ['a transfer', Reply.transferCustomerService(), /Only a passive reply/],
  ])('that is %s has no such message, and reaches the application', async (_, reply, reason) => {
    const { sandbox, alice, failures, failed } = await startBot(() => reply);
    const failure = once(failed, 'failure');
    await alice.say('x');
    await failure;
    expect(failures).toMatchObject([{ reply, error: { message: expect.stringMatching(reason) as string }, sent: 0 }]);
    expect(countCalls(sandbox, SEND)).toBe(0);
  });

  test('that nobody hears of is logged, without what it says', async () => {
    @Injectable()
    class Deaf {
      @OnText() say(@Ctx() context: WechatContext<'text'>) {
        context.defer();
        return 'a secret';
      }
    }
    const sandbox = await WechatSandbox.start();
    onTestFinished(() => sandbox.stop());
    const host = await startHost('fastify', {
      imports: [WechatModule.forRoot(sandbox.credentials())],
      providers: [Deaf],
    });
    onTestFinished(() => host.app.close());
    await sandbox.setCallback(`${host.origin}/wechat`);
    const alice = sandbox.follower();
    await alice.follow();
    sandbox.fault.apiError(SEND, 45015);
    await alice.say('x');
    await expect.poll(() => host.logger.filter({ level: 'error' }).length).toBe(1);
    host.logger.assertLogged({ level: 'error', message: /too late.*45015.*@OnDeliveryFailure/ });
    expect(JSON.stringify(host.logger.filter({}))).not.toContain('a secret');
  });
});
