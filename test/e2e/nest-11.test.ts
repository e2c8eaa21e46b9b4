import { execFile, spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { AesKey } from '../../lib/callback/aes-key.js';
import { decrypt, encrypt, sign } from '../../lib/callback/crypto.js';
import { parseXml } from '../../lib/callback/xml.js';
import type { MessageTree } from '../../lib/messages/message-tree.js';
import { OAuthBrowser } from '../support/oauth-browser.js';
import { uniqueMsgId } from '../support/wechat-side.js';

/**
 * The built package in an application on Nest 11, installed apart from the Nest 12 of this repository: a tarball beside
 * the versions of test/nest-11, loaded with `require` from CommonJS.
 */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const APP = join(ROOT, 'test', 'nest-11');
const ACCOUNTS = {
  default: { appId: 'wx00000000000000d1', token: 'tokenOfDefault', path: '/wechat' },
  shop: { appId: 'wx00000000000000a2', token: 'tokenOfShop', path: '/wechat/shop' },
};
const ENCODING_AES_KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';
const KEY = new AesKey(ENCODING_AES_KEY);
const OPEN_ID = 'oSampleUser00000000000000001';

interface Setup {
  readonly platform: 'express' | 'fastify';
  readonly mode: 'plain' | 'safe';
  readonly account: keyof typeof ACCOUNTS;
  /** A host with a global prefix, versions, and a global guard, interceptor and filter. */
  readonly hostile?: boolean;
  readonly globalEnhancers?: boolean;
  /** Whether it has a page that `OAuthGuard` guards. */
  readonly guard?: boolean;
  /** Beside those of every application. */
  readonly options?: Readonly<Record<string, unknown>>;
}

interface Listening {
  readonly port: number;
  readonly entry: string;
  readonly peers: Readonly<Record<string, { readonly version: string; readonly shared: boolean }>>;
}

interface App extends Listening {
  readonly url: string;
  output(): string;
  stop(): Promise<void>;
}

const setups: Setup[] = (['express', 'fastify'] as const).flatMap(platform =>
  (['plain', 'safe'] as const).flatMap(mode =>
    (['default', 'shop'] as const).map(account => ({ platform, mode, account })),
  ),
);
const hostileSetups: Setup[] = [
  { platform: 'express', mode: 'safe', account: 'default', hostile: true },
  { platform: 'express', mode: 'plain', account: 'shop', hostile: true },
  { platform: 'fastify', mode: 'plain', account: 'default', hostile: true },
  { platform: 'fastify', mode: 'safe', account: 'shop', hostile: true },
];

let directory: string;

beforeAll(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'nestjs-wechat-nest-11-')));
  await install(directory);
}, 180_000);

afterAll(() => rm(directory, { recursive: true, force: true }));

describe.each(setups)('$platform, $mode, account $account', setup => {
  const get = useApp(setup);

  test('loads the installed package with the Nest 11 of the application', () => {
    expect(get().entry.startsWith(join(directory, 'node_modules', 'nestjs-wechat'))).toBe(true);
    expect(get().peers).toEqual({
      '@nestjs/common': { version: expect.stringMatching(/^11\./), shared: true },
      '@nestjs/config': { version: expect.stringMatching(/^4\./), shared: true },
      '@nestjs/core': { version: expect.stringMatching(/^11\./), shared: true },
      rxjs: { version: expect.stringMatching(/^7\./), shared: true },
    });
  });

  testCallback(setup, get);

  test('gives any other message of any kind to the handler for the rest', async () => {
    expect(await ask(get(), setup, 'image')).toBe('you sent a message of kind image');
    expect(await ask(get(), setup, 'subscribe')).toBe('welcome');
  });

  test("runs a handler's guard, pipe, interceptor and filter", async () => {
    expect(await ask(get(), setup, 'order 42')).toBe('order number 42, please');
    expect(await ask(get(), setup, 'order 42', 'oBlocked')).toBe('sorry: Forbidden resource');
    expect(await ask(get(), setup, 'cancel 7')).toBe('cancel 7');
    expect(await ask(get(), setup, 'cancel it')).toBe('sorry: Validation failed (numeric string is expected)');
  });

  test('keeps handlers of one name in classes of one name apart', async () => {
    expect(await ask(get(), setup, 'first twin')).toBe(`first twin: ${OPEN_ID}`);
    expect(await ask(get(), setup, 'second twin')).toMatch(/^second twin: text, \d{17}$/);
  });

  test('makes a request-scoped handler host for every message', async () => {
    expect(await ask(get(), setup, 'visit')).toBe(`visit 1 by ${OPEN_ID}`);
    expect(await ask(get(), setup, 'visit', 'oOther')).toBe('visit 2 by oOther');
  });

  test('logs what it maps, and acknowledges and logs what fails', async () => {
    const response = await post(get(), setup, 'fail');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('success');
    await expect
      .poll(() => get().output())
      .toMatch(/Bot\.fail failed on a message of kind text.*This is for the log\./);
    expect(get().output()).toContain('Mapped {@OnText /^order (\\d+)$/} to Bot.order');
  });
});

