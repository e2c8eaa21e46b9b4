import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SignedCookies } from '#lib/oauth/guard/signed-cookies';

const key = Buffer.alloc(32, 'k');
const signing = { account: 'default', key, isSecure: true };
const cookies = new SignedCookies<{ readonly openId: string }>('session', signing);
const expiresAt = Date.now() + 600_000;
const valueOf = (header: string): string => header.slice(header.indexOf('=') + 1, header.indexOf(';'));
const content = { openId: 'oAlice', expiresAt };
const value = valueOf(cookies.seal('sid', content));

test('what was signed is read, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), openId => {
      const header = cookies.seal('sid', { openId, expiresAt });
      expect(header).toMatch(/^__Host-sid=[\w-]+\.[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/);
      expect(cookies.open('sid', valueOf(header))).toEqual({ openId, expiresAt });
    }),
  );
});

test('nothing that was altered is read', () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ %"';
  fc.assert(
    fc.property(
      fc.nat(value.length),
      fc.constantFrom('replace', 'insert', 'delete', 'cut'),
      fc.constantFrom(...alphabet.split('')),
      (at, how, character) => {
        const rest = how === 'cut' ? '' : value.slice(how === 'insert' ? at : at + 1);
        const altered = value.slice(0, at) + (how === 'delete' || how === 'cut' ? '' : character) + rest;
        fc.pre(altered !== value);
        expect(cookies.open('sid', altered)).toBeUndefined();
      },
    ),
    { numRuns: 2000 },
  );
});

test.each([`${value}.`, `${value}.x`, `.${value}`, `${value}=`, ` ${value}`, `${value}\0`])(
  'nothing that something was added to is read: %j',
  altered => {
    expect(cookies.open('sid', altered)).toBeUndefined();
  },
);

test('nothing that somebody made up is read', () => {
  const payload = Buffer.from(JSON.stringify(content)).toString('base64url');
  const made = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.base64String(),
    fc.tuple(fc.base64String(), fc.base64String()).map(parts => parts.join('.')),
    fc.string().map(signature => `${payload}.${signature}`),
    fc
      .uint8Array({ minLength: 1, maxLength: 64 })
      .map(other => `${payload}.${createHmac('sha256', other).update(`session\nsid\n${payload}`).digest('base64url')}`),
  );
  fc.assert(
    fc.property(made, forged => {
      expect(cookies.open('sid', forged)).toBeUndefined();
    }),
  );
});

test.each<[string, SignedCookies<{ readonly openId: string }>, string]>([
  ['of another name', cookies, 'sid2'],
  ['of another purpose', new SignedCookies('state', signing), 'sid'],
  ['of another key', new SignedCookies('session', { ...signing, key: Buffer.alloc(32, 'l') }), 'sid'],
])('a cookie %s is not read', (_, others, name) => {
  expect(cookies.open('sid', value)).toEqual(content);
  expect(others.open(name, value)).toBeUndefined();
  expect(cookies.open('sid', valueOf(others.seal(name, content)))).toBeUndefined();
});

test('purpose, name and content cannot flow into each other', () => {
  const payload = value.slice(0, value.indexOf('.'));
  const signature = value.slice(value.indexOf('.') + 1);
  // The same bytes to sign, cut elsewhere.
  expect(cookies.open(`sid\n${payload}`, `.${signature}`)).toBeUndefined();
  expect(cookies.open('', `sid\n${payload}.${signature}`)).toBeUndefined();
});

test('a cookie is read until it expires', () => {
  const at = (time: number) => cookies.open('sid', valueOf(cookies.seal('sid', { ...content, expiresAt: time })));
  expect(at(Date.now() - 1)).toBeUndefined();
  expect(at(Date.now() + 1000)).toBeDefined();
});
