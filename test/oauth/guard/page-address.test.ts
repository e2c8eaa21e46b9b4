import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isCallback, readAddress, toPublicUrl } from '#lib/oauth/guard/page-address';
import { logIn, startGuarded } from '../../support/guarded-site.js';
import { PLATFORMS } from '../../support/host.js';

const NONCE = '0123456789abcdef'.repeat(2);

function publicUrlOf(target: string, publicUrl = 'https://www.example.com'): string {
  const address = readAddress({ originalUrl: target });
  return toPublicUrl(publicUrl, address, address.own);
}

test.each([
  ['/', 'https://www.example.com/'],
  ['/a/b?x=1&y=%E4%B8%AD+z&x=2', 'https://www.example.com/a/b?x=1&y=%E4%B8%AD+z&x=2'],
  ['/a?code=1&state=2&x=3', 'https://www.example.com/a?x=3&state=2'],
  ['/a?x=1&code=2', 'https://www.example.com/a?x=1'],
  ['/a?%63ode=1&x', 'https://www.example.com/a?x'],
  ['/a?codes=1&Code=2&code%00=3', 'https://www.example.com/a?codes=1&Code=2&code%00=3'],
  ['/a?%=%&x=%zz&code=%', 'https://www.example.com/a?%=%&x=%zz'],
  ['/a??code=1', 'https://www.example.com/a??code=1'],
  ['/a?', 'https://www.example.com/a'],
  ['/a?&&x&&', 'https://www.example.com/a?x'],
  ['//evil.test/a', 'https://www.example.com//evil.test/a'],
  ['/\\evil.test/a', 'https://www.example.com//evil.test/a'],
  ['\\\\evil.test', 'https://www.example.com///evil.test'],
  ['http://evil.test/a?x=1', 'https://www.example.com/a?x=1'],
  ['HTTPS://user:secret@evil.test:8443/a', 'https://www.example.com/a'],
  ['http://evil.test', 'https://www.example.com/'],
  ['http://evil.test?x=1', 'https://www.example.com/?x=1'],
  ['http:///evil.test/a', 'https://www.example.com/evil.test/a'],
  ['http:evil.test', 'https://www.example.com/http:evil.test'],
  ['.evil.test', 'https://www.example.com/.evil.test'],
  ['@evil.test', 'https://www.example.com/@evil.test'],
  [':80@evil.test', 'https://www.example.com/:80@evil.test'],
  ['*', 'https://www.example.com/*'],
  ['', 'https://www.example.com/'],
  ['/a#b?c', 'https://www.example.com/a'],
  ['/a?x#y', 'https://www.example.com/a?x'],
  ['/a/../b', 'https://www.example.com/b'],
  ['/a\r\nset-cookie: a=b', 'https://www.example.com/aset-cookie:%20a=b'],
  ['/中文?字=文', 'https://www.example.com/%E4%B8%AD%E6%96%87?%E5%AD%97=%E6%96%87'],
])('the page of the target %s is %s', (target, url) => {
  expect(publicUrlOf(target)).toBe(url);
});

test.each([
  ['/../admin', 'https://www.example.com/app/'],
  ['/a/%2e%2e/../../x', 'https://www.example.com/app/'],
  ['/a/../b', 'https://www.example.com/app/b'],
  ['/..\\x', 'https://www.example.com/app/'],
])('the page of the target %s does not leave the path of the application', (target, url) => {
  expect(publicUrlOf(target, 'https://www.example.com/app')).toBe(url);
});

test.each<[string, boolean]>([
  ['/a', false],
  ['/a?state=paid', false],
  [`/a?state=${NONCE.slice(1)}`, false],
  [`/a?state=${NONCE.toUpperCase()}`, false],
  [`/a?state=${NONCE}`, true],
  [`/a?state=paid&state=${NONCE}`, true],
  ['/a?code', true],
  ['/a?code=1', true],
  ['/a?c%6Fde=1', true],
  ['/a?codes=1', false],
])('whether %s is a callback: %s', (target, is) => {
  expect(isCallback(readAddress({ originalUrl: target }))).toBe(is);
});

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.webQueryParameters(), fc.webPath(), fc.webUrl());
const pieces = fc.constantFrom(
  '/',
  '//',
  '\\',
  '..',
  '@',
  ':',
  '?',
  '#',
  '&',
  '=',
  'code',
  'state',
  'http://evil.test',
  '%2f',
  '%0d%0a',
  '\t',
  '\n',
  '.',
);
const targets = fc.oneof(
  text,
  fc.array(fc.oneof(pieces, text), { maxLength: 12 }).map(parts => parts.join('')),
);

