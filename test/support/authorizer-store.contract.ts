import { beforeEach, describe, expect, test } from 'vitest';
import type { Authorization, Authorizer, AuthorizerPage, AuthorizerStore } from 'nestjs-wechat/open-platform';

const PLATFORM = 'wxplatform';
const AT = 1_700_000_000;

/** What every store of authorizers has to do, those of hosts too. */
export function testAuthorizerStore(create: () => AuthorizerStore | Promise<AuthorizerStore>): void {
  let store: AuthorizerStore;
  const authorization = (more: Partial<Authorization> = {}): Authorization => ({
    appId: 'wxshop',
    authorizedAt: AT,
    functions: [1, 15, 2],
    refreshToken: 'refreshtoken@@@first',
    ...more,
  });
  const authorize = (more: Partial<Authorization> = {}, platform = PLATFORM) =>
    store.authorize(platform, authorization(more));
  const find = (appId = 'wxshop', platform = PLATFORM) => store.find(platform, appId);
  const unauthorize = (at: number, appId = 'wxshop') => store.unauthorize(PLATFORM, appId, at);
  const replace = (before: string, after: string, appId = 'wxshop') =>
    store.replaceRefreshToken(PLATFORM, appId, before, after);
  const tokenOf = async (appId = 'wxshop') => (await find(appId))?.refreshToken;

  beforeEach(async () => {
    store = await create();
  });

  test('nothing is known at first', async () => {
    expect(await find()).toBeUndefined();
    expect(await unauthorize(AT)).toBe(false);
    expect(await replace('a', 'b')).toBe(false);
    await store.setUserName(PLATFORM, 'wxshop', 'gh_shop');
    expect(await find()).toBeUndefined();
    expect(await store.list(PLATFORM, undefined, 10)).toEqual({ authorizers: [], next: undefined });
  });

  describe('an authorization', () => {
    test.each<[string, Partial<Authorization>]>([
      ['with functions', {}],
      ['without functions', { functions: [] }],
      ['at a time that is not known', { authorizedAt: 0 }],
      ['with a strange token', { refreshToken: `refreshtoken@@@${'"\' \n{}:,%é'.repeat(60)}` }],
    ])('is found as it was kept: %s', async (_, more) => {
      expect(await authorize(more)).toBe(true);
      expect(await find()).toEqual({ ...authorization(more), state: 'authorized', userName: undefined });
    });

    test('replaces an older one, and one of the same second, whole', async () => {
      await authorize();
      expect(await authorize({ refreshToken: 'same second', functions: [3] })).toBe(true);
      expect(await find()).toMatchObject({ refreshToken: 'same second', functions: [3], authorizedAt: AT });
      expect(await authorize({ refreshToken: 'newer', functions: [], authorizedAt: AT + 1 })).toBe(true);
      expect(await find()).toMatchObject({ refreshToken: 'newer', functions: [], authorizedAt: AT + 1 });
    });

    test('that is older than the one that is kept changes nothing', async () => {
      await authorize();
      const before = await find();
      expect(await authorize({ refreshToken: 'older', functions: [9], authorizedAt: AT - 1 })).toBe(false);
      expect(await find()).toEqual(before);
    });

    test('is compared by number, not by text', async () => {
      await authorize({ authorizedAt: 1000 });
      expect(await authorize({ authorizedAt: 999, refreshToken: 'older' })).toBe(false);
      expect(await unauthorize(999)).toBe(false);
      expect(await unauthorize(1000)).toBe(true);
    });

    test('leaves the original id', async () => {
      await authorize();
      await store.setUserName(PLATFORM, 'wxshop', 'gh_shop');
      await authorize({ authorizedAt: AT + 1 });
      expect((await find())?.userName).toBe('gh_shop');
      await store.setUserName(PLATFORM, 'wxshop', 'gh_other');
      expect(await find()).toMatchObject({ userName: 'gh_other', refreshToken: 'refreshtoken@@@first' });
    });
  });

  describe('taking back', () => {
    test('forgets the refresh token, and is told once', async () => {
      await authorize();
      await store.setUserName(PLATFORM, 'wxshop', 'gh_shop');
      expect(await unauthorize(AT + 5)).toBe(true);
      expect(await find()).toEqual({
        appId: 'wxshop',
        userName: 'gh_shop',
        state: 'unauthorized',
        authorizedAt: AT + 5,
        functions: [1, 15, 2],
        refreshToken: undefined,
      });
      expect(await unauthorize(AT + 5)).toBe(false);
      expect(await unauthorize(AT + 6)).toBe(false);
    });

    test('counts in the second of the authorization, and comes too late before it', async () => {
      await authorize();
      expect(await unauthorize(AT - 1)).toBe(false);
      expect(await find()).toMatchObject({ state: 'authorized', refreshToken: 'refreshtoken@@@first' });
      expect(await unauthorize(AT)).toBe(true);
    });

    test('is not undone by an authorization that was made before and comes late', async () => {
      await authorize();
      await unauthorize(AT + 5);
      expect(await authorize({ authorizedAt: AT + 4, refreshToken: 'late' })).toBe(false);
      expect(await find()).toMatchObject({ state: 'unauthorized', refreshToken: undefined });
    });

    test('is undone by a newer authorization, with its token only', async () => {
      await authorize();
      await unauthorize(AT + 5);
      expect(await authorize({ authorizedAt: AT + 9, refreshToken: 'second', functions: [2] })).toBe(true);
      expect(await find()).toMatchObject({ state: 'authorized', refreshToken: 'second', functions: [2] });
      expect(await unauthorize(AT + 5)).toBe(false);
      expect(await replace('refreshtoken@@@first', 'third')).toBe(false);
      expect(await tokenOf()).toBe('second');
    });
  });

  describe('a refresh token', () => {
    test('is replaced by one that came from it, also when that is told twice', async () => {
      await authorize();
      expect(await replace('refreshtoken@@@first', 'next')).toBe(true);
      expect(await replace('refreshtoken@@@first', 'next')).toBe(true);
      expect(await replace('next', 'next')).toBe(true);
      expect(await find()).toMatchObject({ refreshToken: 'next', state: 'authorized', functions: [1, 15, 2] });
    });

    test('is not replaced by one that came from another', async () => {
      await authorize();
      await replace('refreshtoken@@@first', 'next');
      expect(await replace('refreshtoken@@@first', 'of the first')).toBe(false);
      expect(await tokenOf()).toBe('next');
    });

    test('is of no use when the authorization was taken back', async () => {
      await authorize();
      await unauthorize(AT);
      expect(await replace('refreshtoken@@@first', 'next')).toBe(false);
      expect(await replace('', 'next')).toBe(false);
      expect(await tokenOf()).toBeUndefined();
    });
  });

  describe('of many at once', () => {
    test('the newest authorization stays, in whatever order they come', async () => {
      const times = Array.from({ length: 50 }, (_, index) => AT + ((index * 37) % 50));
      const held = await Promise.all(times.map(at => authorize({ authorizedAt: at, refreshToken: `of ${at}` })));
      expect(held.some(Boolean)).toBe(true);
      expect(await find()).toMatchObject({ authorizedAt: AT + 49, refreshToken: `of ${AT + 49}` });
    });

    test('one takes it back', async () => {
      await authorize();
      const taken = await Promise.all(Array.from({ length: 20 }, (_, index) => unauthorize(AT + index)));
      expect(taken.filter(Boolean)).toHaveLength(1);
    });

    test('one replaces a refresh token', async () => {
      await authorize();
      const nexts = Array.from({ length: 20 }, (_, index) => `next ${index}`);
      const kept = await Promise.all(nexts.map(next => replace('refreshtoken@@@first', next)));
      expect(kept.filter(Boolean)).toHaveLength(1);
      expect(await tokenOf()).toBe(nexts[kept.indexOf(true)]);
    });

    test('what is taken back and authorized again at once is authorized, whole', async () => {
      await authorize();
      await Promise.all(
        Array.from({ length: 30 }, (_, index) =>
          index % 3 === 0
            ? authorize({ authorizedAt: AT + 10, refreshToken: 'second', functions: [7] })
            : index % 3 === 1
              ? unauthorize(AT + 5)
              : replace('refreshtoken@@@first', 'of the first'),
        ),
      );
      expect(await find()).toMatchObject({ state: 'authorized', refreshToken: 'second', functions: [7] });
    });
  });

  describe('a list', () => {
    const nameOf = (index: number) => `wx${String(index).padStart(5, '0')}`;
    async function readAll(
      limit: number,
      between: (page: AuthorizerPage) => unknown = () => {},
    ): Promise<Authorizer[]> {
      const all: Authorizer[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.list(PLATFORM, cursor, limit);
        expect(page.authorizers.length).toBeLessThanOrEqual(limit);
        all.push(...page.authorizers);
        await between(page);
        cursor = page.next;
      } while (cursor !== undefined);
      return all;
    }
    const fill = async (count: number) => {
      for (let begin = 0; begin < count; begin += 100) {
        const appIds = Array.from({ length: Math.min(100, count - begin) }, (_, index) => nameOf(begin + index));
        await Promise.all(appIds.map(appId => authorize({ appId, refreshToken: `of ${appId}` })));
      }
    };

    test.each([
      [2000, 100],
      [500, 7],
      [50, 1],
      [50, 49],
      [50, 50],
      [50, 51],
    ])('of %i in parts of %i has each once, in an order that stays', { timeout: 60_000 }, async (count, limit) => {
      await fill(count);
      const all = await readAll(limit);
      expect(all.map(({ appId }) => appId).toSorted()).toEqual(Array.from({ length: count }, (_, i) => nameOf(i)));
      expect(all.every(({ appId, refreshToken }) => refreshToken === `of ${appId}`)).toBe(true);
      expect(all[34]).toEqual(await find(all[34]?.appId));
      expect((await readAll(limit)).map(({ appId }) => appId)).toEqual(all.map(({ appId }) => appId));
    });

    test('has those that took it back, and what authorizes twice once', async () => {
      await fill(3);
      await unauthorize(AT, nameOf(1));
      await authorize({ appId: nameOf(2), authorizedAt: AT + 1 });
      expect(Object.fromEntries((await readAll(2)).map(({ appId, state }) => [appId, state]))).toEqual({
        [nameOf(0)]: 'authorized',
        [nameOf(1)]: 'unauthorized',
        [nameOf(2)]: 'authorized',
      });
    });

    test('that is read while others come and go misses none that were there', async () => {
      await fill(50);
      let more = 0;
      const all = await readAll(10, async () => {
        more += 1;
        await authorize({ appId: `wxa${more}` });
        await authorize({ appId: `wx00000a${more}` });
        await unauthorize(AT, nameOf(10 * more - 1));
      });
      const appIds = all.map(({ appId }) => appId);
      expect(new Set(appIds).size).toBe(appIds.length);
      expect(appIds).toEqual(expect.arrayContaining(Array.from({ length: 50 }, (_, index) => nameOf(index))));
    });
  });

  test('two platforms do not meet', async () => {
    await authorize();
    await authorize({ refreshToken: 'of the other', authorizedAt: AT + 1, functions: [] }, 'wxother');
    await store.setUserName('wxother', 'wxshop', 'gh_other');
    await authorize({ appId: 'wxgame' }, 'wxother');
    expect(await find()).toMatchObject({ refreshToken: 'refreshtoken@@@first', userName: undefined, authorizedAt: AT });
    expect(await store.replaceRefreshToken('wxother', 'wxshop', 'refreshtoken@@@first', 'x')).toBe(false);
    expect(await unauthorize(AT + 9)).toBe(true);
    expect(await find('wxshop', 'wxother')).toMatchObject({ state: 'authorized', refreshToken: 'of the other' });
    const lists = await Promise.all(
      [PLATFORM, 'wxother', 'wxthird'].map(platform => store.list(platform, undefined, 10)),
    );
    expect(lists.map(({ authorizers }) => authorizers.map(({ appId }) => appId).toSorted())).toEqual([
      ['wxshop'],
      ['wxgame', 'wxshop'],
      [],
    ]);
  });
}
