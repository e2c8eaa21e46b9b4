import { Controller, Get, Injectable, Param, UseGuards } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { describe, expect, test } from 'vitest';
import { JssdkService, OAuthGuard, OAuthUser, QrcodeService, type PageRequest } from 'nestjs-wechat';
import { OpenPlatformService, WechatAuthorizerError, type AuthorizerRecord } from 'nestjs-wechat/open-platform';
import { PLATFORMS } from '../support/host.js';
import { OAuthBrowser } from '../support/oauth-browser.js';
import { startPlatformApp } from '../support/open-platform.js';

const PUBLIC_URL = 'https://www.example.com';

async function collect(service: OpenPlatformService): Promise<AuthorizerRecord[]> {
  const records: AuthorizerRecord[] = [];
  for await (const record of service.listAuthorizers()) records.push(record);
  return records;
}

@Injectable()
class ShopGuard extends OAuthGuard {
  constructor(
    modules: ModuleRef,
    private readonly platform: OpenPlatformService,
  ) {
    super(modules);
  }

  protected override accountOf(request: PageRequest & { readonly params: { readonly appId: string } }) {
    return this.platform.account(request.params.appId);
  }
}

@Controller('shops')
class Shops {
  @Get(':appId/me')
  @UseGuards(ShopGuard)
  me(@OAuthUser('openId') openId: string, @Param('appId') appId: string) {
    return { openId, appId };
  }
}

test.each(PLATFORMS)('people of an authorizer log in by web OAuth, on %s', async platform => {
  const app = await startPlatformApp(platform, { options: { publicUrl: PUBLIC_URL }, controllers: [Shops] });
  await app.component.authorize('wxshop');
  const alice = app.sandbox.follower({ nickname: 'Alice' });
  const browser = new OAuthBrowser(app.origin, PUBLIC_URL);
  const asked = await browser.visit('/shops/wxshop/me');
  expect(asked.status).toBe(302);
  expect(Object.fromEntries(new URL(asked.location).searchParams)).toMatchObject({
    appid: 'wxshop',
    component_appid: app.component.componentAppId,
  });
  const { url = '' } = await alice.authorize(asked.location);
  const back = await browser.visit(url);
  const page = back.status === 302 ? await browser.visit(back.location) : back;
  expect(page.json).toEqual({ openId: alice.openId, appId: 'wxshop' });
  // A session at one account is none at another.
  expect((await browser.visit('/shops/wxgame/me')).status).toBe(302);
});

describe('an authorizer', () => {
  test('has the services of every account', async () => {
    const { service, component, sandbox } = await startPlatformApp('express', { options: { publicUrl: PUBLIC_URL } });
    await component.authorize('wxshop');
    const account = service.account('wxshop');
    expect(account.componentAppId).toBe(component.componentAppId);
    expect(service.account('wxshop')).toBe(account);
    expect(account.qrcodes).toBeInstanceOf(QrcodeService);
    expect(account.jssdk).toBeInstanceOf(JssdkService);
    const lease = await account.qrcodePool.acquire();
    expect(lease.sceneId).toBeTypeOf('string');
    expect(await account.jssdk.sign(`${PUBLIC_URL}/page`)).toMatchObject({ appId: 'wxshop' });
    const alice = sandbox.follower({ nickname: 'Alice' });
    await alice.follow();
    await account.api.kefu.send({ touser: alice.openId, msgtype: 'text', text: { content: 'by customer service' } });
    expect(alice.inbox.at(-1)).toMatchObject({ content: 'by customer service' });
    expect(await account.scanLogin.begin()).toMatchObject({ id: expect.any(String) as string });
  });

  test('is told apart from one that authorized nothing by a typed error', async () => {
    const { service } = await startPlatformApp('express');
    const error: unknown = await service
      .account('wxshop')
      .tokens.getAccessToken()
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(WechatAuthorizerError);
    expect(error).toMatchObject({ appId: 'wxshop', componentAppId: service.componentAppId });
    for (const wrong of ['gh_shop', '', 'wx', 'wx:a', `wx${'a'.repeat(100)}`]) {
      expect(() => service.account(wrong)).toThrow('is no AppID');
    }
  });

  test('has settings, an Open Platform account and quotas', async () => {
    const { service, component } = await startPlatformApp('express');
    await component.authorize('wxshop');
    await service.setOption('wxshop', 'location_report', '2');
    expect(await service.getOption('wxshop', 'location_report')).toBe('2');
    const { authorizer_info: info } = await service.getAuthorizer('wxshop');
    expect(info).toMatchObject({ nick_name: 'Shop', user_name: 'gh_shop' });
    const { openAccount } = service.account('wxshop').api;
    const { open_appid: openAppId } = await openAccount.create({ appid: 'wxshop' });
    expect(await openAccount.get({ appid: 'wxshop' })).toMatchObject({ open_appid: openAppId });
    await openAccount.unbind({ appid: 'wxshop', open_appid: openAppId });
    await openAccount.bind({ appid: 'wxshop', open_appid: openAppId });
    await service.clearQuota();
    await service.clearQuota('wxshop');
  });
});

test('authorizers and tickets come from elsewhere, too', async () => {
  const { service, component, sandbox } = await startPlatformApp('express');
  await component.authorize('wxshop', { isPushed: false });
  await component.authorize('wxgame', { isPushed: false });
  expect(await collect(service)).toEqual([]);
  expect(await service.synchronizeAuthorizers()).toBe(2);
  const listed = await collect(service);
  expect(listed.map(({ appId }) => appId)).toEqual(['wxgame', 'wxshop']);
  expect(JSON.stringify(listed)).not.toContain('refresh');
  expect(await service.account('wxgame').tokens.getAccessToken()).toBeTypeOf('string');
  expect(await service.importAuthorizers([{ appId: 'wxshop', refreshToken: 'old', authorizedAt: 1 }])).toBe(0);
  await expect(service.importAuthorizers([{ appId: 'shop', refreshToken: 'x' }])).rejects.toThrow('is no AppID');
  await service.setVerifyTicket('ticket@@@old', new Date(0));
  expect(await service.inspectTickets()).toBe('on time');
  expect(sandbox.calls.filter(({ path }) => path.endsWith('/api_component_token'))).toHaveLength(1);
});

test('a call of an account that took its authorization back fails, and says what to do', async () => {
  const { service, component } = await startPlatformApp('express');
  await component.authorize('wxshop');
  const { api } = service.account('wxshop');
  await api.get('/cgi-bin/getcallbackip');
  await component.revoke('wxshop');
  await expect(api.get('/cgi-bin/getcallbackip')).rejects.toThrow(WechatAuthorizerError);
});
