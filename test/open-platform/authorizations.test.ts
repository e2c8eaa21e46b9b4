import { Injectable } from '@nestjs/common';
import { describe, expect, test } from 'vitest';
import { OnCredential, type CredentialContext } from 'nestjs-wechat';
import { WechatAuthorizerError } from 'nestjs-wechat/open-platform';
import { PLATFORMS } from '../support/host.js';
import { startPlatformApp } from '../support/open-platform.js';

test.each(PLATFORMS)('an account authorizes, is served, and takes it back, on %s', async platform => {
  const { sandbox, component, service, bot } = await startPlatformApp(platform);
  const { delivery } = await component.authorize('wxshop');
  expect(delivery?.verdict).toBe('acknowledged');
  const account = service.account('wxshop');
  expect(await account.tokens.getAccessToken()).toMatch(/^[\w-]{100,512}$/);
  const alice = sandbox.follower({ nickname: 'Alice' });
  expect(await alice.follow()).toMatchObject({ content: 'Welcome to wxshop' });
  expect(await alice.say('hi')).toMatchObject({ content: 'wxshop of open-platform: hi' });
  expect(await service.findAuthorizer('wxshop')).toMatchObject({ state: 'authorized', userName: 'gh_shop' });
  const revoked = await component.revoke('wxshop');
  expect(revoked.verdict).toBe('acknowledged');
  await expect(service.account('wxshop').tokens.getAccessToken()).rejects.toThrow(WechatAuthorizerError);
  await expect(account.tokens.getAccessToken()).resolves.toBeTypeOf('string');
  await expect(account.api.get('/cgi-bin/getcallbackip')).rejects.toThrow(
    'took back the authorization of the platform',
  );
  expect(bot.heard).toEqual([
    expect.stringMatching(/^component.component_verify_ticket of wx/) as string,
    'authorized wxshop',
    'unauthorized wxshop',
  ]);
});

describe('the authorization code', () => {
  test('comes twice, and is exchanged once', async () => {
    const { component, service, sandbox } = await startPlatformApp('express');
    const { code } = await component.authorize('wxshop');
    expect(
      await Promise.all([service.exchangeAuthorizationCode(code), service.exchangeAuthorizationCode(code)]),
    ).toEqual(['wxshop', 'wxshop']);
    const exchanges = sandbox.calls.filter(({ path }) => path === '/cgi-bin/component/api_query_auth');
    expect(exchanges).toHaveLength(1);
  });
});

@Injectable()
class Watcher {
  readonly news: string[] = [];
  @OnCredential() heard({ account, credential, expiresAt, error }: CredentialContext) {
    this.news.push(`${credential} of ${account.appId}: ${error?.name ?? String(expiresAt instanceof Date)}`);
  }
}

test('tokens and tickets that were fetched, or could not be, are told', async () => {
  const { component, service, app } = await startPlatformApp('express', { providers: [Watcher] });
  await component.authorize('wxshop');
  await service.account('wxshop').tokens.getTicket('jsapi');
  await expect(service.account('wxgame').tokens.getAccessToken()).rejects.toThrow(
    'wxgame has not authorized the platform',
  );
  expect(app.get(Watcher).news).toEqual([
    `component access token of ${component.componentAppId}: true`,
    'authorizer access token of wxshop: true',
    'jsapi ticket of wxshop: true',
    'authorizer access token of wxgame: WechatAuthorizerError',
  ]);
});
