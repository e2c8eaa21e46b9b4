import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import type { ApiEndpoint } from '#lib/sandbox/api/endpoint';
import { ENDPOINTS } from '#lib/sandbox/api/endpoint-table';
import { tokenQuery } from '../support/endpoint-token.js';
import { send, type RawAnswer, type RawCall } from '../support/raw-call.js';

/** One path of each endpoint: some have the same for many. */
const CASES = [...new Map(Object.entries(ENDPOINTS).map(([path, endpoint]) => [endpoint, path]))].map(
  ([endpoint, path]) => ({ path, endpoint }),
);
/** No quota shall hide what an endpoint does. */
const dailyLimits = Object.fromEntries(Object.keys(ENDPOINTS).map(path => [path, Infinity]));

let sandbox: WechatSandbox;
beforeAll(async () => {
  sandbox = await WechatSandbox.start({ accounts: [{ dailyLimits }], components: [{ dailyLimits }] });
});
beforeEach(() => {
  // Some paths can be called 60 times a minute.
  sandbox.clock.advance(60_000);
});
afterAll(() => sandbox.stop());

function call(path: string, rest: RawCall = {}): Promise<RawAnswer> {
  return send(`${sandbox.origin}${path}`, { query: tokenQuery(sandbox, ENDPOINTS[path]), ...rest });
}

/** Whatever WeChat says to it, it is neither a failure of the sandbox nor of HTTP. */
function expectAnswer({ status, json }: RawAnswer): void {
  expect(status).toBe(200);
  expect(json?.['errcode'], String(json?.['errmsg'])).not.toBe(-1);
}

function expectRefusal(answer: RawAnswer, ...errcodes: number[]): void {
  expectAnswer(answer);
  expect(errcodes).toContain(answer.json?.['errcode']);
  expect(answer.json?.['errmsg']).toMatch(/^[^]+ rid: [\da-f]+-[\da-f]+-[\da-f]+$/);
}

describe.each(CASES.filter(({ endpoint }) => endpoint.token))('$path', ({ path, endpoint: { method, token } }) => {
  test('wants an access token that it knows', async () => {
    const rest = method === 'GET' ? { method } : { body: '{}' };
    const missing = token === 'component' ? 41021 : 41001;
    expectRefusal(await call(path, { ...rest, query: {} }), missing);
    expectRefusal(await call(path, { ...rest, query: { access_token: '' } }), missing);
    for (const unknown of ['unknown', '__proto__', '\u0000', '😀'.repeat(1000)])
      expectRefusal(await call(path, { ...rest, query: { access_token: unknown } }), 40014);
  });
});

describe.each(CASES.filter(({ endpoint }) => endpoint.method !== 'any'))('$path', ({ path, endpoint }) => {
  test.each(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND'])('is no %s', async method => {
    const answer = await call(path, { method });
    if (method !== endpoint.method) expectRefusal(answer, endpoint.method === 'GET' ? 43001 : 43002);
    else expectAnswer(answer);
  });
});

const NO_OBJECT = ['null', 'true', '7', '"text"', '[]', '[{}]', '{', '{"a":', 'not JSON', '\u0000', '\uFEFF{}', '{}{}'];
const DEPTH = 100_000;
const FORM = { 'content-type': 'multipart/form-data; boundary=x' };
const PART = '--x\r\ncontent-disposition: form-data; name="media"; filename="a.jpg"\r\n';
const URLENCODED = { 'content-type': 'application/x-www-form-urlencoded' };
const BAD_BODIES: readonly RawCall[] = [
  { body: Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28]) },
  { body: Buffer.from('{"touser":"\xc3\x28\xff"}', 'latin1') },
  { body: '{"touser":"\\ud800"}' },
  { body: `${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}` },
  { body: `${'{"touser":'.repeat(DEPTH)}1${'}'.repeat(DEPTH)}` },
  { body: '{"__proto__":{"touser":"x"},"constructor":1,"toString":null}' },
  { body: '{"a":1}', headers: { 'content-type': 'text/html' } },
  { body: '{"a":1}', headers: { 'content-type': 'application/json; charset=utf-16' } },
  { body: '{"a":1}', headers: { 'content-type': ';;;' } },
  { body: '{"a":1}', headers: { 'content-encoding': 'gzip' } },
  { body: '{"a":1}', headers: URLENCODED },
  { body: 'a=1&__proto__=2&%=%ff', headers: URLENCODED },
  { body: '', headers: FORM },
  { body: '--x--\r\n', headers: FORM },
  { body: `${PART}\r\nabc`, headers: FORM },
  { body: `${PART}\r\n\r\n--x--\r\n`, headers: FORM },
  { body: `${PART.replace('media', '__proto__')}\r\nabc\r\n--x--\r\n`, headers: FORM },
  { body: `${PART.replace('a.jpg', '../\\"\u0001é.jpg')}\r\nabc\r\n--x--\r\n`, headers: FORM },
  { body: '--x\r\n\r\nabc\r\n--x--\r\n', headers: FORM },
  { body: `${PART}\r\nabc\r\n--x--\r\n`, headers: { 'content-type': 'multipart/form-data' } },
];

