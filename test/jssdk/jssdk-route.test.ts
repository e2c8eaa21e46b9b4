import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { SetMetadata, UnauthorizedException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { map, type Observable } from 'rxjs';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { WechatConfigError, WechatModule, type PageSignature, type WechatOptions } from 'nestjs-wechat';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { PLATFORMS, startHost, type Host, type HostSetup, type Platform } from '../support/host.js';
import { countCalls } from '../support/sandbox.js';

const TICKETS = '/cgi-bin/ticket/getticket';
const HOSTS = ['www.example.com', 'm.example.com:8443', '例子.测试', 'Shop.Example.com'];
const PAGE = 'https://www.example.com/shop?id=1&name=%E4%BD%A0+x';

let sandbox: WechatSandbox;
beforeEach(async () => {
  sandbox = await WechatSandbox.start();
});
afterEach(() => sandbox.stop());

const account = (): WechatOptions => sandbox.credentials();
const sync = () => WechatModule.forRoot({ ...account(), jssdk: { path: '/wechat/jssdk', hosts: HOSTS } });
const async = () =>
  WechatModule.forRootAsync({
    jssdk: { path: 'wechat/jssdk' },
    useFactory: () => Promise.resolve({ ...account(), jssdk: { hosts: HOSTS } }),
  });

interface FastifyLike {
  addHook(
    name: 'onRequest',
    hook: (request: unknown, reply: { headers(headers: object): unknown }, done: () => void) => void,
  ): void;
}

async function start(platform: Platform, setup: Partial<HostSetup> = {}): Promise<Host> {
  const host = await startHost(platform, { imports: [sync()], ...setup });
  onTestFinished(() => host.app.close());
  return host;
}

const ask = (host: Host, query: string, init?: RequestInit) => fetch(`${host.origin}/wechat/jssdk${query}`, init);
const askFor = (host: Host, url: string, init?: RequestInit) => ask(host, `?url=${encodeURIComponent(url)}`, init);

/** The signature is that of this page. */
function expectSigned(signed: PageSignature, url: string): void {
  const { timestamp, nonceStr } = signed;
  const ticket = sandbox.account().tickets.get('jsapi').value;
  const text = `jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`;
  const signature = createHash('sha1').update(text).digest('hex');
  expect(signed).toEqual({ appId: sandbox.account().appId, timestamp, nonceStr, signature });
}

describe.each(PLATFORMS)('the route that signs pages, on %s', platform => {
  test.each([
    ['forRoot', sync],
    ['forRootAsync', async],
  ])('signs a page of a host in the list (%s)', async (_, registration) => {
    const host = await start(platform, { imports: [registration()] });
    for (const url of [
      PAGE,
      'https://www.example.com',
      'http://www.example.com/?',
      'https://m.example.com:8443/a',
      'https://xn--fsqu00a.xn--0zwm56d/',
      'https://shop.example.com/%2F..%2F?a=\\&b=%',
    ]) {
      const response = await askFor(host, `${url}#/route`);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(response.headers.get('cache-control')).toBe('no-store');
      const body = await response.text();
      expect(body).not.toContain(sandbox.account().tickets.get('jsapi').value);
      expectSigned(JSON.parse(body) as PageSignature, url);
    }
    expect(countCalls(sandbox, TICKETS)).toBe(1);
  });

  test('takes what query strings of browsers and libraries look like', async () => {
    const host = await start(platform);
    for (const query of [
      `?${String(new URLSearchParams({ url: PAGE }))}`,
      `?_=1700000000&url=${encodeURIComponent(PAGE)}`,
      // As axios escapes.
      `?url=${encodeURIComponent(PAGE).replaceAll('%3A', ':')}`,
    ]) {
      expectSigned((await (await ask(host, query)).json()) as PageSignature, PAGE);
    }
  });

  test.each([
    ['a longer name', 'https://www.example.com.evil.com/', 'www.example.com.evil.com'],
    ['the name in the path', 'https://evil.com/www.example.com', 'evil.com'],
    ['the name in the query', 'https://evil.com?www.example.com/', 'evil.com'],
    ['the name behind the fragment', 'https://evil.com#@www.example.com/', 'evil.com'],
    ['another beginning', 'https://evilwww.example.com/', 'evilwww.example.com'],
    ['a dot for the hyphen', 'https://wwwxexample.com/', 'wwwxexample.com'],
    ['a parent', 'https://example.com/', 'example.com'],
    ['a child', 'https://a.www.example.com/', 'a.www.example.com'],
    ['a dot at the end', 'https://www.example.com./', 'www.example.com.'],
    ['a port that is not in the list', 'https://www.example.com:8443/', 'www.example.com:8443'],
    ['the usual port of the other scheme', 'http://www.example.com:443/', 'www.example.com:443'],
    ['no port where the list has one', 'https://m.example.com/', 'm.example.com'],
    ['a look-alike', 'https://xn--ww-6kc.example.com/', 'xn--ww-6kc.example.com'],
    ['an address', 'https://127.0.0.1/', '127.0.0.1'],
  ])('refuses %s', async (_, url, refused) => {
    const host = await start(platform);
    const response = await askFor(host, url);
    expect(response.status).toBe(403);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      error: `Pages of ${refused} are not signed here: it is not in the option jssdk.hosts.`,
    });
    expect(sandbox.calls).toEqual([]);
  });

  test.each([
    ['nothing', ''],
    ['an empty query', '?'],
    ['another parameter', '?uri=x'],
    ['an empty url', '?url='],
    ['a bare url', '?url'],
    ['two', `?url=${encodeURIComponent(PAGE)}&url=${encodeURIComponent(PAGE)}`],
    ['an array', `?url[]=${encodeURIComponent(PAGE)}`],
    ['a url that is not encoded', `?url=${PAGE}`],
    ['a short url that is not encoded', '?url=https://www.example.com/'],
    ['a url that is encoded twice', `?url=${encodeURIComponent(encodeURIComponent(PAGE))}`],
    ['a plus that was not encoded', `?url=${encodeURIComponent('https://www.example.com/?q=')}a+b`],
    ['bytes that are no text', `?url=${encodeURIComponent('https://www.example.com/')}%FF`],
    ['half of an escape', `?url=${encodeURIComponent('https://www.example.com/')}%ED%A0%80`],
    ['no scheme', `?url=${encodeURIComponent('www.example.com/')}`],
    ['another scheme', `?url=${encodeURIComponent('javascript://www.example.com/')}`],
    ['a name before an @', `?url=${encodeURIComponent('https://www.example.com@evil.com/')}`],
    ['a user', `?url=${encodeURIComponent('https://user:pw@www.example.com/')}`],
    ['capitals', `?url=${encodeURIComponent('https://WWW.EXAMPLE.COM/')}`],
    ['a usual port', `?url=${encodeURIComponent('https://www.example.com:443/')}`],
    ['IDN as it is read', `?url=${encodeURIComponent('https://例子.测试/')}`],
    ['wide letters', `?url=${encodeURIComponent('https://ｗｗｗ.example.com/')}`],
    ['a backslash', `?url=${encodeURIComponent('https://www.example.com\\@evil.com/')}`],
    ['backslashes', `?url=${encodeURIComponent('https:\\\\www.example.com/')}`],
    ['a tab in the name', `?url=${encodeURIComponent('https://www.exam\tple.com/')}`],
    ['a tab before the path', `?url=${encodeURIComponent('https://www.example.com\t/')}`],
    ['a line break', `?url=${encodeURIComponent('https://www.example.com/\r\nx')}`],
    ['NUL', `?url=${encodeURIComponent('https://www.example.com/\0')}`],
    ['a blank', `?url=${encodeURIComponent(' https://www.example.com/')}`],
  ])('answers 400 to %s', async (_, query) => {
    const host = await start(platform);
    const response = await ask(host, query);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: expect.stringMatching(/url|address/) as string });
    expect(sandbox.calls).toEqual([]);
  });

  test.each(['', `?url=${PAGE}`, `?url=a&url=b`])('names the fix where the query is %j', async query => {
    const host = await start(platform);
    expect(await (await ask(host, query)).text()).toContain('encodeURIComponent(location.href)');
  });

  test('answers 405 to POST', async () => {
    const host = await start(platform);
    const response = await askFor(host, PAGE, {
      method: 'POST',
      body: '<xml/>',
      headers: { 'content-type': 'text/xml' },
    });
    expect(response.status).toBe(405);
    expect(sandbox.calls).toEqual([]);
  });

  test('answers HEAD without a body', async () => {
    const host = await start(platform);
    const response = await askFor(host, PAGE, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  test.each([
    ['WeChat refuses', () => sandbox.fault.fail(TICKETS, { errcode: 40001, errmsg: 'invalid credential' })],
    ['the secret is wrong', () => sandbox.fault.apiError('/cgi-bin/stable_token', 40125, { times: 99 })],
    ['WeChat does not answer', () => sandbox.fault.dropResponses(99)],
  ])('answers 503 with no internals where %s', async (_, spoil) => {
    spoil();
    const host = await start(platform);
    const response = await askFor(host, PAGE);
    expect(response.status).toBe(503);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({ error: 'Pages cannot be signed at the moment. Try again later.' });
    const logged = JSON.stringify(host.logger.filter({ level: 'error', context: 'JssdkRouteService' }));
    expect(logged).toContain(sandbox.account().appId);
    expect(logged).not.toMatch(/name=|access_token=\w/);
    expect(logged).not.toContain(sandbox.account().appSecret);
  });

  test('serves two accounts, each with its own hosts', async () => {
    const other = await WechatSandbox.start();
    onTestFinished(() => other.stop());
    const shop = { ...other.credentials(), name: 'shop', path: 'shop' };
    const host = await start(platform, {
      imports: [sync(), WechatModule.forRoot({ ...shop, jssdk: { path: 'shop/jssdk', hosts: ['shop.test'] } })],
    });
    const ofShop = await host.get('shop/jssdk', { url: 'https://shop.test/' });
    expect(await ofShop.json()).toMatchObject({ appId: other.account().appId });
    expect((await host.get('shop/jssdk', { url: PAGE })).status).toBe(403);
    expect((await askFor(host, 'https://shop.test/')).status).toBe(403);
  });

  test('stands under a global prefix, past what the host does to all requests and answers', async () => {
    const Public = () => SetMetadata('public', true);
    class Guard implements CanActivate {
      canActivate(context: ExecutionContext): boolean {
        if (new Reflector().getAllAndOverride('public', [context.getHandler(), context.getClass()])) return true;
        throw new UnauthorizedException();
      }
    }
    const registration = (options: { controllerDecorators?: ClassDecorator[] }) =>
      WechatModule.forRootAsync({
        ...options,
        jssdk: { path: 'wechat/jssdk' },
        useFactory: () => ({ ...account(), jssdk: { hosts: HOSTS } }),
      });
    const hostile = (options: { controllerDecorators?: ClassDecorator[] }) =>
      start(platform, {
        imports: [registration(options)],
        providers: [{ provide: APP_GUARD, useClass: Guard }],
        configure: app => {
          app.setGlobalPrefix('api');
          app.useGlobalFilters({ catch: () => {} });
          app.useGlobalPipes({ transform: () => expect.unreachable() });
          app.useGlobalInterceptors({
            intercept: (__: ExecutionContext, next: { handle(): Observable<unknown> }) =>
              next.handle().pipe(map(data => ({ code: 0, data }))),
          });
        },
      });
    const host = await hostile({ controllerDecorators: [Public()] });
    const response = await host.get('api/wechat/jssdk', { url: PAGE });
    expectSigned((await response.json()) as PageSignature, PAGE);
    expect((await host.get('api/wechat/jssdk', { url: 'https://evil.com/' })).status).toBe(403);
  });

  test('is public by controllerDecorators only', async () => {
    class Guard implements CanActivate {
      canActivate(): boolean {
        throw new UnauthorizedException();
      }
    }
    const host = await start(platform, { providers: [{ provide: APP_GUARD, useClass: Guard }] });
    expect((await askFor(host, PAGE)).status).toBe(401);
  });

  test('is open to pages of another origin where the host says so', async () => {
    const host = await start(platform, { configure: app => app.enableCors({ origin: 'https://www.example.com' }) });
    const response = await askFor(host, PAGE, { headers: { origin: 'https://www.example.com' } });
    expect(response.headers.get('access-control-allow-origin')).toBe('https://www.example.com');
    const closed = await start(platform);
    const other = await askFor(closed, PAGE, { headers: { origin: 'https://www.example.com' } });
    expect(other.headers.has('access-control-allow-origin')).toBe(false);
  });

  // As Nest 11 does for CORS on Fastify.
  test('keeps the headers that the host has set, but for its own', async () => {
    const headers = { 'x-host': 'kept', 'cache-control': 'public' };
    const host = await start(platform, {
      configure: app => {
        if (platform === 'express') {
          app.use((_: unknown, response: ServerResponse, next: () => void) => {
            for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
            next();
          });
        } else {
          const fastify = app.getHttpAdapter().getInstance() as FastifyLike;
          fastify.addHook('onRequest', (_, reply, done) => {
            reply.headers(headers);
            done();
          });
        }
      },
    });
    const response = await askFor(host, PAGE);
    expect(response.headers.get('x-host')).toBe('kept');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('is not there unless asked for', async () => {
    const host = await start(platform, { imports: [WechatModule.forRoot(account())] });
    expect((await askFor(host, PAGE)).status).toBe(404);
  });
});

describe('the application does not boot with', () => {
  const options = { appId: 'wx1', token: 'token' };
  const hub = { path: 'x', secret: 'a secret of the hub' };

  test.each([
    ['a path without hosts', WechatModule.forRoot({ ...options, jssdk: { path: 'js' } })],
    ['a path and no hosts', WechatModule.forRoot({ ...options, jssdk: { path: 'js', hosts: [] } })],
    ['hosts without a path', WechatModule.forRoot({ ...options, jssdk: { hosts: HOSTS } })],
    [
      'a path whose factory gives no hosts',
      WechatModule.forRootAsync({ jssdk: { path: 'js' }, useFactory: () => options }),
    ],
    [
      'a path out of a factory',
      WechatModule.forRootAsync({ useFactory: () => ({ ...options, jssdk: { path: 'js', hosts: HOSTS } }) }),
    ],
  ])('%s', async (_, registration) => {
    const failed = startHost('express', { imports: [registration] });
    await expect(failed).rejects.toThrow(WechatConfigError);
    await expect(failed).rejects.toThrow(/The JS-SDK route of the WeChat account 'default' needs a path and hosts/);
  });

  test.each([
    'https://www.example.com',
    'www.example.com/',
    'www.example.com/shop',
    'www.example.com?x',
    'www.example.com#x',
    'user@www.example.com',
    '*.example.com',
    '*',
    '',
    ' www.example.com',
    'www.exam\tple.com',
    'www.example.com\\',
    'www.example.com:443',
    'www.example.com:80',
    'www.example.com:',
    'www.example.com:99999',
    'a b',
  ])('the host %j', async entry => {
    const registration = WechatModule.forRoot({ ...options, jssdk: { path: 'js', hosts: ['ok.test', entry] } });
    const failed = startHost('express', { imports: [registration] });
    await expect(failed).rejects.toThrow(WechatConfigError);
    await expect(failed).rejects.toThrow(`option jssdk.hosts holds '${entry}'. Give hosts as they stand`);
  });

  test.each([
    [
      'the callback’s path',
      { jssdk: { path: '/wechat/', hosts: HOSTS } },
      /'default' has two routes at the path 'wechat'/,
    ],
    [
      'the hub’s path',
      { tokenHub: hub, jssdk: { path: 'x', hosts: HOSTS } },
      /'default' has two routes at the path 'x'/,
    ],
  ])('%s', async (_, routes, message) => {
    const failed = startHost('express', { imports: [WechatModule.forRoot({ ...options, ...routes })] });
    await expect(failed).rejects.toThrow(message);
  });

  test.each([
    ['the callback’s path', { path: 'js' }],
    ['the same path', { path: 'other', jssdk: { path: 'js', hosts: HOSTS } }],
    ['the hub’s path', { path: 'other', tokenHub: { ...hub, path: 'js' } }],
  ])('%s of another account', async (_, routes) => {
    const one = WechatModule.forRoot({ ...options, jssdk: { path: 'js', hosts: HOSTS } });
    const other = WechatModule.forRoot({ ...options, name: 'shop', ...routes });
    for (const imports of [
      [one, other],
      [other, one],
    ]) {
      await expect(startHost('express', { imports })).rejects.toThrow(
        /accounts '\w+' and '\w+' both use the path 'js'/,
      );
    }
  });

  test('the path of another account’s callback, though that only answers 404', async () => {
    const silent = WechatModule.forRootAsync({
      name: 'web',
      path: 'js',
      useFactory: () => ({ appId: 'wx2' }),
    });
    const imports = [silent, WechatModule.forRoot({ ...options, jssdk: { path: 'js', hosts: HOSTS } })];
    await expect(startHost('express', { imports })).rejects.toThrow(/both use the path 'js'/);
  });
});