describe.each(hostileSetups)('$platform, $mode, account $account, in a hostile host', setup => {
  const get = useApp(setup);

  test('the host wraps answers and errors of its other routes', async () => {
    const answer = async (path: string): Promise<unknown> => (await fetch(`${get().url}${path}`)).json();
    expect(await answer('/api/v1/ping')).toEqual({ code: 0, data: 'pong' });
    expect(await answer('/api/v1/closed')).toEqual({ code: 401, data: null });
  });

  testCallback(setup, get);

  test('runs handlers without what is global', async () => {
    expect(await ask(get(), setup, 'order 42')).toBe('order number 42, please');
    expect(await ask(get(), setup, 'visit')).toBe(`visit 1 by ${OPEN_ID}`);
  });
});

describe('with globalEnhancers', () => {
  const setup: Setup = { platform: 'express', mode: 'plain', account: 'shop', globalEnhancers: true };
  const get = useApp(setup);

  test('runs handlers with what is global', async () => {
    expect(await ask(get(), setup, 'order 42')).toBe('ORDER NUMBER 42, PLEASE');
    expect(await ask(get(), setup, 'visit')).toBe(`VISIT 1 BY ${OPEN_ID.toUpperCase()}`);
    expect(await ask(get(), setup, 'second twin')).toMatch(/^SECOND TWIN: TEXT, \d{17}$/);
  });
});

describe.each(['express', 'fastify'] as const)('with OAuthGuard, on %s', platform => {
  const setup: Setup = { platform, mode: 'plain', account: 'default', guard: true };
  const publicUrl = 'https://www.example.com';

  test('somebody goes to WeChat and comes back', { timeout: 60_000 }, async () => {
    const { appId } = ACCOUNTS.default;
    const sandbox = await WechatSandbox.start({ accounts: [{ appId }] });
    onTestFinished(() => sandbox.stop());
    const { appSecret, hosts } = sandbox.credentials();
    const app = await start({ ...setup, options: { appSecret, hosts, publicUrl } });
    onTestFinished(() => app.stop());
    const alice = sandbox.follower();
    const browser = new OAuthBrowser(app.url, publicUrl);
    expect(await browser.visit('/me', { headers: { accept: 'application/json' } })).toMatchObject({ status: 401 });
    const { url = '' } = await alice.authorize((await browser.visit('/me')).location);
    const back = await browser.visit(url);
    expect([back.status, back.text, back.location]).toEqual([302, '', `${publicUrl}/me#`]);
    expect(await browser.visit(back.location)).toMatchObject({ status: 200, json: { openId: alice.openId } });
    expect(await new OAuthBrowser(app.url, publicUrl).visit(url)).toMatchObject({ status: 401, setCookies: [] });
    expect(app.output()).not.toMatch(/ERROR/);
  });

  test('an application without publicUrl does not start', { timeout: 60_000 }, async () => {
    await expect(start({ ...setup, options: { appSecret: 'secret' } })).rejects.toThrow(
      /WechatConfigError: OAuthGuard of the WeChat account 'default' .*publicUrl/,
    );
  });
});

