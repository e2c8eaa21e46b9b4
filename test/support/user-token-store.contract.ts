import { beforeEach, expect, test } from 'vitest';
import type { UserTokenStore, UserTokens } from 'nestjs-wechat';

const LONG_MS = 60_000;
const APP = 'wx1';

/** What every store of user tokens has to do, those of hosts too. */
export function testUserTokenStore(create: () => UserTokenStore | Promise<UserTokenStore>): void {
  let store: UserTokenStore;
  const tokens = (more: Partial<UserTokens> = {}): UserTokens => ({
    openId: 'o-alice',
    unionId: 'o-union',
    scope: ['snsapi_base', 'snsapi_userinfo'],
    isSnapshotUser: true,
    accessToken: 'an-access-token',
    refreshToken: 'a-refresh-token',
    accessTokenExpiresAt: Date.now() + 7000.5,
    refreshTokenExpiresAt: Date.now() + LONG_MS,
    ...more,
  });

  beforeEach(async () => {
    store = await create();
  });

  test('finds nothing at first', async () => {
    expect(await store.find(APP, 'o-alice')).toBeUndefined();
  });

  test.each<[string, Partial<UserTokens>]>([
    ['everything', {}],
    ['nothing that need not be there', { unionId: undefined, scope: [], isSnapshotUser: false }],
    ['long tokens', { accessToken: `84_${'x'.repeat(600)}`, refreshToken: `84_${'"y'.repeat(600)}` }],
  ])('finds what was saved: %s', async (_, more) => {
    const saved = tokens(more);
    await store.save(APP, saved);
    expect(await store.find(APP, 'o-alice')).toEqual(saved);
    expect(await store.find(APP, 'o-alice')).toHaveProperty('unionId', saved.unionId);
  });

  test('keeps one record for each person and AppID', async () => {
    await store.save(APP, tokens());
    await store.save(APP, tokens({ accessToken: 'another', unionId: undefined }));
    await store.save(APP, tokens({ openId: 'o-bob', accessToken: 'of-bob' }));
    await store.save('wx2', tokens({ accessToken: 'of-wx2' }));
    expect(await store.find(APP, 'o-alice')).toMatchObject({ accessToken: 'another', unionId: undefined });
    expect(await store.find(APP, 'o-bob')).toMatchObject({ accessToken: 'of-bob' });
    expect(await store.find('wx2', 'o-alice')).toMatchObject({ accessToken: 'of-wx2' });
    expect(await store.find('wx2', 'o-bob')).toBeUndefined();
  });

  test('forgets what it is told to', async () => {
    await store.save(APP, tokens());
    await store.save('wx2', tokens());
    await store.delete(APP, 'o-alice');
    await store.delete(APP, 'o-alice');
    expect(await store.find(APP, 'o-alice')).toBeUndefined();
    expect(await store.find('wx2', 'o-alice')).toBeDefined();
    await store.save(APP, tokens());
    expect(await store.find(APP, 'o-alice')).toBeDefined();
  });
}