function wantsJson({ token: isAuthorized, body = 'json' }: ApiEndpoint): boolean {
  return isAuthorized !== undefined && body === 'json';
}

describe.each(CASES.filter(({ endpoint }) => endpoint.method !== 'GET'))('$path', ({ path, endpoint }) => {
  test('takes JSON objects only', async () => {
    if (wantsJson(endpoint)) expectRefusal(await call(path), 44002);
    for (const body of NO_OBJECT) {
      if (wantsJson(endpoint)) expectRefusal(await call(path, { body }), 47001);
      else expectAnswer(await call(path, { body }));
    }
  });

  test('has an answer to bodies that are none', async () => {
    for (const bad of BAD_BODIES) expectAnswer(await call(path, bad));
  });
});

describe('the sandbox', () => {
  test.each([
    '/cgi-bin',
    '/cgi-bin/',
    '/cgi-bin/nothing',
    '/cgi-bin/token/',
    '/CGI-BIN/TOKEN',
    '/cgi-bin//token',
    '/__proto__',
    '/constructor',
    '/sns/nothing',
    '/cgi-bin/%',
    '/cgi-bin/%ff%00',
    '/cgi-bin/%2e%2e/secret',
  ])('knows no %s', async path => {
    for (const method of ['GET', 'POST', 'PUT', 'OPTIONS']) expectRefusal(await call(path, { method }), 40066);
  });

  test.each(['?', '?&&&', '?=', '?%', '?access_token=%ff', '?__proto__=1&constructor=2', '?a=1&a=2'])(
    'has an answer to the query %s',
    async query => {
      expectRefusal(await call(`/cgi-bin/menu/get${query}`, { method: 'GET', query: {} }), 41001, 40014);
    },
  );

  test('refuses what is larger than any video, and goes on', async () => {
    const bytes = new Uint8Array(30 * 1024 * 1024 + 1);
    const url = `${sandbox.origin}/cgi-bin/menu/create?access_token=${sandbox.account().accessTokens.renewClassic().value}`;
    // The second one is chunked, and does not say how long it is.
    for (const body of [bytes, new Blob([bytes]).stream()]) {
      const response = await fetch(url, { method: 'POST', body, duplex: 'half' });
      expect([response.status, await response.json()]).toMatchObject([413, { errcode: 45001 }]);
    }
    expectRefusal(await call('/cgi-bin/menu/create'), 44002);
  });

  test('reads bodies that come in chunks', async () => {
    const body = new Blob(['{"tag":', '{"name":"chunked"}}']).stream();
    const url = `${sandbox.origin}/cgi-bin/tags/create?access_token=${sandbox.account().accessTokens.renewClassic().value}`;
    const response = await fetch(url, { method: 'POST', body, duplex: 'half' });
    expect(await response.json()).toMatchObject({ tag: { name: 'chunked' } });
  });

  test('says nothing of callers who leave before they have said all', async () => {
    const complaints = vi.spyOn(console, 'error');
    onTestFinished(() => complaints.mockRestore());
    const caller = connect(Number(new URL(sandbox.origin).port), '127.0.0.1');
    caller.end('POST /cgi-bin/menu/create HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n{');
    caller.resume();
    await once(caller, 'close');
    expectRefusal(await call('/cgi-bin/menu/create'), 44002);
    expect(complaints).not.toHaveBeenCalled();
  });
});