/** What has to be the same in every application. */
function testCallback(setup: Setup, get: () => App): void {
  test('answers the verification with the bare text', async () => {
    const query = signedQuery(setup);
    query.set('echostr', '5837397520665371');
    const response = await fetch(`${urlOf(get(), setup)}?${query.toString()}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain\b/);
    expect(await response.text()).toBe('5837397520665371');
  });

  test('answers a text message', async () => {
    const response = await post(get(), setup, 'hello');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/xml; charset=utf-8');
    expect(readReply(setup, await response.text())).toEqual({
      ToUserName: OPEN_ID,
      FromUserName: 'gh_0123456789ab',
      CreateTime: expect.stringMatching(/^\d{10}$/),
      MsgType: 'text',
      Content: `hello ${OPEN_ID}, this is ${setup.account}`,
    });
    expect(await ask(get(), setup, '你好 <b> & ]]>')).toBe('你好 <b> & ]]>');
  });

  test('refuses a wrong signature', async () => {
    const url = urlOf(get(), setup);
    const forged = new URLSearchParams({ ...Object.fromEntries(signedQuery(setup)), signature: '0'.repeat(40) });
    const responses = [
      await fetch(`${url}?${forged.toString()}&echostr=1`),
      await post(get(), setup, 'hello', OPEN_ID, forged),
    ];
    if (setup.mode === 'safe') {
      const query = signedQuery(setup);
      query.set('msg_signature', '0'.repeat(40));
      responses.push(await post(get(), setup, 'hello', OPEN_ID, query));
    }
    for (const response of responses) {
      expect(response.status).toBe(401);
      expect(await response.text()).toBe('unauthorized');
    }
    await expect.poll(() => get().output()).toContain(`Refused a callback of account '${setup.account}'`);
  });
}

async function install(target: string): Promise<void> {
  for (const file of ['package.json', 'package-lock.json', 'app.cjs']) await cp(join(APP, file), join(target, file));
  const packed = join(target, 'packed');
  await mkdir(packed);
  const quiet = ['--no-audit', '--no-fund'];
  await Promise.all([
    // Without scripts: building is the task of `npm test`, not to be done below running tests.
    run('npm', ['pack', '--ignore-scripts', '--pack-destination', packed], { cwd: ROOT }),
    run('npm', ['ci', ...quiet], { cwd: target }),
  ]);
  const [tarball = 'no tarball'] = await readdir(packed);
  await run('npm', ['install', '--no-save', ...quiet, join(packed, tarball)], { cwd: target });
}

const run = promisify(execFile);

/** Starts an application for the tests of a suite, which get it once they run. */
function useApp(setup: Setup): () => App {
  let app: App | undefined;
  beforeAll(async () => {
    app = await start(setup);
  }, 60_000);
  afterAll(() => app?.stop());
  return () => {
    if (app === undefined) throw new Error('The application is not started.');
    return app;
  };
}

async function start(setup: Setup): Promise<App> {
  const { appId, token } = ACCOUNTS.default;
  const encodingAESKey = setup.mode === 'safe' ? ENCODING_AES_KEY : undefined;
  const argument = JSON.stringify({ ...setup, options: { appId, token, encodingAESKey, ...setup.options } });
  const child = spawn(process.execPath, ['app.cjs', argument], {
    cwd: directory,
    // Nothing of what vitest and npm set for this process.
    env: {
      NO_COLOR: '1',
      WECHAT_SHOP_APP_ID: ACCOUNTS.shop.appId,
      WECHAT_SHOP_TOKEN: ACCOUNTS.shop.token,
      WECHAT_SHOP_ENCODING_AES_KEY: encodingAESKey,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const exit = once(child, 'exit');
  const failed = exit.then(() => {
    throw new Error(`The application ended before it listened:\n${output}`);
  });
  const listening = await Promise.race([firstObject(child.stdout), failed]);
  return {
    ...listening,
    url: `http://127.0.0.1:${listening.port}`,
    output: () => output,
    stop: async () => {
      child.kill();
      await exit;
    },
  };
}

/** The first line of JSON among those of Nest's log. */
function firstObject(stream: NodeJS.ReadableStream): Promise<Listening> {
  return new Promise(resolve => {
    createInterface(stream).on('line', line => {
      if (line.startsWith('{"port"')) resolve(JSON.parse(line) as Listening);
    });
  });
}

function urlOf(app: App, { account, hostile = false }: Setup): string {
  return `${app.url}${hostile ? '/api' : ''}${ACCOUNTS[account].path}`;
}

function signedQuery({ account }: Setup): URLSearchParams {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const nonce = '1514711492';
  return new URLSearchParams({ timestamp, nonce, signature: sign(ACCOUNTS[account].token, timestamp, nonce) });
}

/** Posts as WeChat does; `override` replaces parameters of the query. */
function post(
  app: App,
  setup: Setup,
  content: string,
  openId = OPEN_ID,
  override = new URLSearchParams(),
): Promise<Response> {
  const { appId, token } = ACCOUNTS[setup.account];
  const query = signedQuery(setup);
  let body = messageOf(content, openId);
  if (setup.mode === 'safe') {
    const ciphertext = encrypt(KEY, appId, body, randomBytes(16));
    query.set('encrypt_type', 'aes');
    query.set('msg_signature', sign(token, query.get('timestamp') ?? '', query.get('nonce') ?? '', ciphertext));
    body = `<xml><ToUserName><![CDATA[gh_0123456789ab]]></ToUserName><Encrypt><![CDATA[${ciphertext}]]></Encrypt></xml>`;
  }
  for (const [name, value] of override) query.set(name, value);
  query.set('openid', openId);
  const url = `${urlOf(app, setup)}?${query.toString()}`;
  return fetch(url, { method: 'POST', headers: { 'content-type': 'text/xml' }, body });
}

async function ask(app: App, setup: Setup, content: string, openId = OPEN_ID): Promise<unknown> {
  const response = await post(app, setup, content, openId);
  return readReply(setup, await response.text())['Content'];
}

function messageOf(content: string, openId: string): string {
  const id = uniqueMsgId();
  const own: Record<string, string> = {
    image: `<MsgType>image</MsgType><PicUrl>https://example.test/p.jpg</PicUrl><MediaId>m</MediaId><MsgId>${id}</MsgId>`,
    subscribe: '<MsgType>event</MsgType><Event>subscribe</Event><EventKey></EventKey>',
  };
  const escaped = content.replaceAll(']]>', ']]]]><![CDATA[>');
  const text = `<MsgType>text</MsgType><Content><![CDATA[${escaped}]]></Content><MsgId>${id}</MsgId>`;
  return `<xml><ToUserName>gh_0123456789ab</ToUserName><FromUserName>${openId}</FromUserName><CreateTime>${randomInt(1_600_000_000, 1_700_000_000)}</CreateTime>${own[content] ?? text}</xml>`;
}

/** The reply in an answer, in safe mode decrypted and its signature checked. */
function readReply({ mode, account }: Setup, answer: string): MessageTree {
  const tree = parseXml(answer);
  if (mode === 'plain') return tree;
  const { appId, token } = ACCOUNTS[account];
  const { Encrypt, MsgSignature, TimeStamp, Nonce } = tree as Record<string, string>;
  expect(Object.keys(tree)).toEqual(['Encrypt', 'MsgSignature', 'TimeStamp', 'Nonce']);
  expect(MsgSignature).toBe(sign(token, TimeStamp ?? '', Nonce ?? '', Encrypt ?? ''));
  const frame = decrypt(KEY, Encrypt ?? '');
  expect(frame.appId).toBe(appId);
  return parseXml(frame.message.toString());
}
