import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, test, vi, type MockInstance } from 'vitest';
import type { MessageKey } from 'nestjs-wechat';
import { MemoryDeliveryStore } from '#lib/delivery/memory-delivery.store';
import { SteadyDeliveryStore } from '#lib/delivery/steady-delivery.store';
import { SwitchedDeliveryStore } from '../support/switched-delivery-store.js';

const LEASE_MS = 3000;
/** Longer than any call asks again. */
const LONG_MS = 15_000;

let shared: SwitchedDeliveryStore;
/** Two processes. */
let here: SteadyDeliveryStore;
let there: SteadyDeliveryStore;
let key: MessageKey;
let warn: MockInstance<Logger['warn']>;
let log: MockInstance<Logger['log']>;

beforeEach(() => {
  vi.useFakeTimers();
  warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => {});
  log = vi.spyOn(Logger.prototype, 'log').mockImplementation(() => {});
  shared = new SwitchedDeliveryStore();
  here = new SteadyDeliveryStore(shared, new MemoryDeliveryStore());
  there = new SteadyDeliveryStore(shared, new MemoryDeliveryStore());
  key = { appId: 'wx1', openId: 'o1', id: randomUUID() };
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const newDelivery = () => ({ deliveryId: randomUUID(), claimId: randomUUID(), leaseMs: LEASE_MS });

/** Waits for a call, however long it asks again, and no longer. */
async function over<T>(call: Promise<T>): Promise<T> {
  const progress = { isOver: false };
  void call.finally(() => (progress.isOver = true));
  await vi.advanceTimersByTimeAsync(0);
  for (let waitedMs = 0; !progress.isOver && waitedMs < LONG_MS; waitedMs += 50) await vi.advanceTimersByTimeAsync(50);
  return call;
}

/** The first delivery of the message, which runs it here. */
async function begin() {
  const delivery = newDelivery();
  expect(await over(here.arrive(key, delivery))).toMatchObject({ state: 'run', attempt: 1 });
  const { deliveryId, claimId } = delivery;
  const claim = { deliveryId, claimId, attempt: 1, ageMs: 0 };
  const settle = (collect: boolean) => over(here.settle(key, claim, { outcome: 'a', collect }));
  return { claim, settle };
}

const arriveAt = (process: SteadyDeliveryStore) => over(process.arrive(key, newDelivery()));

describe.each([
  ['fails', false],
  ['says nothing', true],
])('while the shared store is down and %s,', (_, isSilent) => {
  beforeEach(() => {
    shared.isSilent = isSilent;
  });

  test('a process runs a message once, and answers it', async () => {
    shared.isDown = true;
    const { claim, settle } = await begin();
    expect(await arriveAt(here)).toMatchObject({ state: 'wait', attempt: 2 });
    expect(await over(here.renew(key, claim, LEASE_MS))).toBe(true);
    expect(await settle(true)).toBe('answer');
    expect(await arriveAt(here)).toMatchObject({ state: 'answer', outcome: 'a', attempt: 3 });
  });

  test('a delivery that waits for another process goes on waiting', async () => {
    await begin();
    const delivery = newDelivery();
    expect(await over(there.arrive(key, delivery))).toMatchObject({ state: 'wait', attempt: 2 });
    shared.isDown = true;
    expect(await over(there.arrive(key, delivery))).toMatchObject({ state: 'wait', attempt: 2 });
    // A new one knows nothing of it.
    expect(await arriveAt(there)).toMatchObject({ state: 'run', attempt: 1 });
  });

  test('a run goes on that began before', async () => {
    const { claim, settle } = await begin();
    shared.isDown = true;
    expect(await over(here.renew(key, claim, LEASE_MS))).toBe(true);
    expect(await arriveAt(here)).toMatchObject({ state: 'wait', attempt: 2 });
    expect(await settle(false)).toBe('kept');
    expect(await arriveAt(here)).toMatchObject({ state: 'answer', outcome: 'a' });
  });

  test('an acknowledgement sends the answer by customer service', async () => {
    const { settle } = await begin();
    shared.isDown = true;
    expect(await over(here.acknowledge(key))).toBeUndefined();
    expect(await settle(false)).toBe('customer-service');
  });

  test('an acknowledgement gives the answer where it is there', async () => {
    shared.isDown = true;
    const { claim, settle } = await begin();
    expect(await settle(false)).toBe('kept');
    expect(await over(here.acknowledge(key))).toBe('a');
    expect(await over(here.handOver(key, claim.claimId))).toBe(false);
  });

  test('an answer that nobody else knows of is sent where nobody has collected it', async () => {
    const { claim, settle } = await begin();
    shared.isDown = true;
    expect(await settle(false)).toBe('kept');
    expect(await over(here.handOver(key, claim.claimId))).toBe(true);
    expect(await arriveAt(here)).toMatchObject({ state: 'acknowledge' });
  });

  test('an answer that another process may have given is not sent', async () => {
    const { claim, settle } = await begin();
    expect(await settle(false)).toBe('kept');
    shared.isDown = true;
    expect(await over(here.handOver(key, claim.claimId))).toBe(false);
  });
});

describe.each(['renews', 'has ended'])('a run that learns that it is lost when it %s', moment => {
  test('does not stand in the way of the next delivery here', async () => {
    const { claim, settle } = await begin();
    shared.lose();
    expect(await arriveAt(there)).toMatchObject({ state: 'run' });
    shared.isDown = true;
    await vi.advanceTimersByTimeAsync(1000);
    // Here the lease is longer than the one that the other process has.
    expect(await over(here.renew(key, claim, LEASE_MS))).toBe(true);
    shared.isDown = false;
    if (moment === 'renews') expect(await over(here.renew(key, claim, LEASE_MS))).toBe(false);
    else expect(await settle(true)).toBe('lost');
    // That one dies.
    await vi.advanceTimersByTimeAsync(LEASE_MS - 500);
    expect(await arriveAt(here)).toMatchObject({ state: 'run' });
    expect(await settle(true)).toBe('lost');
  });
});

test('an answer that goes by customer service is not given here when the shared store is down', async () => {
  const { settle } = await begin();
  await over(there.acknowledge(key));
  expect(await settle(true)).toBe('customer-service');
  shared.isDown = true;
  expect(await arriveAt(here)).toMatchObject({ state: 'acknowledge' });
});

describe('when the shared store is back,', () => {
  test('a run that began without it has the message', async () => {
    shared.isDown = true;
    const { claim, settle } = await begin();
    shared.isDown = false;
    expect(await over(here.renew(key, claim, LEASE_MS))).toBe(true);
    expect(await arriveAt(there)).toMatchObject({ state: 'wait', attempt: 2 });
    expect(await settle(false)).toBe('kept');
    expect(await arriveAt(there)).toMatchObject({ state: 'answer', outcome: 'a' });
  });

  test('a run goes on that it has forgotten, though a delivery comes before its renewal', async () => {
    const { claim } = await begin();
    shared.lose();
    expect(await arriveAt(here)).toMatchObject({ state: 'wait', attempt: 1 });
    expect(await arriveAt(there)).toMatchObject({ state: 'wait', attempt: 2 });
    expect(await over(here.renew(key, claim, LEASE_MS))).toBe(true);
  });

  test('an answer that it has not heard of is told with the next delivery', async () => {
    const { settle } = await begin();
    shared.isDown = true;
    await settle(false);
    shared.isDown = false;
    await vi.advanceTimersByTimeAsync(LEASE_MS);
    expect(await arriveAt(here)).toMatchObject({ state: 'answer', outcome: 'a', attempt: 2 });
    expect(await arriveAt(there)).toMatchObject({ state: 'answer', outcome: 'a', attempt: 3 });
  });

  test('an answer that it has not heard of is sent where nobody has collected it', async () => {
    const { claim, settle } = await begin();
    shared.isDown = true;
    await settle(false);
    shared.isDown = false;
    expect(await over(here.handOver(key, claim.claimId))).toBe(true);
    expect(await arriveAt(there)).toMatchObject({ state: 'acknowledge' });
  });

  test('an answer goes the way of an acknowledgement that it has not heard of', async () => {
    const { settle } = await begin();
    shared.isDown = true;
    expect(await over(here.acknowledge(key))).toBeUndefined();
    shared.isDown = false;
    expect(await settle(false)).toBe('customer-service');
    expect(await arriveAt(there)).toMatchObject({ state: 'acknowledge' });
  });

  test('an answer that another process gives is not sent for an acknowledgement that it has not heard of', async () => {
    const { claim, settle } = await begin();
    shared.isDown = true;
    await over(here.acknowledge(key));
    shared.isDown = false;
    expect(await over(there.settle(key, claim, { outcome: 'a', collect: true }))).toBe('answer');
    expect(await settle(false)).toBe('kept');
    expect(await over(here.handOver(key, claim.claimId))).toBe(false);
  });

  test('an answer that was acknowledged elsewhere meanwhile is sent', async () => {
    const { claim, settle } = await begin();
    shared.isDown = true;
    await settle(false);
    shared.isDown = false;
    expect(await over(there.acknowledge(key))).toBeUndefined();
    expect(await over(here.handOver(key, claim.claimId))).toBe(true);
  });

  test('a run that another process has taken over is lost', async () => {
    const { claim, settle } = await begin();
    shared.isDown = true;
    await vi.advanceTimersByTimeAsync(LEASE_MS);
    shared.isDown = false;
    expect(await arriveAt(there)).toMatchObject({ state: 'run', attempt: 2 });
    expect(await over(here.renew(key, claim, LEASE_MS))).toBe(false);
    expect(await settle(true)).toBe('lost');
    expect(await over(here.handOver(key, claim.claimId))).toBe(false);
    // Another delivery waits for that one, too.
    expect(await arriveAt(here)).toMatchObject({ state: 'wait', attempt: 3 });
  });
});

describe('a store that does not answer', () => {
  test('is asked again for a while before a message goes on without it', async () => {
    shared.isDown = true;
    const arrival = here.arrive(key, newDelivery());
    await vi.advanceTimersByTimeAsync(1500);
    shared.isDown = false;
    expect(await over(arrival)).toMatchObject({ state: 'run' });
    expect(await arriveAt(there)).toMatchObject({ state: 'wait', attempt: 2 });
  });

  test('is asked once while it is known to be down', async () => {
    shared.isDown = true;
    await arriveAt(here);
    shared.calls = 0;
    await arriveAt(here);
    expect(shared.calls).toBe(1);
  });

  test('is warned of once, and its return is told', async () => {
    shared.isDown = true;
    await arriveAt(here);
    await arriveAt(here);
    expect(warn).toHaveBeenCalledOnce();
    expect(warn).toHaveBeenCalledWith(
      expect.stringMatching(/^The store of messages does not answer: .* There is no store\.$/),
    );
    expect(log).not.toHaveBeenCalled();
    shared.isDown = false;
    await arriveAt(here);
    await arriveAt(here);
    expect(log).toHaveBeenCalledOnce();
    // One that comes and goes is not told of every time.
    shared.isDown = true;
    await arriveAt(here);
    shared.isDown = false;
    await arriveAt(here);
    expect([warn, log].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
    await vi.advanceTimersByTimeAsync(10_000);
    shared.isDown = true;
    await arriveAt(here);
    expect(warn).toHaveBeenCalledTimes(2);
  });
});
