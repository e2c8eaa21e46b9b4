import { beforeEach, describe, expect, test } from 'vitest';
import type { OAuthExchangeStore } from 'nestjs-wechat';

/** Long enough for a slow machine not to reach the end of what is to last. */
const LONG_MS = 10_000;
/** Short enough to wait for the end of. */
const SHORT_MS = 25;

/** What every store of exchanges has to do, those of hosts too. */
export function testOAuthExchangeStore(create: () => OAuthExchangeStore | Promise<OAuthExchangeStore>): void {
  let store: OAuthExchangeStore;
  let keys = 0;
  let key: string;
  const claim = (claimId: string, leaseMs = LONG_MS) => store.claim(key, claimId, leaseMs);
  const stateFor = async (claimId: string) => (await claim(claimId)).state;

  beforeEach(async () => {
    store = await create();
    key = `{wx1:${++keys}}:oauth:code`;
  });

  describe('claim', () => {
    test('succeeds for one, and tells the others how long the claim is leased', async () => {
      expect(await claim('a')).toEqual({ state: 'claimed' });
      const other = await claim('b');
      if (other.state !== 'busy') throw new Error(`The key is ${other.state}.`);
      expect(other.leaseMs).toBeGreaterThan(LONG_MS - 5000);
      expect(other.leaseMs).toBeLessThanOrEqual(LONG_MS);
    });

    test('of many at once succeeds for one', async () => {
      const claims = await Promise.all(Array.from({ length: 50 }, (_, number) => claim(`claim-${number}`)));
      expect(claims.filter(({ state }) => state === 'claimed')).toHaveLength(1);
      expect(claims.filter(({ state }) => state === 'busy')).toHaveLength(49);
    });

    test('made twice by one claimant is one, and is leased anew', async () => {
      await claim('a', 2 * SHORT_MS);
      expect(await claim('a')).toEqual({ state: 'claimed' });
      const other = await claim('b');
      expect(other).toMatchObject({ state: 'busy' });
      if (other.state === 'busy') expect(other.leaseMs).toBeGreaterThan(LONG_MS - 5000);
    });

    test('succeeds for another once the lease is over', async () => {
      await claim('a', SHORT_MS);
      await expect.poll(() => stateFor('b')).toBe('claimed');
      expect(await stateFor('a')).toBe('busy');
    });

    test('keeps keys apart', async () => {
      await claim('a');
      expect(await store.claim(`${key}:other`, 'b', LONG_MS)).toEqual({ state: 'claimed' });
    });

    test('takes a lease that is no whole number', async () => {
      expect(await claim('a', 1000.4)).toEqual({ state: 'claimed' });
    });
  });

  describe('settle', () => {
    test.each(['{"value":1}', '', 'c', 's', '昵称 😀 \n"'])('keeps %j for everybody', async outcome => {
      await claim('a');
      expect(await store.settle(key, outcome, LONG_MS)).toBe(outcome);
      for (const claimId of ['a', 'b']) expect(await claim(claimId)).toEqual({ state: 'settled', outcome });
    });

    test('made twice is one, and the first one stays', async () => {
      await claim('a');
      await store.settle(key, 'one', LONG_MS);
      expect(await store.settle(key, 'one', LONG_MS)).toBe('one');
      expect(await store.settle(key, 'two', LONG_MS)).toBe('one');
      expect(await claim('b')).toEqual({ state: 'settled', outcome: 'one' });
    });

    test('of many at once is one', async () => {
      const kept = await Promise.all(
        Array.from({ length: 20 }, (_, number) => store.settle(key, `${number}`, LONG_MS)),
      );
      expect(new Set(kept).size).toBe(1);
    });

    test('by a claimant who was slow counts, whoever has claimed the key meanwhile', async () => {
      await claim('slow', SHORT_MS);
      await expect.poll(() => stateFor('b')).toBe('claimed');
      expect(await store.settle(key, 'of the slow one', LONG_MS)).toBe('of the slow one');
      expect(await store.settle(key, 'of the other', LONG_MS)).toBe('of the slow one');
    });

    test('lasts for its life, not for the lease', async () => {
      await claim('a', SHORT_MS);
      await store.settle(key, 'one', LONG_MS);
      await new Promise(resolve => setTimeout(resolve, 2 * SHORT_MS));
      expect(await stateFor('b')).toBe('settled');
    });

    test('ends with its life', async () => {
      await claim('a');
      await store.settle(key, 'one', SHORT_MS);
      await expect.poll(() => stateFor('b')).toBe('claimed');
      expect(await store.settle(key, 'two', LONG_MS)).toBe('two');
    });
  });

  describe('release', () => {
    test('lets others claim', async () => {
      await claim('a');
      await store.release(key, 'a');
      await store.release(key, 'a');
      expect(await stateFor('b')).toBe('claimed');
    });

    test('is for the claimant', async () => {
      await claim('a');
      await store.release(key, 'b');
      await store.release(`${key}:other`, 'a');
      expect(await stateFor('b')).toBe('busy');
    });

    test('leaves what is settled', async () => {
      await claim('a');
      await store.settle(key, 'one', LONG_MS);
      await store.release(key, 'a');
      await store.release(key, 'one');
      expect(await stateFor('b')).toBe('settled');
    });
  });

  describe('bind', () => {
    test('binds to the first value', async () => {
      expect(await store.bind(key, 'one', LONG_MS)).toBe('one');
      expect(await store.bind(key, 'one', LONG_MS)).toBe('one');
      expect(await store.bind(key, 'two', LONG_MS)).toBe('one');
    });

    test('of many at once is one', async () => {
      const bound = await Promise.all(Array.from({ length: 20 }, (_, number) => store.bind(key, `${number}`, LONG_MS)));
      expect(new Set(bound).size).toBe(1);
    });

    test('ends with its life', async () => {
      await store.bind(key, 'one', SHORT_MS);
      await expect.poll(() => store.bind(key, 'two', LONG_MS)).toBe('two');
    });

    test('is undone for the value that it is bound to', async () => {
      await store.bind(key, 'one', LONG_MS);
      await store.unbind(key, 'two');
      expect(await store.bind(key, 'two', LONG_MS)).toBe('one');
      await store.unbind(key, 'one');
      await store.unbind(key, 'one');
      expect(await store.bind(key, 'two', LONG_MS)).toBe('two');
    });
  });
}
