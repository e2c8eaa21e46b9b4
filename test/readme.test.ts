import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { Injectable, Module, type CanActivate, type ExecutionContext, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import * as openTelemetry from '@opentelemetry/api';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Browser } from 'playwright-core';
import ts from 'typescript';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  CallbackService,
  OnText,
  QrcodePoolService,
  TokenService,
  WechatAccount,
  WechatApi,
  WechatModule,
  WechatStoreError,
  type CredentialStore,
  type OAuthSessions,
  type PageSignature,
  type WechatContext,
} from 'nestjs-wechat';
import { WechatSandbox, type Follower } from 'nestjs-wechat/sandbox';
import type { Endpoint } from '#lib/api/endpoint';
import { callbackEndpoints } from '#lib/api/endpoints/callback.endpoints';
import { kefuEndpoints } from '#lib/api/endpoints/kefu.endpoints';
import { mediaEndpoints } from '#lib/api/endpoints/media.endpoints';
import { menuEndpoints } from '#lib/api/endpoints/menu.endpoints';
import { qrcodeEndpoints } from '#lib/api/endpoints/qrcode.endpoints';
import { quotaEndpoints } from '#lib/api/endpoints/quota.endpoints';
import { ticketEndpoints } from '#lib/api/endpoints/ticket.endpoints';
import { userEndpoints } from '#lib/api/endpoints/user.endpoints';
import type { MessageTree } from '#lib/messages/message-tree';
import { readCommandLine } from '#lib/sandbox/cli/command-line';
import { captureLogs, createAccount } from './support/account.js';
import { newPage, openBrowser } from './support/browser.js';
import { testCredentialStore } from './support/credential-store.contract.js';
import { logIn, PUBLIC_URL } from './support/guarded-site.js';
import { PLATFORMS, startHost, type HostSetup } from './support/host.js';
import { OAuthBrowser } from './support/oauth-browser.js';
import { readCodeBlocks, ROOT } from './support/readme.js';
import { countCalls } from './support/sandbox.js';
import {
  eventMessage,
  OPEN_ID,
  openReply,
  PLAIN,
  push,
  signedQuery,
  textMessage,
  xmlMessage,
} from './support/wechat-side.js';

const READMES = ['README.md', 'README.zh-CN.md'];
/** Within the package, so that the blocks can import it by its name. */
const GENERATED = `${ROOT}/test/generated`;
/** The account of the READMEs. */
const ACCOUNT = { appId: 'wx0000000000000000', appSecret: 'secret' };
const WEBSITE = { appId: 'wx1111111111111111', type: 'website' } as const;
const MINI_PROGRAM = { appId: 'wx2222222222222222', type: 'mini-program' } as const;
const SANDBOX_COMMAND = 'npx nestjs-wechat ';
const STABLE = '/cgi-bin/stable_token';
const AREAS: Readonly<Record<string, Readonly<Record<string, Endpoint<unknown, unknown>>>>> = {
  qrcode: qrcodeEndpoints,
  kefu: kefuEndpoints,
  menu: menuEndpoints,
  user: userEndpoints,
  media: mediaEndpoints,
  ticket: ticketEndpoints,
  quota: quotaEndpoints,
  callback: callbackEndpoints,
};

/** What is used of co-wechat-api, which has no types. */
interface CoWechatApiClient {
  prefix: string;
  getFollowers(): Promise<unknown>;
}

const CoWechatApi = ((): (new (...parameters: unknown[]) => CoWechatApiClient) | undefined => {
  try {
    return createRequire(import.meta.url)('co-wechat-api') as new (...parameters: unknown[]) => CoWechatApiClient;
  } catch {
    return undefined;
  }
})();

