import { expect, onTestFinished, test } from 'vitest';
import { WechatStoreError } from 'nestjs-wechat';
import type { Delivery } from 'nestjs-wechat/sandbox';
import { startPlatformApp } from '../support/open-platform.js';
import { startRedis } from '../support/redis/server.js';
import { countCalls } from '../support/sandbox.js';

const CALL = '/cgi-bin/getcallbackip';

/** Asked three times, and answered each time, before WeChat's patience ended. */
function expectRefused({ verdict, attempts }: Delivery): void {
  expect(verdict).toBe('bad-status');
  expect(attempts.map(({ response }) => response?.status)).toEqual([503, 503, 503]);
}

test.each<['is killed' | 'hangs']>([['is killed'], ['hangs']])(
  'a Redis that %s holds up nobody: WeChat is to try again, and what is in memory goes on',
  { timeout: 90_000 },
  async how => {
    const redis = await startRedis({ args: ['--appendonly', 'yes', '--appendfsync', 'always'] });
    onTestFinished(() => redis.stop());
    const { service, component, sandbox, bot, logger } = await startPlatformApp('express', {
      options: { redis: redis.url },
    });
    await component.authorize('wxshop');
    const account = service.account('wxshop');
    const token = await account.tokens.getAccessToken();
    const alice = sandbox.follower({ nickname: 'Alice' });
    await alice.follow();
    expect(await alice.say('before')).toMatchObject({ content: 'wxshop of open-platform: before' });
    const heard = [...bot.heard];

    if (how === 'hangs') redis.pause();
    else await redis.kill();
    sandbox.clock.advance(1000);
    expectRefused(await component.pushTicket());
    const { delivery } = await component.authorize('wxgame');
    expectRefused(delivery as Delivery);
    logger.assertLogged({ level: 'error', message: /so WeChat is to deliver it again/ });
    expect(bot.heard).toEqual(heard);

    expect(await account.tokens.getAccessToken()).toBe(token);
    await account.api.get(CALL);
    expect(await alice.say('during')).toMatchObject({ content: 'wxshop of open-platform: during' });
    const calls = [
      service.account('wxgame').tokens.getAccessToken(),
      service.findAuthorizer('wxshop'),
      service.listAuthorizers().next(),
      service.inspectTickets(),
      service.setVerifyTicket('ticket@@@x'),
      service.exchangeAuthorizationCode('queryauthcode@@@x'),
    ];
    for (const result of await Promise.allSettled(calls)) {
      expect(result).toMatchObject({ status: 'rejected', reason: expect.any(WechatStoreError) as Error });
    }
    expect(countCalls(sandbox, '/cgi-bin/component/api_authorizer_token')).toBe(1);

    if (how === 'hangs') redis.resume();
    else await redis.restart();
    await expect.poll(() => service.inspectTickets().catch(() => 'down'), { timeout: 20_000 }).toBe('on time');
    sandbox.clock.advance(1000);
    expect((await component.pushTicket()).verdict).toBe('acknowledged');
    expect((await component.authorize('wxgame')).delivery?.verdict).toBe('acknowledged');
    await service.account('wxgame').api.get(CALL);
    await account.api.get(CALL);
    expect(await alice.say('after')).toMatchObject({ content: 'wxshop of open-platform: after' });
    expect(await service.findAuthorizer('wxshop')).toMatchObject({ state: 'authorized' });
  },
);
