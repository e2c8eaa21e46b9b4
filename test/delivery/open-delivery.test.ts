import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { OpenDelivery, type DeliveryPeer } from '#lib/delivery/open-delivery';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = new Promise<never>(() => {});

function open(peer: DeliveryPeer = {}, onOverrun: 'retry' | 'acknowledge' = 'retry') {
  return new OpenDelivery({ deadlineMs: 4500, onOverrun }, peer);
}

describe('a delivery that comes to nothing', () => {
  test.each([
    [1, 0, 'hang up', 6000],
    [2, 8999, 'hang up', 6000],
    [3, 5000, 'acknowledge', 4500],
    [4, 15_000, 'acknowledge', 4500],
    // Those before it have not come through.
    [1, 9000, 'acknowledge', 4500],
    [2, 12_000, 'acknowledge', 4500],
  ])('and is number %i, %i ms after the first, ends with: %s, after %i ms', async (attempt, ageMs, end, afterMs) => {
    const delivery = open();
    const ended = vi.fn();
    void delivery.wait({ state: 'wait', attempt, ageMs }, never).then(ended);
    await vi.advanceTimersByTimeAsync(afterMs - 1);
    expect(ended).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(ended).toHaveBeenCalledExactlyOnceWith(end);
    expect(delivery.isOpen).toBe(false);
  });

  test('is as old as it was when it came, however long the store took to say so', async () => {
    const delivery = open();
    await vi.advanceTimersByTimeAsync(2000);
    const ended = vi.fn();
    void delivery.wait({ state: 'wait', attempt: 2, ageMs: 10_000 }, never).then(ended);
    await vi.advanceTimersByTimeAsync(3999);
    expect(ended).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(ended).toHaveBeenCalledExactlyOnceWith('hang up');
  });

  test('is acknowledged at its deadline where the account wants it, whichever it is', async () => {
    const end = open({}, 'acknowledge').wait({ state: 'wait', attempt: 1, ageMs: 0 }, never);
    await vi.advanceTimersByTimeAsync(4500);
    expect(await end).toBe('acknowledge');
  });

  test('waits no more after its end, nor for anything else', async () => {
    const delivery = open();
    delivery.finish('acknowledge');
    expect(await delivery.wait({ state: 'wait', attempt: 1, ageMs: 0 }, never)).toBe('acknowledge');
    delivery.finish('hang up');
    expect(await delivery.wait({ state: 'wait', attempt: 1, ageMs: 0 }, Promise.resolve('x'))).toBe('acknowledge');
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a delivery', () => {
  test('whose answer is there leaves no timer', async () => {
    const delivery = open();
    expect(await delivery.wait({ state: 'wait', attempt: 1, ageMs: 0 }, Promise.resolve('x'))).toBe('x');
    delivery.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('is read by WeChat for 5 s, whether its hanging up has come through or not', async () => {
    const delivery = open();
    await vi.advanceTimersByTimeAsync(4999);
    expect(delivery.isOpen).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(delivery.isOpen).toBe(false);
  });

  test('learns that WeChat has hung up where it asks, before or after', async () => {
    const peer = new AbortController();
    const asks = open(peer);
    const asksLate = open(peer);
    const asksNever = open(peer);
    asks.watch();
    peer.abort();
    asksLate.watch();
    expect([asks, asksLate, asksNever].map(({ isOpen }) => isOpen)).toEqual([false, false, true]);
    expect(await asks.wait({ state: 'wait', attempt: 3, ageMs: 0 }, never)).toBe('hang up');
  });

  test('asks for the signal once, which may cost something', () => {
    const signal = vi.fn(() => new AbortController().signal);
    const delivery = open({
      get signal() {
        return signal();
      },
    });
    delivery.watch();
    delivery.watch();
    expect(signal).toHaveBeenCalledOnce();
  });
});
