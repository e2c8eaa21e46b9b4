import {
  Catch,
  Controller,
  Get,
  Injectable,
  Req,
  Res,
  Scope,
  SetMetadata,
  UseGuards,
  VersioningType,
  type ExecutionContext,
  type HttpException,
  type INestApplication,
  type Type,
} from '@nestjs/common';
import { APP_GUARD, HttpAdapterHost, ModuleRef, Reflector } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { hash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { map, type Observable } from 'rxjs';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  OAuthGuard,
  OAuthService,
  OAuthSessions,
  OAuthUser,
  OnText,
  WechatModule,
  WechatOAuthError,
  type HostRequest,
  type HostResponse,
  type OAuthIdentity,
} from 'nestjs-wechat';
import { MemoryOAuthExchangeStore } from '#lib/oauth/memory-oauth-exchange.store';
import {
  authorize,
  logIn,
  PUBLIC_URL,
  SHOP,
  startGuardedSite,
  startSandbox,
  type GuardedSetup,
} from '../../support/guarded-site.js';
import { PLATFORMS, startHost, type Platform } from '../../support/host.js';
import { countCalls } from '../../support/sandbox.js';
import { PLAIN, push, signedQuery, textMessage } from '../../support/wechat-side.js';

const EXCHANGE = '/sns/oauth2/access_token';

/** Answers every error in the host's own form, and tells the filter's tests what it was. */
@Catch()
class EnvelopeFilter {
  readonly caught: HttpException[] = [];
  constructor(private readonly host: HttpAdapterHost) {}

  catch(error: HttpException, context: { switchToHttp(): { getResponse(): unknown } }): void {
    this.caught.push(error);
    const body = { code: 1, message: error.message };
    this.host.httpAdapter.reply(context.switchToHttp().getResponse(), body, 200);
  }
}

function makeHostile(app: INestApplication): void {
  app.setGlobalPrefix('api');
  app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
  app.useGlobalFilters(app.get(EnvelopeFilter));
  app.useGlobalInterceptors({
    intercept: (_: ExecutionContext, next: { handle(): Observable<unknown> }) =>
      next.handle().pipe(map(data => ({ code: 0, data }))),
  });
}

interface SessionRequest extends HostRequest {
  session: { identity?: OAuthIdentity | undefined };
}

/** Sessions in the memory of the host, under an id that the browser has in a cookie. */
class HostSessions extends OAuthSessions {
  find(request: SessionRequest) {
    return request.session.identity;
  }
  async begin(request: SessionRequest, _response: HostResponse, identity: OAuthIdentity) {
    request.session.identity = identity;
  }
  async end(request: SessionRequest) {
    request.session.identity = undefined;
  }
}

/** As express-session and @fastify/session do: what a request left in its session is kept when the answer is written. */
function keepSessions(app: INestApplication): void {
  const sessions = new Map<string, SessionRequest['session']>();
  const open = ({ headers }: HostRequest) => ({ ...sessions.get(/sid=(\d+)/.exec(headers.cookie ?? '')?.[1] ?? '') });
  const close = (session: SessionRequest['session']): string => {
    const id = String(sessions.size);
    sessions.set(id, session);
    return `sid=${id}; Path=/`;
  };
  const adapter = app.getHttpAdapter();
  if (adapter.getType() === 'express') {
    app.use((request: SessionRequest, response: ServerResponse, next: () => void) => {
      request.session = open(request);
      const writeHead = response.writeHead.bind(response) as (...all: unknown[]) => ServerResponse;
      response.writeHead = (...all: unknown[]) => {
        response.appendHeader('set-cookie', close(request.session));
        return writeHead(...all);
      };
      next();
    });
    return;
  }
  const fastify = adapter.getInstance() as FastifyInstance;
  const sessionOf = (request: FastifyRequest) => request as unknown as SessionRequest;
  fastify.addHook('onRequest', async request => {
    sessionOf(request).session = open(request);
  });
  fastify.addHook('onSend', async (request, reply) => {
    void reply.header('set-cookie', close(sessionOf(request).session));
  });
}

/** What Fastify says about answers that come twice. */
function hearComplaints(app: INestApplication, complaints: unknown[]): void {
  const fastify = app.getHttpAdapter().getInstance() as FastifyInstance;
  fastify.addHook('onRequest', async (_request, reply) => {
    reply.log = Object.assign(Object.create(reply.log) as typeof reply.log, {
      warn: (...all: unknown[]) => complaints.push(all),
    });
  });
}

