import { Controller, Get, Injectable, Module, Query, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { getWechatToken, InjectWechat, OAuthService, WechatAccount, WechatModule } from 'nestjs-wechat';
import { WechatSandbox, type Follower } from 'nestjs-wechat/sandbox';
import { getCode, oauthFailure } from '../support/oauth.js';
import { countCalls } from '../support/sandbox.js';

const SITE = { appId: 'wxsite', type: 'website', openPlatform: true } as const;
const GAME = { appId: 'wxgame', type: 'mini-program', openPlatform: true } as const;

let sandbox: WechatSandbox;
let alice: Follower;
beforeEach(async () => {
  sandbox = await WechatSandbox.start({ accounts: [{ openPlatform: true }, SITE, GAME] });
  alice = sandbox.follower({ nickname: 'Alice' });
});
afterEach(() => sandbox.stop());

@Injectable()
class Logins {
  constructor(
    readonly page: OAuthService,
    @InjectWechat(OAuthService, 'site') readonly site: OAuthService,
    @InjectWechat(OAuthService, 'game') readonly game: OAuthService,
  ) {}
}

@Controller()
class LoginController {
  constructor(private readonly logins: Logins) {}
  @Get('site') async site(@Query('code') code: string) {
    const { openId } = await this.logins.site.exchange(code);
    return this.logins.site.getUser(openId);
  }
  @Get('game') game(@Query('code') code: string) {
    return this.logins.game.code2Session(code);
  }
}

@Module({ providers: [Logins], controllers: [LoginController], exports: [Logins] })
class LoginModule {}

/** An AppID and its secret: no token, so no callback. */
function register(appId: string, name?: string): DynamicModule {
  const { appSecret, hosts } = sandbox.credentials(appId);
  return WechatModule.forRoot({ name, appId, appSecret, hosts });
}

async function start() {
  class AppModule {}
  const imports = [register(sandbox.account().appId), register(SITE.appId, 'site'), register(GAME.appId, 'game')];
  const app = await NestFactory.create({ module: AppModule, imports: [...imports, LoginModule] }, { logger: false });
  onTestFinished(() => app.close());
  await app.listen(0, '127.0.0.1');
  return { app, url: await app.getUrl(), logins: app.get(Logins, { strict: false }) };
}

test('an official account, a website and a mini program are accounts of one application, without a callback', async () => {
  const { url, logins } = await start();
  const { page, site, game } = logins;
  expect(await page.exchange(await getCode(page, alice))).toMatchObject({ openId: alice.openId });
  const profile = (await (
    await fetch(`${url}/site?code=${await getCode(site, alice, 'snsapi_login')}`)
  ).json()) as object;
  expect(profile).toMatchObject({ openId: alice.at(SITE.appId).openId, nickname: 'Alice', unionId: alice.unionId });
  const code = await alice.loginMiniProgram(GAME.appId);
  const session = (await (await fetch(`${url}/game?code=${code}`)).json()) as object;
  // What a controller returns to the mini program by mistake holds no session key.
  const openId = alice.at(GAME.appId).openId;
  expect(session).toEqual({ appId: GAME.appId, openId, unionId: alice.unionId });
  expect((await game.code2Session(code)).sessionKey).toHaveLength(24);
  expect((await fetch(`${url}/wechat`)).status).toBe(404);
});

test('services are those of the accounts', async () => {
  const { app, logins } = await start();
  expect(app.get(WechatAccount).oauth).toBe(logins.page);
  expect(app.get<WechatAccount>(getWechatToken(WechatAccount, 'site')).oauth).toBe(logins.site);
});

test('without Redis many requests at once, and later ones, are one request upstream', async () => {
  const { logins } = await start();
  const code = await getCode(logins.page, alice);
  const [first, ...others] = await Promise.all(Array.from({ length: 50 }, () => logins.page.exchange(code)));
  for (const identity of [...others, await logins.page.exchange(code)]) expect(identity).toEqual(first);
  expect(countCalls(sandbox, '/sns/oauth2/access_token')).toBe(1);
});

test('accounts share nothing: not codes, not tokens', async () => {
  const { logins } = await start();
  const { openId } = await logins.page.exchange(await getCode(logins.page, alice, 'snsapi_userinfo'));
  expect(await oauthFailure(logins.site.getUser(openId))).toMatchObject({ remedy: 'authorize-again' });
  await logins.site.forget(openId);
  expect(await logins.page.getUser(openId)).toMatchObject({ nickname: 'Alice' });
});

test('two applications in one process do not meet', async () => {
  const [one, two] = [await start(), await start()];
  const code = await getCode(one.logins.page, alice, 'snsapi_userinfo');
  const { openId } = await one.logins.page.exchange(code);
  expect(await oauthFailure(two.logins.page.exchange(code))).toMatchObject({ errcode: 40163 });
  expect(await oauthFailure(two.logins.page.getUser(openId))).toMatchObject({ remedy: 'authorize-again' });
});