describe('the READMEs', () => {
  test('have the same code, apart from comments', () => {
    const [english, chinese] = READMES.map(readme =>
      readCodeBlocks(readme).map(({ language, code }) => [language, code.replaceAll(/^\s*(\/\/|\/\*\*|#).*$/gm, '')]),
    );
    expect(chinese).toEqual(english);
  });

  test('name every TypeScript block', () => {
    const unnamed = READMES.flatMap(readCodeBlocks).filter(
      ({ language, file }) => language === 'ts' && file === undefined,
    );
    expect(unnamed).toEqual([]);
  });

  test('install and run what exists', () => {
    const manifest = JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8')) as Record<string, Record<string, string>>;
    const commands = READMES.flatMap(readCommands);
    for (const command of commands.filter(line => line.startsWith('npm '))) {
      const [, verb, ...names] = command.split(' ');
      if (verb === 'install')
        for (const name of names)
          expect({ ...manifest['peerDependencies'], 'nestjs-wechat': '' }).toHaveProperty([name]);
      else if (verb !== 'ci') expect(manifest['scripts']).toHaveProperty([verb ?? '']);
    }
    expect(manifest['bin']).toHaveProperty(['nestjs-wechat']);
    for (const command of commands.filter(line => line.startsWith(SANDBOX_COMMAND)))
      expect(readCommandLine(command.split(' ').slice(2)).name).toBe('sandbox');
  });

  test.each(READMES)('list every endpoint: %s', readme => {
    const text = readFileSync(`${ROOT}/${readme}`, 'utf8');
    const rows = text.matchAll(/^\| `api\.(\w+)`[^|]*\|(.*)\|(.*)\|$/gm);
    const namesOf = (cell = '') => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name);
    const listed = [...rows].map(([, area, repeated, others]) => [area, namesOf(repeated), namesOf(others)]);
    const existing = Object.entries(AREAS).map(([area, table]) => {
      const names = (repeatable: boolean) => Object.keys(table).filter(name => table[name]?.repeatable === repeatable);
      return [area, names(true), names(false)];
    });
    expect(listed).toEqual(existing);
    const members = Object.keys(new WechatApi({} as never, {} as never));
    expect(members.filter(name => name !== 'http' && name !== 'tokens')).toEqual(Object.keys(AREAS));
  });

  test.each(READMES)('link to headings that exist: %s', readme => {
    const text = readFileSync(`${ROOT}/${readme}`, 'utf8');
    // As GitHub makes them.
    const slug = (heading = '') =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-');
    const anchors = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => slug(heading));
    for (const [, anchor] of text.matchAll(/\]\(#([^)]+)\)/g)) expect(anchors).toContain(anchor);
  });
});

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
}, 30_000);
afterAll(() => browser.close());

describe.each(READMES)('the code of %s', readme => {
  const blocks = readCodeBlocks(readme).filter(({ language }) => language === 'ts');
  const folder = `${GENERATED}/${readme}`;

  beforeAll(async () => {
    await mkdir(folder, { recursive: true });
    await Promise.all(blocks.map(({ file, code }) => writeFile(`${folder}/${file}`, code)));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const load = async (file: string) => (await import(/* @vite-ignore */ `${folder}/${file}`)) as Record<string, Type>;

  let sandbox: WechatSandbox;
  beforeEach(async () => {
    sandbox = await WechatSandbox.start({ accounts: [ACCOUNT, WEBSITE, MINI_PROGRAM] });
  });
  afterEach(() => sandbox.stop());

  /** An application that talks to the WeChat of this test. */
  const start = async (setup: HostSetup) => {
    const host = await startHost('express', setup);
    onTestFinished(() => host.app.close());
    return host;
  };
  const register = () => WechatModule.forRoot(sandbox.credentials());

  test('compiles', () => {
    const config = ts.getParsedCommandLineOfConfigFile(
      `${ROOT}/tsconfig.json`,
      {},
      { ...ts.sys, onUnRecoverableConfigFileDiagnostic() {} },
    );
    const program = ts.createProgram(
      blocks.map(({ file }) => `${folder}/${file}`),
      config?.options ?? {},
    );
    const errors = ts
      .getPreEmitDiagnostics(program)
      .map(({ file, messageText }) => [file?.fileName, ts.flattenDiagnosticMessageText(messageText, '\n')]);
    expect(errors).toEqual([]);
  }, 120_000);

  describe.each(PLATFORMS)('runs on %s', platform => {
    test('the quick start, with the WeChat of its command line', async () => {
      const { account, host: address, port } = readSandboxCommand(readme);
      const { WECHAT_SANDBOX: wechatAddress, ...environment } = readEnvironment(readme);
      expect(wechatAddress).toBe(`http://${address}:${port}`);
      const wechat = await WechatSandbox.start({ accounts: [{ ...account, callbackUrl: undefined }] });
      onTestFinished(() => wechat.stop());
      onTestFinished(() => void vi.unstubAllEnvs());
      for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
      vi.stubEnv('WECHAT_SANDBOX', wechat.origin);
      const { AppModule } = await load('app.module.ts');
      const host = await startHost(platform, { imports: [AppModule as Type] });
      onTestFinished(() => host.app.close());
      await wechat.setCallback(String(account.callbackUrl).replace('http://localhost:3000', host.origin));
      const alice = wechat.follower();
      expect(await alice.follow()).toMatchObject({ content: `Welcome, ${alice.openId}!` });
      expect(await alice.say('order 42')).toMatchObject({ content: 'Order 42 is on its way.' });
      expect(await alice.say('hello')).toMatchObject({ content: 'You said: hello' });
      const token = await host.app.get(TokenService).getAccessToken();
      expect(wechat.account().accessTokens.state(token)).toBe('alive');
    });

    test('the handlers and the replies', async () => {
      const { ShopHandlers } = await load('shop.handlers.ts');
      const { Replies } = await load('replies.ts');
      const host = await startHost(platform, {
        imports: [WechatModule.forRoot(PLAIN)],
        providers: [ShopHandlers as Type, Replies as Type],
      });
      const ask = async (message: string): Promise<MessageTree | string> => {
        const body = await (await host.post('wechat', push(PLAIN, 'plain', message))).text();
        return body === 'success' ? body : openReply(PLAIN, 'plain', body);
      };
      expect(await ask(textMessage('members'))).toMatchObject({ Content: 'Hello, member.' });
      expect(await ask(textMessage('members').replace(OPEN_ID, 'xStranger'))).toMatchObject({
        Content: /^Sorry, xStranger/,
      });
      expect(await ask(eventMessage('SCAN', { EventKey: 'table_7' }))).toMatchObject({
        Content: 'You sit at table_7.',
      });
      const position = {
        MsgType: 'location',
        Location_X: '30.5',
        Location_Y: '120.25',
        Scale: '16',
        Label: '',
        MsgId: '1',
      };
      expect(await ask(xmlMessage(position))).toMatchObject({ Content: '30.5, 120.25' });
      expect(await ask(xmlMessage({ MsgType: 'image', PicUrl: 'p', MediaId: 'm' }))).toMatchObject({
        Content: 'Nice picture: p',
      });
      expect(await ask(textMessage('else'))).toMatchObject({ Content: 'I know nothing about text.' });
      for (const type of ['text', 'image', 'voice', 'video', 'music']) {
        expect(await ask(textMessage(type))).toMatchObject({ MsgType: type });
      }
      expect(await ask(eventMessage('CLICK', { EventKey: 'NEWS' }))).toMatchObject({ MsgType: 'news' });
      expect(await ask(textMessage('human'))).toMatchObject({ MsgType: 'transfer_customer_service' });
      expect(await ask(textMessage('quiet'))).toBe('success');
      await host.app.close();
    });

    test('the accounts', async () => {
      vi.stubEnv('WECHAT_SHOP_APP_ID', 'wxshop').stubEnv('WECHAT_SHOP_TOKEN', PLAIN.token);
      const { AccountsModule } = await load('accounts.module.ts');
      const host = await startHost(platform, { imports: [AccountsModule as Type] });
      const response = await host.post('wechat/shop', push(PLAIN, 'plain', textMessage('who')));
      expect(await response.text()).toContain('This is shop.');
      await host.app.close();
      vi.unstubAllEnvs();
    });

    test('the account behind a global guard', async () => {
      const { GuardedModule } = await load('guarded.module.ts');
      const guard: CanActivate = {
        canActivate: (context: ExecutionContext) => Reflect.getMetadata('isPublic', context.getClass()) === true,
      };
      const host = await startHost(platform, {
        imports: [GuardedModule as Type],
        providers: [{ provide: APP_GUARD, useValue: guard }],
      });
      const response = await host.get('wechat', { ...signedQuery({ appId: '', token: 'token' }), echostr: '42' });
      expect(await response.text()).toBe('42');
      await host.app.close();
    });

    test('scan login', async () => {
      const { ScanLoginController } = await load('scan-login.controller.ts');
      const { LoginGreeter } = await load('login.greeter.ts');
      const { PosterService } = await load('poster.service.ts');
      const host = await startHost(platform, {
        imports: [WechatModule.forRoot(sandbox.credentials())],
        controllers: [ScanLoginController as Type],
        providers: [LoginGreeter as Type, PosterService as Type],
      });
      onTestFinished(() => host.app.close());
      await sandbox.setCallback(`${host.origin}/wechat`);
      let cookie = '';
      const ask = async (method: string, path: string) => {
        const response = await fetch(`${host.origin}/login${path}`, { method, headers: { cookie } });
        cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
        return [response.status, await response.json()];
      };
      const [, login] = await ask('POST', '');
      expect(login).toMatchObject({ imageUrl: expect.any(String), reused: false });
      expect(login).not.toHaveProperty('secret');
      expect(await ask('POST', '')).toMatchObject([201, { reused: true }]);
      expect(await ask('POST', '/complete')).toEqual([409, { failure: 'pending' }]);
      const alice = sandbox.follower();
      expect(await alice.scan(login as { url: string })).toMatchObject({ content: 'Welcome! You are logged in.' });
      expect(await ask('GET', '/status')).toMatchObject([200, { state: 'confirmed' }]);
      const events = await (await fetch(`${host.origin}/login/events`, { headers: { cookie } })).text();
      expect(events).toContain('"state":"confirmed"');
      expect(await ask('POST', '/complete')).toEqual([201, { openId: alice.openId, newFollower: true }]);
      expect(await ask('POST', '/complete')).toEqual([409, { failure: 'completed' }]);

      const posters = host.app.get<Posters>(PosterService as Type);
      const { imageUrl, sceneId } = await posters.showPicture();
      expect(await alice.scan(imageUrl)).toMatchObject({ content: `You scanned ${sceneId}.` });
      const pool = host.app.get(QrcodePoolService);
      expect(await pool.find(sceneId)).toMatchObject({ status: 'resting' });
      expect(await alice.scan(await posters.print(7))).toMatchObject({ content: 'You scanned 7.' });
    });
  });

  describe.each(PLATFORMS)('knows people on %s', platform => {
    let alice: Follower;
    beforeEach(() => {
      alice = sandbox.follower({ nickname: 'Alice' });
    });

    /** A site behind `PUBLIC_URL`, and a visitor who knows it by this. */
    const open = async (setup: HostSetup) => {
      const host = await startHost(platform, setup);
      onTestFinished(() => host.app.close());
      return { host, visitor: new OAuthBrowser(host.origin, PUBLIC_URL) };
    };

    test('on an H5 page', async () => {
      const { H5Controller } = await load('h5.controller.ts');
      const { visitor } = await open({
        imports: [WechatModule.forRoot({ ...sandbox.credentials(), publicUrl: PUBLIC_URL })],
        controllers: [H5Controller as Type],
      });
      expect(await logIn(visitor, alice, '/h5?from=menu')).toMatchObject({ text: `Hello, ${alice.openId}.` });
      expect(await logIn(visitor, alice, '/h5/profile')).toMatchObject({ json: { nickname: 'Alice' } });
      expect(await visitor.visit('/h5')).toMatchObject({ text: `Hello, ${alice.openId}.` });
      expect(await visitor.visit('/h5/sign-out', { method: 'POST' })).toMatchObject({ status: 201 });
      expect(visitor.cookieNames).toEqual([]);
      expect(await visitor.visit('/h5/sign-out', { method: 'POST' })).toMatchObject({ status: 401 });
    });

    test('at a website', async () => {
      const { appId, appSecret } = sandbox.credentials(WEBSITE.appId);
      onTestFinished(() => void vi.unstubAllEnvs());
      vi.stubEnv('WECHAT_SITE_APP_ID', appId).stubEnv('WECHAT_SITE_APP_SECRET', appSecret);
      vi.stubEnv('WECHAT_SITE_PUBLIC_URL', PUBLIC_URL).stubEnv('WECHAT_SANDBOX', sandbox.origin);
      const { WebsiteModule } = await load('website.module.ts');
      const { visitor } = await open({ imports: [register(), WebsiteModule as Type] });
      expect(await logIn(visitor, alice, '/account')).toMatchObject({ status: 200, json: { nickname: 'Alice' } });
    });

    test('in a mini program', async () => {
      const { MiniProgramController } = await load('mini-program.controller.ts');
      const account = WechatModule.forRoot({
        name: 'mini',
        ...sandbox.credentials(MINI_PROGRAM.appId),
        token: undefined,
      });
      const { host } = await open({ imports: [account], controllers: [MiniProgramController as Type] });
      const send = async (path: string, body: object, authorization = '') => {
        const headers = { 'content-type': 'application/json', authorization };
        const init = { method: 'POST', headers, body: JSON.stringify(body) };
        const response = await fetch(`${host.origin}/mini-program/${path}`, init);
        return { status: response.status, body: (await response.json()) as Record<string, string> };
      };
      const login = await send('login', { code: await alice.loginMiniProgram(MINI_PROGRAM.appId) });
      const { session_key: key = '' } = (sandbox.calls.at(-1)?.response ?? {}) as { session_key?: string };
      expect(JSON.stringify(login)).not.toContain(key);
      const data = signData(key, { nickName: 'Alice', watermark: { appid: MINI_PROGRAM.appId } });
      expect(await send('data', data, login.body['token'])).toMatchObject({ status: 201, body: { nickName: 'Alice' } });
      expect(await send('data', { ...data, rawData: '{}' }, login.body['token'])).toMatchObject({ status: 401 });
      expect(await send('data', data)).toMatchObject({ status: 401 });
    });

    test('in sessions at the server', async () => {
      const { ServerSessions } = await load('server-sessions.ts');
      const { H5Controller } = await load('h5.controller.ts');
      const sessions = new (ServerSessions as Type<OAuthSessions>)();
      const account = { ...sandbox.credentials(), publicUrl: PUBLIC_URL, oauth: { sessions } };
      const { visitor } = await open({
        imports: [WechatModule.forRoot(account)],
        controllers: [H5Controller as Type],
      });
      expect(await logIn(visitor, alice, '/h5')).toMatchObject({ text: `Hello, ${alice.openId}.` });
      const { value } = visitor.cookies.get('sid') ?? {};
      expect(value).toMatch(/^[\w-]{43}$/);
      await visitor.visit('/h5/sign-out', { method: 'POST' });
      expect(visitor.cookies.has('sid')).toBe(false);
      const stolen = await visitor.visit('/h5', { headers: { cookie: `sid=${value}` } });
      expect(stolen).toMatchObject({ status: 302, location: expect.stringContaining('/connect/oauth2/authorize') });
    });

    test('and asks them again, where WeChat knows nothing of them any more', async () => {
      const { H5Controller } = await load('h5.controller.ts');
      const { AskAgainFilter } = await load('ask-again.filter.ts');
      const { visitor } = await open({
        imports: [WechatModule.forRoot({ ...sandbox.credentials(), publicUrl: PUBLIC_URL })],
        controllers: [H5Controller as Type],
        providers: [{ provide: APP_FILTER, useClass: AskAgainFilter as Type }],
      });
      expect(await logIn(visitor, alice, '/h5/profile')).toMatchObject({ json: { nickname: 'Alice' } });
      sandbox.fault.fail('/sns/userinfo', 'reset', 3);
      expect(await visitor.visit('/h5/profile')).toMatchObject({ status: 503, text: 'Try again later.' });
      await alice.revoke();
      expect(await visitor.visit('/h5/profile')).toMatchObject({ status: 401, text: 'Open the page again.' });
      expect(await logIn(visitor, alice, '/h5/profile')).toMatchObject({ json: { nickname: 'Alice' } });
    });

    test('and signs pages', async () => {
      vi.stubEnv('WECHAT_APP_ID', ACCOUNT.appId).stubEnv('WECHAT_APP_SECRET', ACCOUNT.appSecret);
      vi.stubEnv('WECHAT_SANDBOX', sandbox.origin);
      onTestFinished(() => void vi.unstubAllEnvs());
      const { ShareModule } = await load('share.module.ts');
      const { host } = await open({ imports: [ShareModule as Type] });
      const url = `${PUBLIC_URL}/shop?id=1`;
      const response = await host.get('wechat/jssdk', { url: `${url}#top` });
      const { signature, nonceStr, timestamp } = (await response.json()) as PageSignature;
      const { value: ticket } = sandbox.account().tickets.get('jsapi');
      const text = `jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`;
      expect(signature).toBe(createHash('sha1').update(text).digest('hex'));
      expect((await host.get('wechat/jssdk', { url: 'https://evil.example/' })).status).toBe(403);

      const { page, errors } = await newPage(browser);
      onTestFinished(() => page.close());
      const body = readCodeBlocks(readme).find(({ language }) => language === 'html')?.code ?? '';
      await page.route(`${PUBLIC_URL}/**`, async route => {
        const { pathname, search } = new URL(route.request().url());
        if (pathname === '/shop') return route.fulfill({ contentType: 'text/html', body });
        return route.fulfill({ response: await route.fetch({ url: `${host.origin}${pathname}${search}` }) });
      });
      await page.route('https://res.wx.qq.com/**', async route => {
        const { pathname } = new URL(route.request().url());
        return route.fulfill({ response: await route.fetch({ url: `${sandbox.origin}${pathname}` }) });
      });
      await page.goto(`${url}#top`);
      await expect.poll(() => sandbox.shares, { timeout: 10_000 }).toHaveLength(2);
      const shared = { title: 'Title', link: url };
      expect(sandbox.shares.toSorted((a, b) => a.api.localeCompare(b.api))).toMatchObject([
        { api: 'updateAppMessageShareData', desc: 'Description', ...shared },
        { api: 'updateTimelineShareData', ...shared },
      ]);
      await page.unrouteAll({ behavior: 'wait' });
      expect(errors).toEqual([]);
    });
  });

  test('takes an order in a conversation', async () => {
    const { PizzaDialogue } = await load('pizza.dialogue.ts');
    const host = await start({ imports: [register()], providers: [PizzaDialogue as Type] });
    await sandbox.setCallback(`${host.origin}/wechat`);
    const [alice, bob] = [sandbox.follower(), sandbox.follower()];
    await Promise.all([alice.follow(), bob.follow()]);
    const say = async (person: typeof alice, words: string) => {
      const answer = await person.say(words);
      return answer?.type === 'text' ? answer.content : answer;
    };
    for (const person of [alice, bob]) expect(await say(person, 'pizza')).toBe('Which size: S, M or L?');
    expect(await say(alice, 'XXL')).toBeUndefined();
    expect(await say(alice, 'm')).toBe('How many?');
    expect(await say(bob, 'L')).toBe('How many?');
    expect(await say(alice, '3')).toMatch(/^Where to\?/);
    expect(await alice.sendImage()).toMatchObject({ content: 'A position or an address, please.' });
    const position = { latitude: 30.5, longitude: 120.25, label: 'West Lake' };
    expect(await alice.sendLocation(position)).toMatchObject({ content: '3 × M to West Lake.' });
    expect(await say(alice, '3')).toBeUndefined();
    expect(await say(bob, 'cancel')).toBe('Nothing is ordered.');
    expect(await say(bob, '2')).toBeUndefined();
  });

  test('tests a handler', async () => {
    const { testGreeter } = (await load('greeter.test.ts')) as unknown as { testGreeter(): Promise<string> };
    expect(await testGreeter()).toContain('You said: hi');
  });

  test('talks to an application', async () => {
    const { talkToGreeter } = (await load('greeter.e2e.ts')) as unknown as { talkToGreeter(): Promise<unknown> };
    expect(await talkToGreeter()).toMatchObject([
      { content: expect.stringMatching(/^Welcome, o/) },
      { content: 'Order 42 is on its way.' },
      { content: 'You said: hello' },
    ]);
  });

  test('brings trouble', async () => {
    const { survive } = (await load('faults.e2e.ts')) as unknown as {
      survive(local: WechatSandbox, api: WechatApi): Promise<unknown>;
    };
    expect(await survive(sandbox, createAccount(sandbox).api)).toMatchObject({
      message: { content: 'Still here.', from: 'customer-service' },
      refused: { errcode: 45015 },
      lastCall: { path: '/cgi-bin/message/custom/send', errcode: 45015 },
    });
  });

  test('runs a route of its own', async () => {
    const { OwnRoute, readXmlAsText } = await load('own-route.ts');
    @Module({ imports: [WechatModule.forRoot(PLAIN)], controllers: [OwnRoute as Type] })
    class OwnModule {}
    const host = await startHost('express', {
      imports: [OwnModule],
      configure: readXmlAsText as unknown as () => void,
    });
    const get = await host.get('my/own/route', { ...signedQuery(PLAIN), echostr: '42' });
    expect(await get.text()).toBe('42');
    const post = await host.post('my/own/route', push(PLAIN, 'plain', textMessage('你好')));
    expect([post.status, await post.text()]).toEqual([200, 'success']);
    await host.app.close();
  });

  test('runs a route of its own, which WeChat asks again', async () => {
    const { OwnRoute, readXmlAsText } = await load('own-route.ts');
    const wechat = await WechatSandbox.start({ accounts: [ACCOUNT], delivery: { timeoutMs: 500 } });
    onTestFinished(() => wechat.stop());
    const runs: number[] = [];
    let hungUp: AbortSignal | undefined;
    @Injectable()
    class Slow {
      constructor(callback: CallbackService) {
        const handle = callback.handle.bind(callback);
        vi.spyOn(callback, 'handle').mockImplementation(request => {
          hungUp ??= request.signal;
          return handle(request);
        });
      }
      @OnText('slow') async answer(context: WechatContext<'text'>) {
        runs.push(context.attempt);
        if (hungUp?.aborted === false) await once(hungUp, 'abort');
        return 'At last.';
      }
    }
    @Module({
      imports: [WechatModule.forRoot(wechat.credentials())],
      controllers: [OwnRoute as Type],
      providers: [Slow],
    })
    class OwnModule {}
    const { origin } = await start({ imports: [OwnModule], configure: readXmlAsText as unknown as () => void });
    await wechat.setCallback(`${origin}/my/own/route`);
    const alice = wechat.follower();
    await alice.follow();
    hungUp = undefined;
    expect(await alice.say('slow')).toMatchObject({ content: 'At last.', from: 'reply' });
    expect(wechat.deliveries.at(-1)?.attempts).toHaveLength(2);
    expect(runs).toEqual([1]);
  });

  test('makes a report that takes long, and keeps one that cannot be sent', async () => {
    const { ReportHandlers } = await load('report.handlers.ts');
    const asked: (string | undefined)[] = [];
    let finish = () => {};
    const reports = createServer((request, response) => {
      asked.push(`${request.url} ${String(request.headers['idempotency-key'])}`);
      finish = () => void response.end(`Report of ${String(request.url)}`);
    });
    await once(reports.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void reports.close());
    redirect({ 'https://reports.example.com': `http://127.0.0.1:${(reports.address() as AddressInfo).port}` });
    const { origin } = await start({ imports: [register()], providers: [ReportHandlers as Type] });
    await sandbox.setCallback(`${origin}/wechat`);
    const alice = sandbox.follower();
    await alice.follow();

    expect(await alice.say('report 7')).toBeUndefined();
    await expect.poll(() => asked).toHaveLength(1);
    finish();
    expect(await alice.nextMessage()).toMatchObject({ content: 'Report of /7', from: 'customer-service' });
    const [, id] = /<MsgId>(\d+)</.exec(String(sandbox.deliveries.at(-1)?.message)) ?? [];
    expect(asked).toEqual([`/7 ${ACCOUNT.appId}-${id}`]);

    await alice.say('report 8');
    await expect.poll(() => asked).toHaveLength(2);
    sandbox.clock.advance(48 * 3_600_000);
    const before = countCalls(sandbox, '/cgi-bin/message/custom/send');
    finish();
    await expect.poll(() => countCalls(sandbox, '/cgi-bin/message/custom/send')).toBeGreaterThan(before);
    await expect.poll(() => alice.say('report')).toMatchObject({ content: 'Report of /8', from: 'reply' });
    expect(await alice.say('report')).toMatchObject({ content: 'Which one?' });
    expect(await alice.say('joke')).toMatchObject({ content: 'Funny only at once.' });
  });

  test('calls WeChat', async () => {
    interface Shop {
      createMenu(): Promise<void>;
      sendPicture(openId: string, path: string): Promise<void>;
      savePicture(mediaId: string, path: string): Promise<void>;
      listTags(): Promise<unknown>;
      createTag(name: string): Promise<unknown>;
    }
    const { ShopService } = await load('shop.service.ts');
    const host = await start({ imports: [register()], providers: [ShopService as Type] });
    const shop = host.app.get<Shop>(ShopService as Type);
    await sandbox.setCallback(`${host.origin}/wechat`);
    const alice = sandbox.follower();
    await alice.follow();
    const path = `${await makeFolder()}/picture.jpg`;
    const sent = () => sandbox.calls.at(-1);
    await shop.createMenu();
    expect(sent()).toMatchObject({
      path: '/cgi-bin/menu/create',
      body: { button: [{ key: 'NEWS' }, { name: 'More' }] },
      errcode: 0,
    });
    await alice.say('invoice');
    expect(await alice.nextMessage()).toMatchObject({ content: 'Here is your invoice.', from: 'customer-service' });
    await alice.sendImage();
    const [picture] = sandbox.account().media.list();
    await shop.savePicture(picture?.mediaId ?? '', path);
    expect(await readFile(path)).toEqual(picture?.bytes);
    await shop.sendPicture(alice.openId, path);
    const message = await alice.nextMessage();
    const shown = message.type === 'image' ? sandbox.account().media.find(message.mediaId) : undefined;
    expect(shown?.bytes).toEqual(picture?.bytes);
    await shop.createTag('Two');
    expect(sent()).toMatchObject({ path: '/cgi-bin/tags/create', body: { tag: { name: 'Two' } } });
    expect(await shop.listTags()).toMatchObject({
      tags: expect.arrayContaining([expect.objectContaining({ name: 'Two' })]),
    });
  });

  test('replaces tokens ahead of need', async () => {
    vi.stubEnv('WECHAT_APP_ID', ACCOUNT.appId);
    onTestFinished(() => void vi.unstubAllEnvs());
    const { ScheduledModule } = await load('scheduled.module.ts');
    const host = await start({ imports: [ScheduledModule as Type] });
    host.logger.assertLogged({ level: 'log', message: /ahead of their end, through @nestjs\/schedule/ });
  });

  test.each(['HubModule', 'ConfiguredHubModule'])('shares tokens through a hub: %s', async name => {
    vi.stubEnv('WECHAT_APP_ID', ACCOUNT.appId).stubEnv('WECHAT_APP_SECRET', ACCOUNT.appSecret);
    vi.stubEnv('WECHAT_HUB_SECRET', 'at least 16 characters');
    onTestFinished(() => void vi.unstubAllEnvs());
    const modules = await load('token-hub.ts');
    const hub = await start({ imports: [modules[name] as Type] });
    redirect({ 'https://api.weixin.qq.com': sandbox.origin, 'https://hub.example.com': hub.origin });
    const client = await start({ imports: [modules['ClientModule'] as Type] });
    const token = await client.app.get(TokenService).getAccessToken();
    expect(await hub.app.get(TokenService).getAccessToken()).toBe(token);
    sandbox.fault.rejectTokens({ token });
    await client.app.get(WechatApi).menu.delete();
    expect(countCalls(sandbox, STABLE)).toBe(2);
  });

  describe('keeps credentials in a file', () => {
    const open = async (path: string) => {
      const { FileCredentialStore } = await load('file-credential.store.ts');
      return new (FileCredentialStore as Type<CredentialStore>)(path);
    };

    testCredentialStore(async () => open(`${await makeFolder()}/credentials.json`));

    test('which outlives the process, unlike its locks', async () => {
      const path = `${await makeFolder()}/credentials.json`;
      const first = createAccount(sandbox, {}, await open(path));
      const token = await first.tokens.getAccessToken();
      await (await open(path)).acquire('key', { id: 'of a process that ends', leaseMs: 60_000 });
      const store = await open(path);
      expect(await createAccount(sandbox, {}, store).tokens.getAccessToken()).toBe(token);
      expect(countCalls(sandbox, STABLE)).toBe(1);
      expect(await store.acquire('key', { id: 'another', leaseMs: 60_000 })).toMatchObject({ outcome: 'acquired' });
    });

    test('and goes on without it where it cannot be written', async () => {
      const logger = captureLogs();
      const store = await open(`${await makeFolder()}/missing/credentials.json`);
      await expect(store.acquire('key', { id: 'a', leaseMs: 1000 })).rejects.toThrow(WechatStoreError);
      expect(
        sandbox.account().accessTokens.state(await createAccount(sandbox, {}, store).tokens.getAccessToken()),
      ).toBe('alive');
      logger.assertLogged({ level: 'warn', message: /going on without it/ });
    });
  });

  describe('lends its token to co-wechat-api', () => {
    const loadRecipe = async () => (await load('co-wechat-api.ts')) as unknown as Recipe;

    test('as co-wechat-api wants it', async () => {
      const { tokens } = createAccount(sandbox);
      const { accessToken, expireTime } = await (await loadRecipe()).tokenGetter(tokens)();
      expect(sandbox.account().accessTokens.state(accessToken)).toBe('alive');
      expect(expireTime).toBeGreaterThan(Date.now() + 7_000_000);
      expect(expireTime).toBeLessThanOrEqual(Date.now() + 7_200_000);
    });

    test.runIf(CoWechatApi)('which recovers with it, and fetches none of its own', async () => {
      if (CoWechatApi === undefined) return;
      const { tokenGetter, callWith } = await loadRecipe();
      const { tokens } = createAccount(sandbox);
      const api = new CoWechatApi(sandbox.account().appId, '', tokenGetter(tokens), async () => {}, true);
      api.prefix = `${sandbox.origin}/cgi-bin/`;
      sandbox.answer('/cgi-bin/user/get', { total: 0, count: 0, next_openid: '' });
      const list = () => callWith(tokens, () => api.getFollowers());
      expect(await list()).toMatchObject({ total: 0 });
      sandbox.fault.rejectTokens({ token: await tokens.getAccessToken() });
      expect(await list()).toMatchObject({ total: 0 });
      expect([countCalls(sandbox, STABLE), countCalls(sandbox, '/cgi-bin/token')]).toEqual([2, 0]);
    });
  });

  test('tells its health', async () => {
    const { HealthModule } = await load('health.controller.ts');
    const host = await start({ imports: [register(), HealthModule as Type] });
    const response = await fetch(`${host.origin}/health`);
    expect([response.status, await response.json()]).toMatchObject([200, { info: { wechat: { status: 'up' } } }]);
  });

  test('traces and measures', async () => {
    const { startTracing } = (await load('tracing.ts')) as unknown as Tracing;
    const { TracedModule } = await load('traced.module.ts');
    const spans: string[] = [];
    const names = new Set<string>();
    const stop = startTracing(
      {
        export(exported, done) {
          spans.push(...exported.map(({ name }) => name));
          done({ code: 0 });
        },
        shutdown: async () => {},
      },
      {
        export({ scopeMetrics }, done) {
          for (const { metrics: exported } of scopeMetrics)
            for (const { descriptor } of exported) names.add(descriptor.name);
          done({ code: 0 });
        },
        forceFlush: async () => {},
        shutdown: async () => {},
      },
    );
    onTestFinished(() => {
      const { context, metrics, trace } = openTelemetry;
      for (const api of [trace, context, metrics]) api.disable();
    });
    vi.stubEnv('WECHAT_APP_ID', ACCOUNT.appId).stubEnv('WECHAT_APP_SECRET', ACCOUNT.appSecret);
    vi.stubEnv('WECHAT_SANDBOX', sandbox.origin);
    onTestFinished(() => void vi.unstubAllEnvs());
    const { app } = await start({ imports: [TracedModule as Type] });
    await app.get(WechatApi).get('/cgi-bin/getcallbackip');
    await stop();
    expect(spans).toEqual([`POST ${STABLE}`, 'refresh access token', 'GET /cgi-bin/getcallbackip']);
    expect([...names]).toEqual(['wechat.api.call.duration', 'wechat.credential.refresh.duration']);
  });

  test('measures without OpenTelemetry', async () => {
    const { MetricsController } = await load('metrics.controller.ts');
    const host = await start({ imports: [register()], controllers: [MetricsController as Type] });
    await sandbox.setCallback(`${host.origin}/wechat`);
    const alice = sandbox.follower();
    await alice.follow();
    const { api, qrcodePool } = host.app.get(WechatAccount);
    await api.kefu.send({ touser: alice.openId, msgtype: 'text', text: { content: 'x' } });
    sandbox.fault.apiError('/cgi-bin/menu/get', 48001);
    await api.menu.get().catch(() => undefined);
    await qrcodePool.stats();
    const response = await fetch(`${host.origin}/metrics`);
    expect(response.headers.get('content-type')).toContain('version=0.0.4');
    const lines = (await response.text())
      .replaceAll(/(_seconds_total\S+) .*/g, '$1 x')
      .trim()
      .split('\n');
    expect(lines).toEqual([
      'wechat_messages_total{account="default",kind="event.subscribe",outcome="silent"} 1',
      'wechat_message_seconds_total{account="default",kind="event.subscribe"} x',
      'wechat_api_calls_total{account="default",endpoint="/cgi-bin/stable_token",errcode="0"} 1',
      'wechat_events_total{account="default",type="credential-refresh"} 1',
      'wechat_api_calls_total{account="default",endpoint="/cgi-bin/message/custom/send",errcode="0"} 1',
      'wechat_api_calls_total{account="default",endpoint="/cgi-bin/menu/get",errcode="48001"} 1',
      'wechat_qrcode_quota_left{account="default"} 99000',
    ]);
  });
});

/** Data of a person, signed and encrypted as WeChat gives it to a mini program. */
function signData(sessionKey: string, data: object): Readonly<Record<string, string>> {
  const rawData = JSON.stringify(data);
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-128-cbc', Buffer.from(sessionKey, 'base64'), iv);
  const encryptedData = Buffer.concat([cipher.update(rawData), cipher.final()]).toString('base64');
  const signature = createHash('sha1')
    .update(rawData + sessionKey)
    .digest('hex');
  return { rawData, signature, encryptedData, iv: iv.toString('base64') };
}

/** What the recipe for tracing exports. */
interface Tracing {
  startTracing(spans: SpanExporter, measurements: PushMetricExporter): () => Promise<unknown>;
}

/** What the recipe for the pool exports. */
interface Posters {
  showPicture(): Promise<{ imageUrl: string; sceneId: string }>;
  print(table: number): Promise<{ url: string }>;
}

/** What the recipe for co-wechat-api exports. */
interface Recipe {
  tokenGetter(tokens: TokenService): () => Promise<{ accessToken: string; expireTime: number }>;
  callWith<T>(tokens: TokenService, call: () => Promise<T>): Promise<T>;
}

async function makeFolder(): Promise<string> {
  const path = await mkdtemp(`${tmpdir()}/nestjs-wechat-readme-`);
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

/** Sends requests for other origins to servers of this machine, until the test ends. */
function redirect(origins: Readonly<Record<string, string>>): void {
  const real = fetch;
  vi.stubGlobal('fetch', (url: string, init?: RequestInit) => {
    const { origin } = new URL(url);
    return real(url.replace(origin, origins[origin] ?? origin), init);
  });
  onTestFinished(() => void vi.unstubAllGlobals());
}

/** What the first command line of a README asks of the sandbox. */
function readSandboxCommand(readme: string) {
  const line = readCommands(readme).find(candidate => candidate.startsWith(SANDBOX_COMMAND)) ?? '';
  const command = readCommandLine(line.split(' ').slice(2));
  if (command.name !== 'sandbox') throw new Error('The README starts no sandbox.');
  return command.options;
}

/** The first `.env` file of a README. */
function readEnvironment(readme: string): Record<string, string> {
  const code = readCodeBlocks(readme).find(({ language }) => language === 'ini')?.code ?? '';
  return Object.fromEntries([...code.matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]));
}

function readCommands(readme: string): string[] {
  return readCodeBlocks(readme)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ code }) => code.trim().split('\n'));
}
