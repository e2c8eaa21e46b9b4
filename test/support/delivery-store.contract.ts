import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Arrival, DeliveryStore, MessageKey } from 'nestjs-wechat';

const LEASE_MS = 10_000;

/** What every store of deliveries has to do, those of hosts too. */
export function testDeliveryStore(create: () => DeliveryStore | Promise<DeliveryStore>): void {
  let store: DeliveryStore;
  let key: MessageKey;

  beforeEach(async () => {
    store = await create();
    key = { appId: 'wx1', openId: 'o1', id: randomUUID() };
  });

  const newDelivery = (leaseMs = LEASE_MS) => ({ deliveryId: randomUUID(), claimId: randomUUID(), leaseMs });

  /** The first delivery of a message, which runs it. */
  async function begin(leaseMs?: number) {
    const delivery = newDelivery(leaseMs);
    expect(await store.arrive(key, delivery)).toMatchObject({ state: 'run', attempt: 1 });
    const claim = { claimId: delivery.claimId, deliveryId: delivery.deliveryId, attempt: 1, ageMs: 0 };
    const settle = (outcome: string, collect: boolean) => store.settle(key, claim, { outcome, collect });
    return { delivery, claim, settle };
  }

  const stateOf = async (arrival: Promise<Arrival>): Promise<string> => (await arrival).state;

  describe('a delivery', () => {
    test('that is the first runs the message, and those after it wait, each with its number', async () => {
      await begin();
      const second = newDelivery();
      expect(await store.arrive(key, second)).toMatchObject({ state: 'wait', attempt: 2 });
      expect(await store.arrive(key, newDelivery())).toMatchObject({ state: 'wait', attempt: 3 });
      // Asking again is no delivery more.
      expect(await store.arrive(key, second)).toMatchObject({ state: 'wait', attempt: 2 });
      expect(await store.arrive(key, newDelivery())).toMatchObject({ state: 'wait', attempt: 4 });
      for (let attempt = 5; attempt <= 8; attempt++) await store.arrive(key, newDelivery());
      expect(await store.arrive(key, second)).toMatchObject({ state: 'wait', attempt: 2 });
    });

    test('that asks twice in one breath, as ioredis may, is one', async () => {
      const delivery = newDelivery();
      expect(await store.arrive(key, delivery)).toMatchObject({ state: 'run', attempt: 1 });
      expect(await store.arrive(key, delivery)).toMatchObject({ state: 'run', attempt: 1 });
      expect(await store.arrive(key, newDelivery())).toMatchObject({ attempt: 2 });
    });

    test('of many at once is run by one', async () => {
      const arrivals = await Promise.all(Array.from({ length: 20 }, () => store.arrive(key, newDelivery())));
      expect(arrivals.filter(({ state }) => state === 'run')).toHaveLength(1);
      expect(arrivals.map(({ attempt }) => attempt).toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: 20 }, (_, index) => index + 1),
      );
    });

    test('knows how long ago the first one came', async () => {
      await begin();
      await sleep(30);
      const { ageMs } = await store.arrive(key, newDelivery());
      expect(ageMs).toBeGreaterThanOrEqual(25);
      expect(ageMs).toBeLessThan(5000);
    });

    test('takes over where the lease has ended, and the one before has lost it', async () => {
      const { claim, settle } = await begin(20);
      await sleep(40);
      expect(await store.arrive(key, newDelivery())).toMatchObject({ state: 'run', attempt: 2 });
      expect(await store.renew(key, claim, LEASE_MS)).toBe(false);
      expect(await settle('late', true)).toBe('lost');
      expect(await store.handOver(key, claim.claimId)).toBe(false);
    });

    test('does not take over where the lease was renewed', async () => {
      const { claim } = await begin(20);
      expect(await store.renew(key, claim, LEASE_MS)).toBe(true);
      await sleep(40);
      expect(await stateOf(store.arrive(key, newDelivery()))).toBe('wait');
    });

    test('of another person, account or message is of another message', async () => {
      await begin();
      for (const other of [
        { ...key, id: 'other' },
        { ...key, openId: 'o2' },
        { ...key, appId: 'wx2' },
      ]) {
        expect(await stateOf(store.arrive(other, newDelivery()))).toBe('run');
      }
    });
  });

  describe('an answer', () => {
    test.each(['{"type":"text","content":"你好 \\n"}', ''])('is given to whoever asks, as it is: %j', async outcome => {
      const { settle } = await begin();
      expect(await settle(outcome, true)).toBe('answer');
      expect(await store.arrive(key, newDelivery())).toMatchObject({ state: 'answer', attempt: 2, outcome });
      expect(await store.arrive(key, newDelivery())).toMatchObject({ state: 'answer', attempt: 3, outcome });
    });

    test('is kept for the next delivery where nobody waits, and then is not handed over', async () => {
      const { claim, settle } = await begin();
      expect(await settle('a', false)).toBe('kept');
      expect(await store.arrive(key, newDelivery())).toMatchObject({ state: 'answer', outcome: 'a' });
      expect(await store.handOver(key, claim.claimId)).toBe(false);
    });

    test('that nobody collects is handed over once, and deliveries are acknowledged after', async () => {
      const { claim, settle } = await begin();
      await settle('a', false);
      expect(await store.handOver(key, 'another')).toBe(false);
      expect(await store.handOver(key, claim.claimId)).toBe(true);
      // The same call made twice is one.
      expect(await store.handOver(key, claim.claimId)).toBe(true);
      expect(await stateOf(store.arrive(key, newDelivery()))).toBe('acknowledge');
    });

    test('is settled once, whatever is said later', async () => {
      const { settle } = await begin();
      expect(await settle('a', true)).toBe('answer');
      expect(await settle('b', true)).toBe('answer');
      expect(await store.arrive(key, newDelivery())).toMatchObject({ outcome: 'a' });
    });
  });

  describe('an acknowledgement', () => {
    test('sends the answer by customer service', async () => {
      const { settle } = await begin();
      expect(await store.acknowledge(key)).toBeUndefined();
      expect(await stateOf(store.arrive(key, newDelivery()))).toBe('acknowledge');
      expect(await settle('a', true)).toBe('customer-service');
      expect(await stateOf(store.arrive(key, newDelivery()))).toBe('acknowledge');
      expect(await store.acknowledge(key)).toBeUndefined();
    });

    test('gives the answer where it has just come', async () => {
      const { claim, settle } = await begin();
      await settle('a', false);
      expect(await store.acknowledge(key)).toBe('a');
      expect(await store.handOver(key, claim.claimId)).toBe(false);
      expect(await store.arrive(key, newDelivery())).toMatchObject({ state: 'answer', outcome: 'a' });
    });

    test('lets a message be taken over all the same, and its answer go the same way', async () => {
      await begin(20);
      await store.acknowledge(key);
      await sleep(40);
      const heir = newDelivery();
      expect(await store.arrive(key, heir)).toMatchObject({ state: 'run', attempt: 2 });
      const claim = { claimId: heir.claimId, deliveryId: heir.deliveryId, attempt: 2, ageMs: 0 };
      expect(await store.settle(key, claim, { outcome: 'b', collect: true })).toBe('customer-service');
    });

    test('of a message that is not known says nothing', async () => {
      expect(await store.acknowledge(key)).toBeUndefined();
      expect(await store.handOver(key, 'claim')).toBe(false);
    });
  });

  describe('a record that is lost', () => {
    const claim = () => ({ claimId: randomUUID(), deliveryId: randomUUID(), attempt: 2, ageMs: 7000 });

    test('is made again by a renewal', async () => {
      const mine = claim();
      expect(await store.renew(key, mine, LEASE_MS)).toBe(true);
      const arrival = await store.arrive(key, newDelivery());
      expect(arrival).toMatchObject({ state: 'wait', attempt: 3 });
      expect(arrival.ageMs).toBeGreaterThanOrEqual(7000);
      expect(await store.arrive(key, { ...mine, leaseMs: LEASE_MS })).toMatchObject({ attempt: 2 });
    });

    test('is made again with the answer', async () => {
      const mine = claim();
      expect(await store.settle(key, mine, { outcome: 'a', collect: false })).toBe('kept');
      expect(await store.arrive(key, newDelivery())).toMatchObject({ state: 'answer', outcome: 'a', attempt: 3 });
    });

    test('belongs to whoever claimed it meanwhile', async () => {
      await begin();
      expect(await store.renew(key, claim(), LEASE_MS)).toBe(false);
      expect(await store.settle(key, claim(), { outcome: 'a', collect: true })).toBe('lost');
    });
  });

  test('repetitions without end fill nothing, and are told apart all the same', async () => {
    await begin();
    for (let count = 2; count <= 40; count++) {
      expect(await store.arrive(key, newDelivery())).toMatchObject({ attempt: count });
    }
  });
}
