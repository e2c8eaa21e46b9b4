import { beforeEach, expect, test } from 'vitest';
import type { OAuthRequest } from '#lib/sandbox/oauth/oauth-request';
import { World } from '#lib/sandbox/world';

let world: World;
let request: OAuthRequest;
beforeEach(() => {
  world = new World({ accounts: [{ type: 'website', nickname: 'Site' }] });
  const redirectUri = 'http://app.test/';
  request = {
    account: world.account(),
    redirectUri,
    scope: 'snsapi_login',
    state: 'xyz',
    isSnapshot: false,
    componentAppId: undefined,
  };
});

test('a login is pending until somebody decides', () => {
  const { websiteLogins } = world;
  const alice = world.addPerson();
  const [first, second] = [websiteLogins.open(request), websiteLogins.open(request)];
  expect(websiteLogins.pending().map(({ id, request: { account }, state }) => [id, account.nickname, state])).toEqual([
    [first.id, 'Site', 'waiting'],
    [second.id, 'Site', 'waiting'],
  ]);
  websiteLogins.scan(first.id, alice);
  websiteLogins.scan(second.id, alice);
  expect(websiteLogins.pending()).toMatchObject([{ state: 'scanned', person: alice }, { state: 'scanned' }]);
  const { url, code } = websiteLogins.confirm(first.id);
  expect(url).toBe(`http://app.test/?code=${code}&state=xyz`);
  expect(websiteLogins.decline(second.id)).toEqual({ url: 'http://app.test/?state=xyz', state: 'xyz' });
  expect(websiteLogins.pending()).toEqual([]);
  expect(websiteLogins.find(first.id)).toMatchObject({ state: 'confirmed', location: url });
});

test('a code is scanned once, and decided about once', () => {
  const { websiteLogins } = world;
  const { id } = websiteLogins.open(request);
  expect(() => websiteLogins.confirm(id)).toThrow('is waiting: there is nothing to decide');
  websiteLogins.scan(id, world.addPerson());
  expect(() => websiteLogins.scan(id, world.addPerson())).toThrow('was scanned already');
  websiteLogins.decline(id);
  expect(() => websiteLogins.confirm(id)).toThrow('is declined: there is nothing to decide');
});

test('a code lives for five minutes', () => {
  const { websiteLogins, clock } = world;
  const { id } = websiteLogins.open(request);
  clock.advance(290_000);
  expect(websiteLogins.pending()).toHaveLength(1);
  clock.advance(10_000);
  expect(websiteLogins.pending()).toEqual([]);
  expect(websiteLogins.find(id)).toBeUndefined();
  expect(() => websiteLogins.scan(id, world.addPerson())).toThrow('has expired');
});