test('whatever the target is, its page is on the site, under its path, and plain ASCII', () => {
  fc.assert(
    fc.property(targets, fc.constantFrom('https://www.example.com', 'http://a.test:81/b/c'), (target, publicUrl) => {
      const url = publicUrlOf(target, publicUrl);
      expect(url.startsWith(`${publicUrl}/`)).toBe(true);
      expect(new URL(url).origin).toBe(new URL(publicUrl).origin);
      expect(url).toMatch(/^[\x21-\x7e]+$/);
      // A redirect leads to where it says.
      expect(new URL(url).href).toBe(url);
    }),
    { numRuns: 3000 },
  );
});

test('whatever the page is, what WeChat adds to it comes off again', () => {
  const nonce = fc.stringMatching(/^[0-9a-f]{32}$/);
  fc.assert(
    fc.property(targets, fc.uuid(), nonce, (target, code, state) => {
      // Which no server lets come so far.
      fc.pre(!/[\t\n\r]/.test(target));
      const page = toPublicUrl('https://www.example.com', readAddress({ originalUrl: target }), '');
      const back = new URL(page);
      // As WeChat adds them: behind the query that there is.
      back.search += `${back.search === '' ? '?' : '&'}code=${code}&state=${state}`;
      const address = readAddress({ originalUrl: back.href });
      expect([address.codes, address.states]).toEqual([[code], [state]]);
      expect(toPublicUrl('https://www.example.com', address, '')).toBe(page);
    }),
    { numRuns: 3000 },
  );
});

describe.each(PLATFORMS)('on %s', platform => {
  let site: Awaited<ReturnType<typeof startGuarded>>;
  beforeAll(async () => {
    site = await startGuarded(platform);
  });
  afterAll(() => site.stop());

  test('nobody is sent off the site, whatever they ask for', async () => {
    const visible = fc.array(fc.constantFrom(...'/\\.@:?&=%#*~;,!"<>`{}|^abc019'.split('')), { maxLength: 30 });
    const rest = fc.oneof(
      visible.map(characters => characters.join('')),
      fc.webUrl(),
      fc.webPath(),
    );
    const start = fc.constantFrom('/any/', '/any//', '/any/\\', 'http://evil.test/any/', 'HTTP://u:p@evil.test:1/any/');
    await fc.assert(
      fc.asyncProperty(start, rest, async (prefix, tail) => {
        const { status, location } = await site.open().visit(prefix + tail.replaceAll(/[^\x21-\x7e]/g, ''));
        // A code, a target that the server does not take, or a path that the router does not.
        if (status !== 302) {
          expect([400, 401, 404, 414]).toContain(status);
          return;
        }
        const { origin, searchParams } = new URL(location);
        expect(origin).toBe(site.sandbox.origin);
        expect(new URL(searchParams.get('redirect_uri') ?? '').origin).toBe('https://www.example.com');
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['http://evil.test/me?a=1', 'https://www.example.com/me?a=1'],
    ['/any//evil.test/%2f%2fevil.test', 'https://www.example.com/any//evil.test/%2f%2fevil.test'],
    ['/any/\\evil.test', 'https://www.example.com/any//evil.test'],
    [
      '/any/%0d%0alocation:%20http:%2f%2fevil.test',
      'https://www.example.com/any/%0d%0alocation:%20http:%2f%2fevil.test',
    ],
  ])('somebody comes back from %s to %s', async (target, url) => {
    const browser = site.open();
    const sent = await browser.visit(target);
    const { url: callback = '' } = await site.alice.authorize(sent.location);
    expect((await browser.visit(callback)).location).toBe(`${url}#`);
    expect((await logIn(site.open(), site.alice)).status).toBe(200);
  });
});
