import { describe, expect, test, vi } from 'vitest';
import { WechatArgumentError } from 'nestjs-wechat';
import type { Follower } from 'nestjs-wechat/sandbox';
import { PLATFORMS, type Platform } from '../support/host.js';
import { OAuthBrowser, type Answer } from '../support/oauth-browser.js';
import { linkOf, startPlatformApp, type PlatformApp } from '../support/open-platform.js';

const PUBLIC_URL = 'https://www.example.com';
const AUTHORIZED_URL = 'https://www.example.com/accounts?tab=wechat';
const PHONE = { 'user-agent': 'Mozilla/5.0 MicroMessenger/8.0.50' };

interface Site extends PlatformApp {
  readonly admin: Follower;
  browser(): OAuthBrowser;
  /** Goes to WeChat and back. */
  authorize(browser: OAuthBrowser, url?: string): Promise<Answer>;
}

async function start(
  platform: Platform = 'express',
  authorizedUrl: string | undefined = AUTHORIZED_URL,
): Promise<Site> {
  const app = await startPlatformApp(platform, { options: { publicUrl: PUBLIC_URL, authorizedUrl } });
  const admin = app.sandbox.follower({ nickname: 'Admin' });
  const authorize = async (browser: OAuthBrowser, url = app.service.authorizePageUrl()) => {
    const left = await browser.visit(url);
    const { url: back = '' } = await admin.authorizeComponent(linkOf(left), { account: 'wxshop' });
    return browser.visit(back);
  };
  return { ...app, admin, authorize, browser: () => new OAuthBrowser(app.origin, PUBLIC_URL) };
}

function authorizationOf({ location }: Answer): string {
  return new URL(location).searchParams.get('authorization') ?? '';
}

test.each(PLATFORMS)('a browser goes to WeChat and back, and the host learns who authorized, on %s', async platform => {
  const { service, authorize, browser, sandbox, component } = await start(platform);
  const back = await authorize(browser(), service.authorizePageUrl({ subject: 'customer 42' }));
  expect(back.status).toBe(302);
  expect(back.location).toMatch(/^https:\/\/www\.example\.com\/accounts\?tab=wechat&authorization=/);
  expect(service.readAuthorization(authorizationOf(back))).toEqual({ appId: 'wxshop', subject: 'customer 42' });
  expect(await service.findAuthorizer('wxshop')).toMatchObject({ state: 'authorized' });
  const exchanges = sandbox.calls.filter(({ path }) => path.endsWith('/api_query_auth'));
  expect(exchanges).toHaveLength(1);
  const acknowledged = { componentAppId: component.componentAppId, verdict: 'acknowledged' };
  await vi.waitFor(() => expect(sandbox.deliveries.at(-1)).toMatchObject(acknowledged));
});

describe('the page that leaves', () => {
  test('goes to the page for the browser at hand, with what was chosen', async () => {
    const { service, browser, component } = await start();
    const open = async (options: Parameters<typeof service.authorizePageUrl>[0], headers = {}) =>
      new URL(linkOf(await browser().visit(service.authorizePageUrl(options), { headers })));
    const pc = await open({ authType: 3 });
    expect(pc.pathname).toBe('/cgi-bin/componentloginpage');
    expect(Object.fromEntries(pc.searchParams)).toEqual({
      component_appid: component.componentAppId,
      pre_auth_code: expect.stringMatching(/^preauthcode@@@/) as string,
      redirect_uri: expect.stringMatching(
        RegExp(`^${PUBLIC_URL}/wechat/open/${component.componentAppId}/authorized\\?state=[0-9a-f]{32}$`),
      ) as string,
      auth_type: '3',
    });
    const phone = await open({ appId: 'wxshop', categories: [1, 7] }, PHONE);
    expect(phone.pathname).toBe('/wxaopen/safe/bindcomponent');
    expect(phone.hash).toBe('#wechat_redirect');
    expect(Object.fromEntries(phone.searchParams)).toMatchObject({
      action: 'bindcomponent',
      no_scan: '1',
      biz_appid: 'wxshop',
      category_id_list: '1|7',
    });
    expect((await open({ page: 'mobile' })).pathname).toBe('/wxaopen/safe/bindcomponent');
    expect((await open({ page: 'pc' }, PHONE)).pathname).toBe('/cgi-bin/componentloginpage');
  });

  test('uses a pre-auth code for each browser', async () => {
    const { service, browser } = await start();
    const codes = await Promise.all(
      [1, 2, 3].map(async () =>
        new URL(linkOf(await browser().visit(service.authorizePageUrl()))).searchParams.get('pre_auth_code'),
      ),
    );
    expect(new Set(codes).size).toBe(3);
  });

  test('runs no script but its own, and begins nothing for previews', async () => {
    const { service, browser } = await start();
    const one = browser();
    const preview = await one.visit(service.authorizePageUrl(), { method: 'HEAD' });
    expect([preview.status, one.cookieNames]).toEqual([200, []]);
    const page = await one.visit(
      `${service.authorizePageUrl()}?biz_appid=${encodeURIComponent('"><script>x</script>')}`,
    );
    expect(page.text).not.toContain('<script>x');
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'nonce-/);
    expect(page.headers['referrer-policy']).toBe('origin');
    const [cookie = ''] = page.setCookies;
    expect(cookie).toMatch(/^__Host-wechat_component_[0-9a-f]{32}=.*; HttpOnly; SameSite=Lax; Secure$/);
  });

  test('takes no subject that this application has not written', async () => {
    const { service, browser } = await start();
    const url = service.authorizePageUrl({ subject: 'mine' });
    expect((await browser().visit(url)).status).toBe(200);
    expect((await browser().visit(url.replace(/subject=./, 'subject=X'))).status).toBe(401);
    expect((await browser().visit(`${service.authorizePageUrl()}?subject=other`)).status).toBe(401);
  });
});

