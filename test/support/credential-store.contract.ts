import { beforeEach, describe, expect, test } from 'vitest';
import type { CredentialStore } from 'nestjs-wechat';

const KEY = '{wx1}:token';
const LEASE_MS = 10_000;
const credential = (value: string) => ({ value, expiresInMs: 60_000, refreshInMs: 30_000 });

/** What every store of credentials has to do, those of hosts too. */
export function testCredentialStore(create: () => CredentialStore | Promise<CredentialStore>): void {
  let store: CredentialStore;
  let ids = 0;
  const refresher = (leaseMs = LEASE_MS) => ({ id: `refresher ${++ids}`, leaseMs });

  beforeEach(async () => {
    store = await create();
  });

  async function acquire(who = refresher()) {
    const acquisition = await store.acquire(KEY, who);
    if (acquisition.outcome !== 'acquired') throw new Error(`The lock is ${acquisition.outcome}.`);
    return { who, ...acquisition };
  }

  async function put(value: string, times = {}) {
    const { who, fence } = await acquire();
    expect(await store.write(KEY, who, fence, { ...credential(value), ...times })).toBe(true);
  }

  describe('read', () => {
    test('finds nothing at first', async () => {
      expect(await store.read(KEY)).toBeUndefined();
    });

    test('finds what was written, with the time it has left', async () => {
      await put('one');
      const found = await store.read(KEY);
      expect(found?.value).toBe('one');
      expect(found?.expiresInMs).toBeGreaterThan(55_000);
      expect(found?.expiresInMs).toBeLessThanOrEqual(60_000);
      expect(found?.refreshInMs).toBeGreaterThan(25_000);
      expect(found?.refreshInMs).toBeLessThanOrEqual(30_000);
    });

    test('keeps credentials of different keys apart', async () => {
      await put('one');
      expect(await store.read('{wx1}:ticket')).toBeUndefined();
      expect(await store.read('{wx2}:token')).toBeUndefined();
    });

    test('finds nothing that is dead', async () => {
      await put('one', { expiresInMs: 20, refreshInMs: 10 });
      await expect.poll(() => store.read(KEY)).toBeUndefined();
    });
  });

  describe('acquire', () => {
    test('gives the lock to one, and tells the others how long it is leased', async () => {
      await acquire();
      const second = await store.acquire(KEY, refresher());
      expect(second).toMatchObject({ outcome: 'busy' });
      if (second.outcome !== 'busy') return;
      expect(second.leaseMs).toBeGreaterThan(LEASE_MS - 5000);
      expect(second.leaseMs).toBeLessThanOrEqual(LEASE_MS);
    });

    test('of many at once succeeds for one', async () => {
      const outcomes = await Promise.all(Array.from({ length: 50 }, () => store.acquire(KEY, refresher())));
      expect(outcomes.filter(({ outcome }) => outcome === 'acquired')).toHaveLength(1);
      expect(outcomes.filter(({ outcome }) => outcome === 'busy')).toHaveLength(49);
    });

    test('made twice by the same refresher is one', async () => {
      const { who, fence } = await acquire();
      expect(await store.acquire(KEY, who)).toEqual({ outcome: 'acquired', fence, refused: undefined });
    });

    test('succeeds once the lease is over, with a higher fence', async () => {
      const first = await acquire(refresher(20));
      await expect.poll(async () => (await store.acquire(KEY, refresher())).outcome).toBe('acquired');
      await store.release(KEY, first.who);
      const third = await store.acquire(KEY, refresher());
      // The lock belongs to the second one, whatever the first one releases.
      expect(third.outcome).toBe('busy');
    });

    test('gives fences that grow', async () => {
      const fences: number[] = [];
      for (let turn = 0; turn < 5; turn++) {
        const { who, fence } = await acquire();
        fences.push(fence);
        await store.release(KEY, who);
      }
      expect(fences).toEqual(fences.toSorted((a, b) => a - b));
      expect(new Set(fences).size).toBe(5);
    });

    test('shows the credential where it is not time yet', async () => {
      await put('one');
      expect(await store.acquire(KEY, refresher())).toMatchObject({ outcome: 'present', credential: { value: 'one' } });
    });

    test('succeeds where it is time, and the credential stays', async () => {
      await put('one', { refreshInMs: 0 });
      await acquire();
      expect((await store.read(KEY))?.value).toBe('one');
    });
  });

  describe('write', () => {
    test('frees the lock', async () => {
      await put('one', { refreshInMs: 0 });
      await acquire();
    });

    test('made twice is one', async () => {
      const { who, fence } = await acquire();
      expect(await store.write(KEY, who, fence, credential('one'))).toBe(true);
      expect(await store.write(KEY, who, fence, credential('one'))).toBe(true);
      expect((await store.read(KEY))?.value).toBe('one');
    });

    test('with a lower fence than the last one is refused', async () => {
      const slow = await acquire(refresher(20));
      await expect
        .poll(async () => (await store.acquire(KEY, { id: 'second', leaseMs: LEASE_MS })).outcome)
        .toBe('acquired');
      const second = await store.acquire(KEY, { id: 'second', leaseMs: LEASE_MS });
      if (second.outcome !== 'acquired') throw new Error('not acquired');
      const who = { id: 'second', leaseMs: LEASE_MS };
      expect(await store.write(KEY, who, second.fence, credential('newer'))).toBe(true);
      expect(await store.write(KEY, slow.who, slow.fence, credential('older'))).toBe(false);
      expect((await store.read(KEY))?.value).toBe('newer');
    });
  });

  describe('invalidate', () => {
    test('drops the credential with that value, and tells the next refresher', async () => {
      await put('one');
      await store.invalidate(KEY, 'one');
      expect(await store.read(KEY)).toBeUndefined();
      expect((await acquire()).refused).toBe('one');
    });

    test('leaves a credential with another value', async () => {
      await put('one');
      await store.invalidate(KEY, 'older');
      expect((await store.read(KEY))?.value).toBe('one');
    });

    test('is forgotten with the next write', async () => {
      await put('one');
      await store.invalidate(KEY, 'one');
      await put('two', { refreshInMs: 0 });
      expect((await acquire()).refused).toBeUndefined();
    });

    test('does not let an older fence in', async () => {
      const { fence } = await acquire();
      await store.write(KEY, refresher(), fence + 1, credential('one'));
      await store.invalidate(KEY, 'one');
      expect(await store.write(KEY, refresher(), fence, credential('older'))).toBe(false);
    });
  });

  test('expedite makes it time', async () => {
    await put('one');
    await store.expedite(KEY, 'another');
    expect((await store.read(KEY))?.refreshInMs).toBeGreaterThan(0);
    await store.expedite(KEY, 'one');
    expect((await store.read(KEY))?.refreshInMs).toBeLessThanOrEqual(0);
    await store.expedite('{wx1}:nothing', 'one');
    expect(await store.read('{wx1}:nothing')).toBeUndefined();
  });

  describe('spend', () => {
    test('keeps to the number of a day', async () => {
      const budget = { perDay: 3, gapMs: 0 };
      const spent = [];
      for (const id of ['a', 'b', 'c', 'd']) spent.push(await store.spend(KEY, id, budget));
      expect(spent).toEqual([true, true, true, false]);
    });

    test('keeps to the gap', async () => {
      expect(await store.spend(KEY, 'a', { perDay: 3, gapMs: 10_000 })).toBe(true);
      expect(await store.spend(KEY, 'b', { perDay: 3, gapMs: 10_000 })).toBe(false);
    });

    test('made twice with the same id is one', async () => {
      const budget = { perDay: 2, gapMs: 0 };
      for (const id of ['a', 'a', 'a', 'b']) expect(await store.spend(KEY, id, budget)).toBe(true);
    });

    test('of many at once keeps to the number', async () => {
      const budget = { perDay: 5, gapMs: 0 };
      const spent = await Promise.all(Array.from({ length: 20 }, (_, id) => store.spend(KEY, String(id), budget)));
      expect(spent.filter(Boolean)).toHaveLength(5);
    });
  });
}
