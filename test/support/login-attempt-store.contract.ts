import { beforeEach, describe, expect, test } from 'vitest';
import type { LoginAttemptStore, LoginScan, LoginVerdict } from 'nestjs-wechat';

const SCOPE = '{wx1}';
/** Long enough for a slow machine not to reach the end of what is to last. */
const LONG_MS = 10_000;
/** Short enough to wait for the end of. */
const SHORT_MS = 25;
const ALICE: LoginScan = { openId: 'o-alice', newFollower: true, createTime: 1_700_000_000 };
const BOB: LoginScan = { openId: 'o-bob', newFollower: false, createTime: 1_700_000_001 };

/** What every store of logins has to do, those of hosts too. */
export function testLoginAttemptStore(create: () => LoginAttemptStore | Promise<LoginAttemptStore>): void {
  let store: LoginAttemptStore;
  let ids = 0;
  const attempt = (id = `login-${++ids}`) => ({
    id,
    secretHash: `hash of ${id}`,
    sceneId: `scene-${id}`,
    imageUrl: 'https://mp/showqrcode?ticket=a b',
    url: 'http://weixin/q/1',
  });
  const begin = async (lifeMs = LONG_MS) => {
    const login = attempt();
    await store.create(SCOPE, login, lifeMs);
    return login.id;
  };
  const scan = (id: string, who = ALICE, leastMs = 0) => store.scan(SCOPE, id, who, leastMs);
  const decide = (id: string, verdict: LoginVerdict['verdict'], more: Partial<LoginVerdict> = {}, leastMs = 0) =>
    store.decide(SCOPE, id, { verdict, openId: ALICE.openId, ...more }, leastMs);
  const read = (id: string) => store.read(SCOPE, id);
  const stateOf = async (id: string) => (await store.readStandings(SCOPE, [id]))[0]?.state;
  const confirmed = async (lifeMs?: number) => {
    const id = await begin(lifeMs);
    await scan(id);
    await decide(id, 'confirmed');
    return id;
  };

  beforeEach(async () => {
    store = await create();
  });

  describe('create', () => {
    test('keeps what it is given, waiting', async () => {
      const login = attempt();
      const before = Date.now();
      const expiresAt = await store.create(SCOPE, login, LONG_MS);
      expect(Math.abs(expiresAt - before - LONG_MS)).toBeLessThan(1000);
      expect(await read(login.id)).toEqual({
        ...login,
        state: 'waiting',
        expiresAt,
        scan: undefined,
        asked: false,
        reply: undefined,
        decidedBy: undefined,
        completed: false,
      });
    });

    test('made twice is one', async () => {
      const login = attempt();
      const expiresAt = await store.create(SCOPE, login, LONG_MS);
      await scan(login.id);
      expect(await store.create(SCOPE, login, 2 * LONG_MS)).toBe(expiresAt);
      expect(await stateOf(login.id)).toBe('scanned');
    });

    test('keeps accounts apart', async () => {
      const id = await begin();
      expect(await store.read('{wx2}', id)).toBeUndefined();
      expect(await store.scan('{wx2}', id, ALICE, 0)).toBeUndefined();
      expect(await stateOf(id)).toBe('waiting');
    });
  });

  test('nothing is known of other ids', async () => {
    expect(await read('x')).toBeUndefined();
    expect(await store.readStandings(SCOPE, ['x', 'y'])).toEqual([undefined, undefined]);
    expect(await store.readStandings(SCOPE, [])).toEqual([]);
    expect(await scan('x')).toBeUndefined();
    expect(await decide('x', 'confirmed')).toBeUndefined();
    expect(await store.complete(SCOPE, 'x', 'c')).toBe(false);
    await store.cancel(SCOPE, 'x');
    expect(await store.findLastOf(SCOPE, 'nobody')).toBeUndefined();
    expect(await read('x')).toBeUndefined();
  });

  test('reads where many stand', async () => {
    const [one, two] = [await begin(), await confirmed()];
    expect(await store.readStandings(SCOPE, [one, 'x', two])).toMatchObject([
      { state: 'waiting' },
      undefined,
      { state: 'confirmed' },
    ]);
  });

  describe('scan', () => {
    test('of the first counts', async () => {
      const id = await begin();
      expect(await scan(id)).toMatchObject({ state: 'scanned', scan: ALICE });
      expect(await scan(id, BOB)).toMatchObject({ state: 'scanned', scan: ALICE });
      expect(await read(id)).toMatchObject({ state: 'scanned', scan: ALICE });
    });

    test('of many at once counts for one', async () => {
      const id = await begin();
      const people = Array.from({ length: 20 }, (_, number) => ({ ...ALICE, openId: `o-${number}` }));
      const seen = await Promise.all(people.map(who => scan(id, who)));
      expect(new Set(seen.map(login => login?.scan?.openId)).size).toBe(1);
    });

    test('made again is the same, and brings no confirmed login back', async () => {
      const id = await confirmed();
      expect(await scan(id)).toMatchObject({ state: 'confirmed', scan: ALICE });
    });

    test('leaves time to go on', async () => {
      const id = await begin(LONG_MS);
      const first = await read(id);
      const after = await scan(id, ALICE, 3 * LONG_MS);
      expect(after?.expiresAt).toBeGreaterThan((first?.expiresAt ?? 0) + LONG_MS);
      const other = await begin(LONG_MS);
      const { expiresAt } = (await read(other)) ?? {};
      expect((await scan(other, ALICE, 1))?.expiresAt).toBe(expiresAt);
    });

    test('after the end counts for nothing', async () => {
      const id = await begin(SHORT_MS);
      await expect.poll(() => stateOf(id)).toBe('expired');
      expect(await scan(id, ALICE, LONG_MS)).toMatchObject({ state: 'expired', scan: undefined });
      expect(await store.findLastOf(SCOPE, ALICE.openId)).toBeUndefined();
    });

    test('is found by the person, the last one', async () => {
      const [one, two, three] = [await begin(), await begin(), await begin()];
      await scan(one);
      await scan(two);
      await scan(three, BOB);
      await scan(one);
      await scan(three);
      expect(await store.findLastOf(SCOPE, ALICE.openId)).toMatchObject({ id: two });
      expect(await store.findLastOf(SCOPE, BOB.openId)).toMatchObject({ id: three });
      expect(await store.findLastOf('{wx2}', ALICE.openId)).toBeUndefined();
    });
  });

  describe('decide', () => {
    test.each(['confirmed', 'rejected'] as const)('%s is final', async verdict => {
      const id = await begin();
      await scan(id);
      expect(await decide(id, verdict, { reply: 'so be it', decidedBy: 'm1' })).toMatchObject({
        state: verdict,
        reply: 'so be it',
        decidedBy: 'm1',
      });
      const other = verdict === 'confirmed' ? 'rejected' : 'confirmed';
      expect(await decide(id, other, { reply: 'no', decidedBy: 'm2' })).toMatchObject({
        state: verdict,
        reply: 'so be it',
        decidedBy: 'm1',
      });
      expect(await decide(id, 'asked', { reply: 'no' })).toMatchObject({ state: verdict, asked: false });
      expect(await decide(id, verdict, { decidedBy: 'm1' })).toMatchObject({ state: verdict });
    });

    test('takes a question first, and keeps what is to be said later', async () => {
      const id = await begin();
      await scan(id);
      expect(await decide(id, 'asked', { reply: 'welcome' })).toMatchObject({ state: 'scanned', asked: true });
      expect(await decide(id, 'confirmed')).toMatchObject({ state: 'confirmed', asked: true, reply: 'welcome' });
    });

    test('is for the person who scanned', async () => {
      const id = await begin();
      await scan(id);
      expect(await decide(id, 'confirmed', { openId: BOB.openId })).toMatchObject({ state: 'scanned' });
    });

    test('needs a scan, in time', async () => {
      const id = await begin();
      expect(await decide(id, 'confirmed')).toMatchObject({ state: 'waiting' });
      const late = await begin(SHORT_MS);
      await scan(late);
      await expect.poll(() => stateOf(late)).toBe('expired');
      expect(await decide(late, 'confirmed', {}, LONG_MS)).toMatchObject({ state: 'expired' });
    });

    test('confirmed leaves time to complete', async () => {
      const id = await begin(LONG_MS);
      const scanned = await scan(id);
      const after = await decide(id, 'confirmed', {}, 3 * LONG_MS);
      expect(after?.expiresAt).toBeGreaterThan((scanned?.expiresAt ?? 0) + LONG_MS);
    });

    test('of many at once is one', async () => {
      const id = await begin();
      await scan(id);
      const verdicts = Array.from({ length: 10 }, () => ['confirmed', 'rejected'] as const).flat();
      const seen = await Promise.all(verdicts.map(verdict => decide(id, verdict)));
      expect(new Set(seen.map(login => login?.state)).size).toBe(1);
    });
  });

  describe('complete', () => {
    test('succeeds for one of many at once', async () => {
      const id = await confirmed();
      const won = await Promise.all(Array.from({ length: 50 }, (_, n) => store.complete(SCOPE, id, `completion-${n}`)));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await read(id)).toMatchObject({ state: 'confirmed', completed: true });
    });

    test('made twice with one id is one', async () => {
      const id = await confirmed();
      expect(await store.complete(SCOPE, id, 'a')).toBe(true);
      expect(await store.complete(SCOPE, id, 'a')).toBe(true);
      expect(await store.complete(SCOPE, id, 'b')).toBe(false);
    });

    test('needs a confirmation', async () => {
      const id = await begin();
      expect(await store.complete(SCOPE, id, 'a')).toBe(false);
      await scan(id);
      expect(await store.complete(SCOPE, id, 'a')).toBe(false);
      await decide(id, 'rejected');
      expect(await store.complete(SCOPE, id, 'a')).toBe(false);
      expect(await read(id)).toMatchObject({ completed: false });
    });

    test('has to be in time; what is completed does not expire', async () => {
      const [late, done] = [await confirmed(200), await confirmed(200)];
      expect(await store.complete(SCOPE, done, 'a')).toBe(true);
      await expect.poll(() => stateOf(late)).toBe('expired');
      expect(await store.complete(SCOPE, late, 'a')).toBe(false);
      expect(await read(done)).toMatchObject({ state: 'confirmed', completed: true });
    });
  });

  describe('cancel', () => {
    test('lets a login expire', async () => {
      const [waiting, done] = [await begin(), await confirmed()];
      for (const id of [waiting, done]) {
        await store.cancel(SCOPE, id);
        await store.cancel(SCOPE, id);
        expect(await stateOf(id)).toBe('expired');
      }
      expect(await scan(waiting, ALICE, LONG_MS)).toMatchObject({ state: 'expired' });
      expect(await store.complete(SCOPE, done, 'a')).toBe(false);
    });

    test('leaves one that is completed or refused', async () => {
      const [done, refused] = [await confirmed(), await begin()];
      await store.complete(SCOPE, done, 'a');
      await scan(refused);
      await decide(refused, 'rejected');
      for (const id of [done, refused]) await store.cancel(SCOPE, id);
      expect(await stateOf(done)).toBe('confirmed');
      expect(await stateOf(refused)).toBe('rejected');
    });
  });
}