describe('the page that comes back', () => {
  test('believes only the browser that was sent, with its first code, as often as it comes', async () => {
    const { service, authorize, browser, admin, sandbox } = await start();
    const one = browser();
    const left = await one.visit(service.authorizePageUrl());
    const { url: back = '' } = await admin.authorizeComponent(linkOf(left), { account: 'wxshop' });
    expect((await browser().visit(back)).status).toBe(401);
    expect((await one.visit(back)).status).toBe(302);
    expect((await one.visit(back)).status).toBe(302);
    const other = new URL(back);
    other.searchParams.set('auth_code', 'queryauthcode@@@of-an-attacker');
    expect((await one.visit(other.href)).status).toBe(401);
    other.searchParams.delete('state');
    expect((await one.visit(other.href)).status).toBe(401);
    // A cookie of one authorization is good for no other.
    const two = browser();
    const second = await two.visit(service.authorizePageUrl());
    const stolen = await admin.authorizeComponent(linkOf(second), { account: 'wxshop' });
    expect((await one.visit(stolen.url ?? '')).status).toBe(401);
    expect((await authorize(browser())).status).toBe(302);
    expect(sandbox.calls.filter(({ path }) => path.endsWith('/api_query_auth')).length).toBeLessThanOrEqual(3);
  });

  test('goes to the page of the options, whatever the request says', async () => {
    const { service, browser, admin } = await start();
    const one = browser();
    const left = await one.visit(
      `${service.authorizePageUrl()}?redirect_uri=https://evil.test&authorizedUrl=https://evil.test`,
    );
    expect(new URL(linkOf(left)).searchParams.get('redirect_uri')).toMatch(/^https:\/\/www\.example\.com\//);
    const { url: back = '' } = await admin.authorizeComponent(linkOf(left), { account: 'wxshop' });
    const forged = await one.visit(`${back}&redirect_uri=https://evil.test&authorizedUrl=https://evil.test`);
    expect(new URL(forged.location).origin).toBe('https://www.example.com');
  });

  test('says so itself where the host has no page', async () => {
    const { authorize, browser } = await start('express', '');
    const back = await authorize(browser());
    expect([back.status, back.text]).toEqual([200, expect.stringContaining('Authorized.')]);
  });

  test('tells the host nothing that somebody else has written', async () => {
    const { service, authorize, browser } = await start();
    const text = authorizationOf(await authorize(browser()));
    expect(service.readAuthorization(text)).toEqual({ appId: 'wxshop', subject: undefined });
    const [payload = ''] = text.split('.');
    const forged = Buffer.from(JSON.stringify({ appId: 'wxevil', expiresAt: 9e15 })).toString('base64url');
    for (const wrong of ['', payload, `${forged}.${text.split('.')[1]}`, `${text}.x`]) {
      expect(() => service.readAuthorization(wrong)).toThrow(WechatArgumentError);
    }
  });
});

test('without publicUrl the page says that it cannot go on, and the log why', async () => {
  const { origin, component, logger, service } = await startPlatformApp('express');
  const answer = await fetch(`${origin}/wechat/open/${component.componentAppId}/authorize`);
  expect(answer.status).toBe(503);
  logger.assertLogged({ level: 'error', message: /Set the option publicUrl/ });
  expect(() => service.authorizePageUrl()).toThrow('Set the option publicUrl');
});

test('a platform that is not there has no pages, and nothing is posted to them', async () => {
  const { origin, component } = await start();
  expect((await fetch(`${origin}/wechat/open/wxnobody/authorize`)).status).toBe(404);
  const path = `${origin}/wechat/open/${component.componentAppId}/authorize`;
  expect((await fetch(path, { method: 'POST', body: 'x' })).status).toBe(405);
});