const Public = () => SetMetadata('public', true);

@Injectable()
class SiteGuard extends OAuthGuard {
  constructor(
    modules: ModuleRef,
    private readonly reflector: Reflector,
  ) {
    super(modules);
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const isPublic = this.reflector.getAllAndOverride<boolean>('public', [context.getHandler(), context.getClass()]);
    return isPublic || super.canActivate(context);
  }
}

@Controller()
class Lobby {
  @Get('lobby') lobby(@OAuthUser() user: OAuthIdentity) {
    return user;
  }
  @Get('news') @Public() news() {
    return 'news';
  }
}

@Controller()
class OwnLogin {
  constructor(private readonly oauth: OAuthService) {}

  @Get('in')
  async logIn(@Req() request: HostRequest, @Res({ passthrough: true }) response: HostResponse) {
    response.header('set-cookie', 'cart=1');
    const identity = { openId: 'oByScan', unionId: undefined, scope: ['snsapi_base'], isSnapshotUser: false };
    await this.oauth.sessions.begin(request, response, identity);
    return 'in';
  }
}

describe.each(PLATFORMS)('a host on %s', platform => {
  const start = (setup?: GuardedSetup) => startGuardedSite(platform, setup);

  test('changes nothing about redirects, and answers refusals in its own form', async () => {
    const site = await start({ configure: makeHostile, providers: [EnvelopeFilter] });
    const browser = site.open();
    const sent = await browser.visit('/api/v1/me');
    expect([sent.status, sent.text]).toEqual([302, '']);
    const back = await browser.visit(await authorize(site.alice, sent));
    expect([back.status, back.text, back.location]).toEqual([302, '', `${PUBLIC_URL}/api/v1/me#`]);
    expect((await browser.visit(back.location)).json).toMatchObject({ code: 0, data: { user: {} } });

    const { caught } = site.app.get(EnvelopeFilter);
    expect(caught).toEqual([]);
    const forged = await site.open().visit(`/api/v1/me?code=x&state=${'0'.repeat(32)}`);
    expect(forged).toMatchObject({ status: 200, json: { code: 1 }, headers: { 'cache-control': 'no-store' } });
    expect(caught.map(error => [error.getStatus(), error.cause])).toEqual([[401, expect.any(WechatOAuthError)]]);
    expect(caught[0]?.cause).toMatchObject({ remedy: 'authorize-again' });
    // Nest has not tried to answer once more.
    expect(site.logger.filter({ level: 'error' })).toEqual([]);
  });

  test('keeps its own sessions, which it writes when the answer goes out', async () => {
    const { alice, open } = await start({
      options: { oauth: { sessions: new HostSessions() } },
      configure: keepSessions,
    });
    const browser = open();
    expect((await logIn(browser, alice)).json).toMatchObject({ user: { openId: alice.openId } });
    expect(browser.cookieNames).toEqual([expect.stringMatching(/^sid$|^__Host-wechat_oauth_/), expect.any(String)]);
    await browser.visit('/out');
    expect((await open().visit('/me')).status).toBe(302);
  });

  test('whose sessions fail answers 500, and the same address works later', async () => {
    let isDown = true;
    class Failing extends HostSessions {
      override async begin(request: SessionRequest, response: HostResponse, identity: OAuthIdentity) {
        if (isDown) throw new Error('The database is away.');
        await super.begin(request, response, identity);
      }
    }
    const { sandbox, alice, open, logger } = await start({
      options: { oauth: { sessions: new Failing() } },
      configure: keepSessions,
    });
    const browser = open();
    const callback = await authorize(alice, await browser.visit('/me'));
    expect(await browser.visit(callback)).toMatchObject({ status: 500, location: '' });
    logger.assertLogged({ level: 'error', message: /The database is away/ });
    isDown = false;
    const back = await browser.visit(callback);
    expect((await browser.visit(back.location)).status).toBe(200);
    expect(countCalls(sandbox, EXCHANGE)).toBe(1);
  });

  test('logs people in by other means', async () => {
    const { open } = await start({ controllers: [OwnLogin] });
    const browser = open();
    expect((await browser.visit('/in')).setCookies).toEqual([
      'cart=1',
      expect.stringMatching(/^__Host-wechat_session=/),
    ]);
    expect((await browser.visit('/me')).json).toMatchObject({ user: { openId: 'oByScan' } });
  });

  test('guards all of its pages, but for those that it lets through', async () => {
    const { alice, open } = await start({
      controllers: [Lobby],
      providers: [{ provide: APP_GUARD, useClass: SiteGuard }],
    });
    const browser = open();
    expect((await browser.visit('/news')).text).toBe('news');
    expect((await browser.visit('/lobby')).status).toBe(302);
    expect((await logIn(browser, alice, '/lobby')).json).toMatchObject({ openId: alice.openId });
  });

  test('guards all of its pages by an instance', async () => {
    const { alice, open } = await start({
      controllers: [Lobby],
      configure: app => app.useGlobalGuards(new OAuthGuard(app.get(ModuleRef))),
    });
    expect((await logIn(open(), alice, '/lobby')).json).toMatchObject({ openId: alice.openId });
  });

  test('guards its pages by a guard that is made for every request', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class ScopedGuard extends OAuthGuard {}
    const { alice, open } = await start({
      controllers: [Lobby],
      providers: [{ provide: APP_GUARD, useClass: ScopedGuard }],
    });
    expect((await logIn(open(), alice, '/lobby')).json).toMatchObject({ openId: alice.openId });
  });

  test('that guards everything still hears WeChat', async () => {
    const { origin, post, get } = await start({
      options: { ...PLAIN, appSecret: 's', tokenHub: { path: 'hub', secret: 'a secret of the hub' } },
      providers: [{ provide: APP_GUARD, useClass: OAuthGuard }, Bot],
    });
    expect(await (await get('wechat', { ...signedQuery(PLAIN), echostr: '42' })).text()).toBe('42');
    expect(await (await post('wechat', push(PLAIN, 'plain', textMessage('hi')))).text()).toContain('heard');
    expect(await (await fetch(`${origin}/hub`)).json()).toEqual({ error: 'unauthorized' });
  });

  test.each([true, false])('that answers meanwhile has the last word, whether the code is good: %s', async isGood => {
    let answerNow = (): unknown => undefined;
    const complaints: unknown[] = [];
    const { sandbox, alice, open, logger } = await start({
      configure: app => {
        app.use((_request: unknown, response: ServerResponse, next: () => void) => {
          answerNow = () => response.writeHead(504).end('too late');
          next();
        });
        if (platform === 'fastify') hearComplaints(app, complaints);
      },
    });
    const browser = open();
    const callback = await authorize(alice, await browser.visit('/me'));
    const held = sandbox.fault.hold(EXCHANGE);
    const answer = browser.visit(callback);
    await held.held();
    if (!isGood) sandbox.clock.advance(300_000);
    answerNow();
    expect(await answer).toMatchObject({ status: 504, text: 'too late', setCookies: [] });
    held.release();
    // The next one gets what came of the first.
    expect((await browser.visit(callback)).status).toBe(isGood ? 302 : 401);
    expect(countCalls(sandbox, EXCHANGE)).toBe(1);
    expect(logger.filter({ level: 'error' })).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('finds in its store keys of one account and of one code or state', async () => {
    const keys: string[] = [];
    class Watched extends MemoryOAuthExchangeStore {
      override bind(key: string, value: string, lifeMs: number) {
        keys.push(key);
        return super.bind(key, value, lifeMs);
      }
    }
    const { alice, open } = await start({ options: { stores: { oauthExchanges: new Watched() } } });
    const browser = open();
    const callback = await authorize(alice, await browser.visit('/me'));
    await browser.visit(callback);
    const { searchParams } = new URL(callback);
    const [code, state] = ['code', 'state'].map(name => searchParams.get(name) ?? '');
    expect(keys).toEqual([`{${SHOP}:${state}}:oauth:nonce`, `{${SHOP}:${hash('sha256', code ?? '')}}:oauth:owner`]);
  });

  test('of several instances serves one login from all of them', async () => {
    const oauthExchanges = new MemoryOAuthExchangeStore();
    const sandbox = await startSandbox();
    const one = await start({ sandbox, options: { stores: { oauthExchanges } } });
    const two = await start({ sandbox, options: { stores: { oauthExchanges } } });
    const browser = one.open();
    const elsewhere = two.open();
    const share = () => browser.cookies.forEach((cookie, name) => elsewhere.cookies.set(name, cookie));
    const sent = await browser.visit('/me');
    const callback = await authorize(one.alice, sent);
    share();
    const both = await Promise.all([browser.visit(callback), elsewhere.visit(callback)]);
    expect(both.map(({ location }) => location)).toEqual([`${PUBLIC_URL}/me#`, `${PUBLIC_URL}/me#`]);
    expect(countCalls(sandbox, EXCHANGE)).toBe(1);
    browser.cookies.delete('__Host-wechat_session');
    share();
    elsewhere.cookies.delete('__Host-wechat_session');
    expect((await elsewhere.visit(await authorize(one.bob, sent))).status).toBe(401);
  });
});

@Injectable()
class Bot {
  @OnText() heard() {
    return 'heard';
  }
}

describe('at boot', () => {
  const options = { appId: 'wx1', appSecret: 'secret', publicUrl: PUBLIC_URL };

  async function boot(guard: Type<OAuthGuard>, accounts = [WechatModule.forRoot(options)]) {
    @Controller()
    class Page {
      @Get() page() {}
    }
    UseGuards(guard)(Page);
    const host = await startHost('express', { imports: accounts, controllers: [Page] });
    onTestFinished(() => host.app.close());
  }

  test.each<[string, () => Promise<void>, string]>([
    [
      'an account that nobody has registered',
      () => boot(OAuthGuard.with({ account: 'shop' })),
      "OAuthGuard is for a WeChat account 'shop' that is not registered. Import WechatModule with that name, or correct OAuthGuard.with({ account }).",
    ],
    [
      'the default account where all have names',
      () => boot(OAuthGuard, [WechatModule.forRoot({ ...options, name: 'shop' })]),
      "OAuthGuard is for a WeChat account 'default' that is not registered.",
    ],
    [
      'an account without publicUrl',
      () => boot(OAuthGuard, [WechatModule.forRoot({ ...options, publicUrl: undefined })]),
      "OAuthGuard of the WeChat account 'default' does not know where WeChat sends people back to. Set the option publicUrl",
    ],
    [
      'an account that cannot sign',
      () => boot(OAuthGuard, [WechatModule.forRoot({ ...options, appSecret: undefined })]),
      "OAuthGuard of the WeChat account 'default' has nothing to sign cookies with. Set the option appSecret.",
    ],
    [
      'a scope that does not exist',
      () => boot(OAuthGuard.with({ scope: 'snsapi_all' as 'snsapi_base' })),
      "OAuthGuard of the WeChat account 'default' has the scope 'snsapi_all'. Choose one of snsapi_base, snsapi_userinfo, snsapi_login.",
    ],
  ])('%s is refused', async (_, act, message) => {
    await expect(act()).rejects.toMatchObject({
      name: 'WechatConfigError',
      message: expect.stringContaining(message) as string,
    });
  });
});

describe('where it cannot guard', () => {
  test('a handler of messages says so', async () => {
    @Injectable()
    class Guarded {
      @OnText()
      @UseGuards(OAuthGuard)
      text() {
        return 'never';
      }
    }
    const { post, logger } = await startGuardedSite('express', { options: PLAIN, providers: [Guarded] });
    expect(await (await post('wechat', push(PLAIN, 'plain', textMessage('hi')))).text()).toBe('success');
    logger.assertLogged({ level: 'error', message: /OAuthGuard guards routes of HTTP.*'wechat'/ });
  });

  test.each<Platform>(PLATFORMS)('@OAuthUser() without a guard says so, on %s', async platform => {
    const { open, logger } = await startGuardedSite(platform, { controllers: [Lobby] });
    expect((await open().visit('/lobby')).status).toBe(500);
    logger.assertLogged({ level: 'error', message: /@OAuthUser\(\) of Lobby.lobby has no OAuthGuard before it/ });
  });

  test('sessions of an account that cannot sign say so', async () => {
    const { app } = await startHost('express', {
      imports: [WechatModule.forRoot({ appId: 'wx1', token: 't' })],
    });
    onTestFinished(() => app.close());
    const { sessions } = app.get(OAuthService);
    expect(() => sessions.find({ headers: { cookie: 'wechat_session=a.b' } })).toThrow(
      "WeChat account 'default' has nothing to sign its cookies with.",
    );
  });
});
