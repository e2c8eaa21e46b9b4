import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { WechatError, WechatNetworkError, type FetchFunction, type WechatApi } from 'nestjs-wechat';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { captureLogs, createAccount } from '../support/account.js';

const ANY = '/cgi-bin/anything';
const STABLE = '/cgi-bin/stable_token';
const TOKEN = '84_the-access-token-of-the-test';
const MEDIA_ID = 'the-media-id-of-the-test';
const FILE = { content: Buffer.from('bytes'), filename: 'a.jpg' };

let sandbox: WechatSandbox;
beforeEach(async () => {
  sandbox = await WechatSandbox.start();
  sandbox.answer(ANY, { errcode: 0, errmsg: 'ok' });
});
afterEach(() => sandbox.stop());

const settle = async (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

const isToken = (url: string): boolean => /\/(stable_)?token(\?|$)/.test(url);

/** A `fetch` that gives a token, and answers everything else with one function. */
function answering(answer: FetchFunction): FetchFunction {
  return async (url, init) =>
    isToken(url) ? Response.json({ access_token: TOKEN, expires_in: 7200 }) : answer(url, init);
}

const CALLS: readonly (readonly [name: string, call: (api: WechatApi) => Promise<unknown>])[] = [
  ['get', api => api.get(ANY, { media_id: MEDIA_ID }, { repeatable: false })],
  ['get with the query in its path', api => api.get(`${ANY}?media_id=${MEDIA_ID}`, {}, { repeatable: false })],
  ['post', api => api.post(ANY, { image: { media_id: MEDIA_ID } })],
  ['upload', api => api.upload(ANY, FILE, { media_id: MEDIA_ID })],
  ['download', api => api.download(ANY, { media_id: MEDIA_ID })],
];

describe('the host', () => {
  test.each([
    ['https://proxy.example', 'https://proxy.example'],
    ['https://proxy.example/', 'https://proxy.example'],
    ['https://proxy.example/weixin', 'https://proxy.example/weixin'],
    ['https://proxy.example/weixin/', 'https://proxy.example/weixin'],
    ['https://proxy.example:8443/a/b', 'https://proxy.example:8443/a/b'],
  ])('%s is where every request goes', async (api, base) => {
    const urls: string[] = [];
    const fetch: FetchFunction = (url, init) => {
      urls.push(url);
      return globalThis.fetch(`${sandbox.origin}${url.slice(base.length)}`, init);
    };
    const account = createAccount(sandbox, { hosts: { api }, fetch });
    await account.api.get(ANY, { openid: 'o1' });
    await account.api.get('cgi-bin/anything');
    await account.api.post(`${ANY}?type=image`);
    await account.api.upload(ANY, FILE);
    await account.api.download(ANY);
    await createAccount(sandbox, { hosts: { api }, fetch, accessToken: { source: 'classic' } }).tokens.getAccessToken();
    const token = await account.tokens.getAccessToken();
    expect(urls).toEqual([
      `${base}${STABLE}`,
      `${base}${ANY}?openid=o1&access_token=${token}`,
      `${base}${ANY}?access_token=${token}`,
      `${base}${ANY}?type=image&access_token=${token}`,
      `${base}${ANY}?access_token=${token}`,
      `${base}${ANY}?access_token=${token}`,
      expect.stringContaining(`${base}/cgi-bin/token?grant_type=client_credential&appid=`),
    ]);
  });

  test.each([
    'https://evil.example/x',
    '//evil.example/x',
    '\\\\evil.example/x',
    '/\\evil.example/x',
    'http:x',
    '?x',
    '',
  ])('is not changed by the path %j, so no other gets the token', async path => {
    const hosts = new Set<string>();
    const { api } = createAccount(sandbox, {
      hosts: { api: 'https://proxy.example/weixin' },
      fetch: answering(async url => {
        const { host, pathname } = new URL(url);
        hosts.add(`${host}${pathname.slice(0, 8)}`);
        return Response.json({});
      }),
    });
    await api.get(path);
    expect([...hosts]).toEqual(['proxy.example/weixin/']);
  });
});

describe('the fetch of the application', () => {
  test('is used for everything, with a signal', async () => {
    const seen: [string, string | undefined, boolean][] = [];
    const fetch: FetchFunction = (url, init) => {
      seen.push([new URL(url).pathname, init.method, init.signal instanceof AbortSignal]);
      return globalThis.fetch(url, init);
    };
    const { api } = createAccount(sandbox, { fetch });
    for (const [, call] of CALLS) await call(api);
    expect(seen).toEqual([
      [STABLE, 'POST', true],
      [ANY, 'GET', true],
      [ANY, 'GET', true],
      [ANY, 'POST', true],
      [ANY, 'POST', true],
      [ANY, 'GET', true],
    ]);
  });

  test.each<readonly [string, unknown]>([
    ['an Error', new Error('no way')],
    ['a text', 'no way'],
    ['nothing', undefined],
    ['null', null],
    ['an object', { message: 'no way' }],
  ])('that rejects with %s is a network error', async (_, reason) => {
    const { api } = createAccount(sandbox, { fetch: answering(() => Promise.reject(reason)) });
    const error = await settle(api.post(ANY));
    expect(error).toBeInstanceOf(WechatNetworkError);
    expect(error).toMatchObject({
      endpoint: ANY,
      message: expect.stringContaining(`${ANY} of ${sandbox.account().appId}`),
    });
  });

  test('that throws, or answers with no Response, is a network error', async () => {
    const throwing = createAccount(sandbox, {
      fetch: answering(() => {
        throw new Error('no way');
      }),
    });
    await expect(throwing.api.post(ANY)).rejects.toThrow(/could not be reached: no way\./);
    const wrong = createAccount(sandbox, { fetch: answering(async () => ({}) as Response) });
    await expect(wrong.api.post(ANY)).rejects.toThrow(WechatNetworkError);
  });

  test('says why it failed', async () => {
    const reason = new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:1') });
    const { api } = createAccount(sandbox, { fetch: answering(() => Promise.reject(reason)) });
    await expect(api.post(ANY)).rejects.toThrow('fetch failed (connect ECONNREFUSED 127.0.0.1:1)');
  });
});

describe('the time-out', () => {
  /** Headers, the beginning of a body, and nothing more. */
  const stalled = (): Response =>
    new Response(new ReadableStream({ start: controller => controller.enqueue(Buffer.from('{"errcode":')) }), {
      headers: { 'content-type': 'application/json' },
    });

  test.each(CALLS)('covers the headers of %s', async (_, call) => {
    sandbox.fault.fail(ANY, 'hang');
    await expect(call(createAccount(sandbox, { timeoutMs: 50 }).api)).rejects.toThrow(/did not answer within 50 ms/);
  });

  test.each(CALLS)('covers the JSON of %s, whether or not fetch listens to its signal', async (_, call) => {
    const { api } = createAccount(sandbox, { timeoutMs: 50, fetch: answering(async () => stalled()) });
    await expect(call(api)).rejects.toThrow(/did not answer within 50 ms/);
  });

  test('ends what fetch does', async () => {
    const signals: AbortSignal[] = [];
    const { api } = createAccount(sandbox, {
      timeoutMs: 50,
      fetch: answering((_, { signal }) => {
        if (signal) signals.push(signal);
        return new Promise(() => undefined);
      }),
    });
    await expect(api.post(ANY)).rejects.toThrow(WechatNetworkError);
    expect(signals.map(({ aborted, reason }) => [aborted, reason.name])).toEqual([[true, 'TimeoutError']]);
  });

  test('leaves nothing behind when the answer came', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const { api } = createAccount(sandbox, { fetch: answering(async () => Response.json({})) });
    for (const [, call] of CALLS) await call(api);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('no secret is in an error, its cause, its stack or a log', () => {
  /** Everything that a logger, a serializer or an error tracker may show. */
  function shown(error: unknown): string {
    const { message, stack, cause } = error as Error;
    const own = error as object;
    return [
      inspect(error, { depth: 20, showHidden: true }),
      JSON.stringify(error, Object.getOwnPropertyNames(own)),
      message,
      stack,
      inspect(cause, { depth: 20, showHidden: true }),
    ].join('\n');
  }

  function expectClean(error: unknown): void {
    expect(error).toBeInstanceOf(WechatError);
    for (const secret of [TOKEN, MEDIA_ID, sandbox.account().appSecret]) expect(shown(error)).not.toContain(secret);
  }

  const bodyOf = ({ body }: RequestInit): string => (typeof body === 'string' ? body : inspect(body));
  const telling = (url: string, init: RequestInit): Error =>
    new Error(`request to ${url} failed: ${JSON.stringify(init)} ${bodyOf(init)}`, {
      cause: new Error(`connect to ${url} with ${bodyOf(init)}`, { cause: new Error(url) }),
    });

  const refusing = (answer: (url: string) => object): FetchFunction => {
    return async url => Response.json({ errcode: 40007, ...answer(url) });
  };
  const answers: readonly FetchFunction[] = [
    (url, init) => Promise.reject(telling(url, init)),
    url => Promise.reject(url),
    refusing(() => ({ errmsg: `no ${TOKEN} ${MEDIA_ID} ${sandbox.account().appSecret} rid: a-b-c` })),
    refusing(url => ({ errmsg: `${url} ${encodeURIComponent(url)}` })),
    refusing(url => ({ errcode: 45009, errmsg: url })),
    refusing(url => ({ errcode: url })),
    async url => new Response(`<html>${url}`, { headers: { 'content-type': 'text/html' } }),
    async url => Response.json(url),
    async url => Response.json({ url }, { status: 500 }),
    () => new Promise(() => undefined),
  ];

  test.each(CALLS)('of %s, whatever fails', async (_, call) => {
    const logger = captureLogs();
    const errors = await Promise.all(
      answers.map(answer => settle(call(createAccount(sandbox, { timeoutMs: 50, fetch: answering(answer) }).api))),
    );
    for (const error of errors) expectClean(error);
    for (const secret of [TOKEN, MEDIA_ID, sandbox.account().appSecret])
      expect(JSON.stringify(logger.entries)).not.toContain(secret);
  });

  describe.each(['stable', 'classic'] as const)('of %s tokens', source => {
    test.each<readonly [string, FetchFunction]>([
      ['fetch rejects with the URL', (url, init) => Promise.reject(telling(url, init))],
      [
        'errmsg repeats the secret',
        async url =>
          Response.json({ errcode: 40125, errmsg: `invalid appsecret ${sandbox.account().appSecret} ${url}` }),
      ],
      ['a page repeats the URL', async url => new Response(url)],
    ])('when %s', async (_, fetch) => {
      const logger = captureLogs();
      const { api, tokens } = createAccount(sandbox, { fetch, accessToken: { source } });
      for (const error of [
        await settle(tokens.getAccessToken()),
        await settle(tokens.refresh()),
        await settle(tokens.getTicket('jsapi')),
        await settle(api.post(ANY)),
      ])
        expectClean(error);
      expect(JSON.stringify(logger.entries)).not.toContain(sandbox.account().appSecret);
    });
  });

  test('of a secret that a URL writes in another way', async () => {
    const appSecret = 'a+secret/with &signs=';
    const { tokens } = createAccount(sandbox, {
      appSecret,
      accessToken: { source: 'classic' },
      fetch: url => Promise.reject(new Error(`${url} ${appSecret} ${url.replace('secret=', 'x=')}`)),
    });
    const error = (await settle(tokens.getAccessToken())) as Error;
    expect(shown(error)).not.toMatch(/a(\+|%2B)secret/i);
  });

  test('of tickets', async () => {
    const ticket = 'the-ticket-of-the-test';
    const { api } = createAccount(sandbox, {
      fetch: answering(async () => Response.json({ errcode: 40007, errmsg: `invalid ticket ${ticket}` })),
    });
    const error = await settle(api.post('/cgi-bin/card/qrcode', { card: { ticket } }));
    expect(shown(error)).not.toContain(ticket);
    expect((error as Error).message).toContain('invalid ticket …');
  });
});

describe('whatever comes', () => {
  const statuses = fc.constantFrom(200, 200, 200, 201, 204, 304, 302, 400, 404, 412, 500, 502, 599);
  const types = fc.constantFrom(
    'application/json; encoding=utf-8',
    'text/plain',
    'text/html',
    'image/jpeg',
    'application/octet-stream',
    'multipart/form-data; boundary=x',
    'nonsense',
    undefined,
  );
  // `toString` and `valueOf` that are no functions make `String()` and `Number()` throw.
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(0, -1, '0', '-1', '40003', '', null, [], [0], {}, { toString: 1, valueOf: 1 }, '__proto__'),
  );
  const json = fc.oneof(
    value,
    fc.record({ errcode: value, errmsg: value }, { requiredKeys: [] }),
    fc.record({ errcode: fc.integer(), errmsg: fc.string({ unit: 'binary' }) }),
    fc.dictionary(fc.constantFrom('errcode', 'errmsg', 'video_url', '__proto__', 'toString', 'then'), value),
  );
  const bytes = fc.oneof(
    json.map(body => Buffer.from(JSON.stringify(body))),
    json.map(body => Buffer.from(JSON.stringify(body)).subarray(0, -1)),
    fc.string({ unit: 'binary' }).map(text => Buffer.from(text)),
    fc.constantFrom('{"errcode":1e400}', '{"errcode":-0,"errcode":1}', '[', '\ufeff{}').map(text => Buffer.from(text)),
    fc.uint8Array({ maxLength: 200 }).map(array => Buffer.from(array)),
  );
  const answers = fc.record({ status: statuses, type: types, body: bytes });

  // Downloads are repeated with pauses, so many calls run at a time.
  test('calls reject with a WechatError or resolve', async () => {
    const property = fc.asyncProperty(fc.array(answers, { minLength: 100, maxLength: 100 }), async batch => {
      const calls = batch.flatMap(({ status, type, body }) => {
        const { api } = createAccount(sandbox, {
          fetch: answering(async () => {
            const empty = status === 204 || status === 304;
            return new Response(empty ? null : body, {
              status,
              headers: type === undefined ? {} : { 'content-type': type },
            });
          }),
        });
        return CALLS.map(([, call]) => call(api));
      });
      for (const outcome of await Promise.allSettled(calls)) {
        if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(WechatError);
        else if (outcome.value instanceof Response) await outcome.value.arrayBuffer();
        else expect(outcome.value).toBeTypeOf('object');
      }
    });
    await fc.assert(property, { numRuns: 4, endOnFailure: true });
  }, 60_000);

  test('fetch may reject with anything', async () => {
    const property = fc.asyncProperty(fc.anything(), async reason => {
      const { api } = createAccount(sandbox, { fetch: answering(() => Promise.reject(reason)) });
      expect(await settle(api.post(ANY))).toBeInstanceOf(WechatNetworkError);
    });
    await fc.assert(property);
  });
});
