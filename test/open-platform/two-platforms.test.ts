import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { OnAnswer, OnText, type WechatContext } from 'nestjs-wechat';
import { OpenPlatformModule, OpenPlatformService, type OpenPlatformOptions } from 'nestjs-wechat/open-platform';
import { startHost } from '../support/host.js';
import { SHOP, startComponentSandbox } from '../support/open-platform.js';
import { useRedisServer } from '../support/redis/shared.js';
import { callsOf } from '../support/sandbox.js';
import { openReply, push, textMessage, uniqueMsgId } from '../support/wechat-side.js';

const COMPONENTS = [
  { componentAppId: 'wxfirst', token: 'first' },
  { componentAppId: 'wxsecond', token: 'second' },
];
const [FIRST, SECOND] = ['wxfirst', 'wxsecond'];

@Injectable()
class Counter {
  readonly runs: string[] = [];

  @OnText('count') async count(context: WechatContext<'text'>) {
    const session = await context.session<{ count: number }>();
    session.count = (session.count ?? 0) + 1;
    this.runs.push(`${context.account.componentAppId} ${session.count}`);
    return `${context.account.componentAppId} ${session.count}`;
  }
  @OnText('ask') ask(context: WechatContext<'text'>) {
    return context.ask('name', `${context.account.componentAppId} asks`);
  }
  @OnAnswer('name') answer(context: WechatContext) {
    return `${context.account.componentAppId} hears ${context.text('Content')}`;
  }
  @OnText() other({ account }: WechatContext<'text'>) {
    return `${account.componentAppId} was not asked`;
  }
}

/** One application that is two platforms, at one URL, or two applications on one Redis, of one platform each. */
async function start(apart: boolean, options: Partial<OpenPlatformOptions>) {
  const sandbox = await startComponentSandbox({ accounts: [SHOP], components: COMPONENTS });
  const all = COMPONENTS.map(({ componentAppId }) => sandbox.componentCredentials(componentAppId));
  const hosts = await Promise.all(
    (apart ? all.map(each => [each]) : [all]).map(async components => {
      const imports = [OpenPlatformModule.forRoot({ components, hosts: sandbox.hosts, ...options })];
      const host = await startHost('express', { imports, providers: [Counter] });
      onTestFinished(() => host.app.close());
      return host;
    }),
  );
  const platforms = all.map(({ componentAppId, token, encodingAESKey }, index) => {
    const host = hosts[index] ?? hosts[0];
    if (host === undefined) throw new Error('There is no application.');
    const component = sandbox.component(componentAppId);
    component.eventsUrl = `${host.origin}/wechat/open/${componentAppId}/events`;
    component.messageUrl = `${host.origin}/wechat/open/${componentAppId}/$APPID$`;
    const side = { appId: componentAppId, token, encodingAESKey };
    const service = host.app.get(OpenPlatformService).component(componentAppId);
    return {
      component,
      service,
      account: () => service.account('wxshop'),
      /** A message as WeChat would send it, and the answer's text. */
      say: async (content: string, fields = {}) => {
        const message = textMessage(content, { ToUserName: 'gh_shop', ...fields });
        const answer = await host.post(`wechat/open/${componentAppId}/wxshop`, push(side, 'safe', message));
        return openReply(side, 'safe', await answer.text())['Content'];
      },
      runs: () => host.app.get(Counter).runs.filter(run => run.startsWith(componentAppId)),
    };
  });
  const [first, second] = platforms;
  if (first === undefined || second === undefined) throw new Error('There are not two platforms.');
  for (const { component } of platforms) {
    await component.pushTicket();
    expect((await component.authorize('wxshop')).delivery?.verdict).toBe('acknowledged');
  }
  return { sandbox, first, second };
}

describe('two platforms that serve the same account', () => {
  const server = useRedisServer();
  const redis = () => ({ redis: server.url, keyPrefix: `test:${randomUUID()}` });

  describe.each<[string, boolean, () => Partial<OpenPlatformOptions>]>([
    ['of one application, in memory', false, () => ({})],
    ['of one application, on one Redis', false, redis],
    ['of two applications, on one Redis', true, redis],
  ])('%s', (_, apart, options) => {
    test('have tickets, tokens and records of their own', async () => {
      const { sandbox, first, second } = await start(apart, options());
      const tokens = await Promise.all([first, second].map(({ account }) => account().tokens.getAccessToken()));
      expect(tokens).toEqual(
        [first, second].map(({ component }) =>
          component.authorizations.find('wxshop')?.accessTokens.current('authorizer'),
        ),
      );
      expect(await first.account().tokens.getTicket('jsapi')).toBeTypeOf('string');
      expect(await second.account().tokens.getTicket('jsapi')).toBeTypeOf('string');
      // Each made its ticket with a token of its own.
      const used = callsOf(sandbox, '/cgi-bin/ticket/getticket').map(({ query }) => query['access_token']);
      expect(used).toEqual(tokens);
      await first.component.revoke('wxshop');
      expect(await first.service.findAuthorizer('wxshop')).toMatchObject({ state: 'unauthorized' });
      expect(await second.service.findAuthorizer('wxshop')).toMatchObject({ state: 'authorized' });
      expect(await second.account().tokens.getAccessToken()).toBe(tokens[1]);
      const made = callsOf(sandbox, '/cgi-bin/component/api_component_token').map(({ body }) => body);
      expect(made).toMatchObject(
        [first, second].map(({ component: { componentAppId, tickets } }) => ({
          component_appid: componentAppId,
          component_verify_ticket: tickets.newest?.value,
        })),
      );
    });

    test('run a message once each, however often it comes', async () => {
      const { first, second } = await start(apart, options());
      const MsgId = uniqueMsgId();
      const answers: unknown[] = [];
      for (const { say } of [first, second, first, second]) answers.push(await say('count', { MsgId }));
      expect(answers).toEqual([`${FIRST} 1`, `${SECOND} 1`, `${FIRST} 1`, `${SECOND} 1`]);
      expect([first.runs(), second.runs()]).toEqual([[`${FIRST} 1`], [`${SECOND} 1`]]);
    });

    test('remember people, and what they were asked, each for itself', async () => {
      const { first, second } = await start(apart, options());
      expect([await first.say('count'), await first.say('count'), await second.say('count')]).toEqual([
        `${FIRST} 1`,
        `${FIRST} 2`,
        `${SECOND} 1`,
      ]);
      expect(await first.say('ask')).toBe(`${FIRST} asks`);
      expect(await second.say('Alice')).toBe(`${SECOND} was not asked`);
      expect(await first.say('Alice')).toBe(`${FIRST} hears Alice`);
    });
  });

  test('have no key in Redis in common', async () => {
    const client = new Redis(server.url);
    onTestFinished(async () => void (await client.quit()));
    await client.flushall();
    const { first, second } = await start(false, { redis: server.url });
    for (const { account, say } of [first, second]) {
      await account().tokens.getTicket('jsapi');
      await account().qrcodePool.acquire();
      await account().scanLogin.begin();
      await say('count');
      await say('ask');
    }
    const keys = await client.keys('*');
    const ofBoth = COMPONENTS.map(({ componentAppId }) => keys.filter(key => key.includes(componentAppId)));
    expect(keys.length).toBeGreaterThan(20);
    expect(new Set(ofBoth.flat()).size).toBe(keys.length);
    expect(ofBoth.flat()).toHaveLength(keys.length);
  });
});
