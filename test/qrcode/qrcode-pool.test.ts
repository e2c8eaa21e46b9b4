import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { MemoryCredentialStore } from '#lib/credentials/memory-credential.store';
import { MemoryQrcodePoolStore } from '#lib/qrcode/pool/memory-qrcode-pool.store';
import {
  WechatApiError,
  WechatArgumentError,
  WechatNetworkError,
  WechatPoolExhaustedError,
  WechatQuotaError,
  WechatStoreError,
  type QrcodePoolOptions,
  type QrcodePoolService,
} from 'nestjs-wechat';
import { WechatSandbox } from 'nestjs-wechat/sandbox';
import { captureLogs, createAccount } from '../support/account.js';
import { callsOf, countCalls } from '../support/sandbox.js';

const CREATE = '/cgi-bin/qrcode/create';
const DAY_MS = 86_400_000;

let sandbox: WechatSandbox;
beforeEach(async () => {
  sandbox = await WechatSandbox.start({ accounts: [{}, { appId: 'wxshop' }] });
});
afterEach(() => sandbox.stop());

/** A pool without stock, so that every code that is made was asked for. */
function createPool(qrcodePool: QrcodePoolOptions = {}, store?: MemoryQrcodePoolStore): QrcodePoolService {
  const options = { qrcodePool: { stock: 0, ...qrcodePool } };
  return createAccount(sandbox, options, new MemoryCredentialStore(), store).qrcodePool;
}

function made(): number {
  return countCalls(sandbox, CREATE);
}

/** The clock of the memory store, which goes on only when told. */
function stopClock(): void {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
}

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}

describe('acquire', () => {
  test('makes a code of the right kind where there is none', async () => {
    const lease = await createPool().acquire();
    expect(lease).toEqual({
      sceneId: expect.stringMatching(/^pool_[\w-]{22}$/),
      ticket: expect.any(String),
      url: expect.stringMatching(/^http:\/\/weixin\.qq\.com\/q\//),
      imageUrl: `${sandbox.origin}/cgi-bin/showqrcode?ticket=${encodeURIComponent(lease.ticket)}`,
      leaseId: expect.stringMatching(/^[\w-]{36}$/),
      leasedUntil: expect.any(Date),
      expiresAt: expect.any(Date),
    });
    expect(Math.round((lease.leasedUntil.getTime() - Date.now()) / 1000)).toBe(300);
    expect(Math.round((lease.expiresAt.getTime() - Date.now()) / 1000)).toBe((22 * DAY_MS) / 1000);
    expect(sandbox.account().qrCodes.findByTicket(lease.ticket)?.scene).toEqual({ text: lease.sceneId });
  });

  test('leases a code again when it has rested', async () => {
    stopClock();
    const pool = createPool();
    const first = await pool.acquire();
    expect(await pool.release(first)).toBe(true);
    vi.advanceTimersByTime(89_999);
    expect((await pool.acquire()).sceneId).not.toBe(first.sceneId);
    vi.advanceTimersByTime(1);
    expect(await pool.acquire()).toMatchObject({ sceneId: first.sceneId, ticket: first.ticket });
    expect(made()).toBe(2);
  });

  test('leases an abandoned code again after its lease and its rest', async () => {
    stopClock();
    const pool = createPool();
    const first = await pool.acquire();
    vi.advanceTimersByTime(389_999);
    expect((await pool.acquire()).sceneId).not.toBe(first.sceneId);
    vi.advanceTimersByTime(1);
    expect((await pool.acquire()).sceneId).toBe(first.sceneId);
  });

  test('takes an id and a length', async () => {
    const pool = createPool();
    const leaseId = 'a'.repeat(32);
    const lease = await pool.acquire({ leaseId, leaseSeconds: 10 });
    expect(lease.leaseId).toBe(leaseId);
    expect(Math.round((lease.leasedUntil.getTime() - Date.now()) / 1000)).toBe(10);
    expect(await pool.acquire({ leaseId })).toEqual(lease);
    expect(made()).toBe(1);
  });

  test('leases one code to many calls with one id at once', async () => {
    const pool = createPool();
    const leaseId = 'a'.repeat(32);
    const leases = await Promise.all(Array.from({ length: 20 }, () => pool.acquire({ leaseId })));
    expect(new Set(leases.map(({ sceneId }) => sceneId)).size).toBe(1);
    expect(made()).toBe(1);
    expect(await pool.release({ sceneId: leases[0]?.sceneId ?? '', leaseId })).toBe(true);
    expect((await pool.acquire({ leaseId: 'b'.repeat(32) })).leaseId).not.toBe(leaseId);
  });

  test('leases one code to two processes with one id at once', async () => {
    const store = new MemoryQrcodePoolStore();
    const leaseId = 'a'.repeat(32);
    const [one, other] = await Promise.all(
      [createPool({}, store), createPool({}, store)].map(pool => pool.acquire({ leaseId })),
    );
    expect(one).toEqual(other);
    expect(await createPool({}, store).stats()).toMatchObject({ free: 1, leased: 1 });
  });

  test.each([
    [{ leaseId: 'short' }, /leaseId/],
    [{ leaseId: 'x'.repeat(65) }, /leaseId/],
    [{ leaseId: '16 characters !!' }, /leaseId/],
    [{ leaseSeconds: 0 }, /leaseSeconds is 0/],
    [{ leaseSeconds: Number.NaN }, /leaseSeconds is NaN/],
    [{ leaseSeconds: 11 * 86_400 + 1 }, /half of the life of a code/],
  ])('refuses %j', async (options, message) => {
    const refused = createPool().acquire(options);
    await expect(refused).rejects.toThrow(WechatArgumentError);
    await expect(refused).rejects.toThrow(message);
  });

  test('never leases a code with less life than the lease, and replaces it', async () => {
    stopClock();
    const pool = createPool({ codeLifeDays: 1 });
    const first = await pool.acquire();
    await pool.release(first);
    vi.advanceTimersByTime(DAY_MS - 300_000);
    expect((await pool.acquire()).sceneId).toBe(first.sceneId);
    const other = createPool({ codeLifeDays: 1 });
    const second = await other.acquire();
    await other.release(second);
    vi.advanceTimersByTime(DAY_MS - 299_999);
    expect((await other.acquire()).sceneId).not.toBe(second.sceneId);
    expect(await other.find(second.sceneId)).toMatchObject({ status: 'retired' });
    vi.advanceTimersByTime(300_000);
    expect(await other.find(second.sceneId)).toBeUndefined();
  });

  test('keeps accounts apart', async () => {
    const store = new MemoryQrcodePoolStore();
    const one = createPool({}, store);
    const shop = createAccount(
      sandbox,
      { ...sandbox.credentials('wxshop'), qrcodePool: { stock: 0, restSeconds: 0, clockToleranceSeconds: 0 } },
      new MemoryCredentialStore(),
      store,
    ).qrcodePool;
    const lease = await one.acquire();
    expect(await shop.release(lease)).toBe(false);
    expect(await shop.find(lease.sceneId)).toBeUndefined();
    expect(await shop.scan(lease.sceneId, seconds())).toEqual({ outcome: 'unknown' });
    expect((await shop.acquire()).sceneId).not.toBe(lease.sceneId);
    expect(await shop.stats()).toMatchObject({ leased: 1, madeToday: 1 });
  });
});

test('find shows each code as it is', async () => {
  stopClock();
  const pool = createPool();
  const lease = await pool.acquire();
  const { leaseId, leasedUntil, ...code } = lease;
  const leased = { leaseId, leasedFrom: new Date(), leasedUntil };
  expect(await pool.find(lease.sceneId)).toEqual({ ...code, status: 'leased', lease: leased });
  await pool.release(lease);
  expect(await pool.find(lease.sceneId)).toEqual({ ...code, status: 'resting', lease: undefined });
  vi.advanceTimersByTime(90_000);
  expect(await pool.find(lease.sceneId)).toEqual({ ...code, status: 'free', lease: undefined });
  expect(await pool.find('table-7')).toBeUndefined();
  expect(await pool.find(`pool_${'x'.repeat(22)}`)).toBeUndefined();
  expect(await pool.find('pool_{}\r\n*1 *2 *3 *4 *5 *6')).toBeUndefined();
});

describe('scan', () => {
  test('counts during the lease only', async () => {
    stopClock();
    const pool = createPool();
    const lease = await pool.acquire();
    const { sceneId } = lease;
    expect(await pool.scan(sceneId, seconds())).toEqual({ outcome: 'leased', lease, releases: false });
    expect(await pool.scan(sceneId, seconds() - 40)).toEqual({ outcome: 'outside' });
    expect(await pool.scan(sceneId, Number.NaN)).toEqual({ outcome: 'outside' });
    await pool.release(lease);
    expect(await pool.scan(sceneId, seconds())).toEqual({ outcome: 'resting' });
    vi.advanceTimersByTime(90_000);
    expect(await pool.scan(sceneId, seconds())).toEqual({ outcome: 'free' });
    const next = await pool.acquire();
    expect(next.sceneId).toBe(sceneId);
    // What was scanned before is delivered late.
    expect(await pool.scan(sceneId, seconds() - 90)).toEqual({ outcome: 'outside' });
    expect(await pool.scan(sceneId, seconds())).toMatchObject({ outcome: 'leased', lease: { leaseId: next.leaseId } });
    expect(await pool.scan('table-7', seconds())).toEqual({ outcome: 'unknown' });
    expect(await pool.scan(`pool_${'x'.repeat(22)}`, seconds())).toEqual({ outcome: 'unknown' });
  });

  test('that comes when the lease has just ended counts, by the tolerance', async () => {
    stopClock();
    const pool = createPool();
    const { sceneId } = await pool.acquire();
    vi.advanceTimersByTime(310_000);
    expect(await pool.scan(sceneId, seconds())).toMatchObject({ outcome: 'leased' });
    vi.advanceTimersByTime(30_000);
    expect(await pool.scan(sceneId, seconds())).toEqual({ outcome: 'resting' });
  });

  test('gives the code back where the lease says so', async () => {
    const pool = createPool({ releaseOnScan: true });
    const [kept, given] = [await pool.acquire({ releaseOnScan: false }), await pool.acquire()];
    expect(await pool.scanned(kept.sceneId, seconds())).toMatchObject({ outcome: 'leased', releases: false });
    expect(await pool.scanned(given.sceneId, seconds())).toMatchObject({ outcome: 'leased', releases: true });
    expect(await pool.scanned(given.sceneId, seconds())).toEqual({ outcome: 'resting' });
    expect(await pool.stats()).toMatchObject({ leased: 1, resting: 1 });
  });

  test('of a code for single use that was used is retired', async () => {
    const pool = createPool({ singleUse: true, restSeconds: 0, clockToleranceSeconds: 0 });
    const lease = await pool.acquire();
    await pool.release(lease);
    expect(await pool.scan(lease.sceneId, seconds())).toEqual({ outcome: 'retired' });
    expect((await pool.acquire()).sceneId).not.toBe(lease.sceneId);
  });
});

describe('where no code can be had', () => {
  test('the pool says when the next lease ends', async () => {
    const pool = createPool({ maxCodes: 2 });
    const first = await pool.acquire({ leaseSeconds: 100 });
    await pool.acquire();
    const refused = await pool.acquire().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(WechatPoolExhaustedError);
    expect((refused as WechatPoolExhaustedError).endsAt.getTime()).toBe(first.leasedUntil.getTime() + 90_000);
    expect((refused as Error).message).toMatch(/The pool of wx\w+ has all 2 QR codes .*maxCodes/);
    expect(made()).toBe(2);
  });

  test('the own quota of the day keeps the reserve back, and codes that there are go on', async () => {
    const pool = createPool({ dailyQuota: 5, dailyReserve: 3, restSeconds: 0, clockToleranceSeconds: 0 });
    const first = await pool.acquire();
    await pool.acquire();
    expect(await pool.stats()).toEqual({ free: 0, leased: 2, resting: 0, madeToday: 2, quotaLeft: 0 });
    const refused = (await pool.acquire().catch((error: unknown) => error)) as WechatQuotaError;
    expect(refused).toBeInstanceOf(WechatQuotaError);
    expect(refused).toMatchObject({ errcode: 45009, retryable: true, endpoint: CREATE });
    expect(refused.endsAt?.toISOString()).toMatch(/T16:00:00\.000Z$/);
    await pool.release(first);
    expect((await pool.acquire()).sceneId).toBe(first.sceneId);
    expect(made()).toBe(2);
  });

  test.each([45009, 45029])("WeChat's own quota (%i) says when it ends", async errcode => {
    const pool = createPool({ restSeconds: 0, clockToleranceSeconds: 0 });
    const first = await pool.acquire();
    sandbox.fault.apiError(CREATE, errcode);
    const refused = (await pool.acquire().catch((error: unknown) => error)) as WechatQuotaError;
    expect(refused).toBeInstanceOf(WechatQuotaError);
    expect(refused.errcode).toBe(errcode);
    expect(refused.endsAt?.toISOString()).toMatch(/T16:00:00\.000Z$/);
    expect(refused.message).toContain(refused.endsAt?.toISOString());
    await pool.release(first);
    expect((await pool.acquire()).sceneId).toBe(first.sceneId);
  });

  test('a refusal of WeChat is told as it is, and many callers do not storm it', async () => {
    const pool = createPool();
    sandbox.fault.apiError(CREATE, 48001);
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => pool.acquire()));
    expect(answers.every(({ status }) => status === 'rejected')).toBe(true);
    await expect(pool.acquire()).rejects.toThrow(WechatApiError);
    await expect(pool.acquire()).rejects.toThrow(/48001/);
    expect(made()).toBe(20);
    sandbox.fault.clear();
    await expect.poll(() => pool.acquire().catch(() => undefined), { timeout: 3000 }).toBeDefined();
  });

  test('WeChat that does not answer costs nothing but the code', async () => {
    const pool = createPool({ maxCodes: 2, restSeconds: 0, clockToleranceSeconds: 0 });
    const first = await pool.acquire();
    const gate = sandbox.fault.hold(CREATE);
    const slow = pool.acquire();
    const refused = expect(slow).rejects.toThrow(WechatNetworkError);
    await gate.held();
    // Others with pooled codes go on meanwhile.
    await pool.release(first);
    expect((await pool.acquire()).sceneId).toBe(first.sceneId);
    await refused;
    gate.release();
    // The place of the code that was not made is free again.
    expect(await pool.acquire()).toBeDefined();
    expect(await pool.stats()).toMatchObject({ leased: 2 });
  });

  test('a store that is down is told', async () => {
    class Down extends MemoryQrcodePoolStore {
      override acquire(): Promise<never> {
        return Promise.reject(new WechatStoreError('The store is down.'));
      }
    }
    await expect(createPool({}, new Down()).acquire()).rejects.toThrow(WechatStoreError);
    expect(made()).toBe(0);
  });
});

describe('the stock', () => {
  test('is filled up behind an acquisition that found none', async () => {
    const pool = createPool({ stock: 3 });
    expect(await pool.stats()).toMatchObject({ free: 0 });
    expect(made()).toBe(0);
    await pool.acquire();
    await expect.poll(async () => (await pool.stats()).free).toBe(3);
    expect(made()).toBe(4);
    await Promise.all([pool.acquire(), pool.acquire(), pool.acquire()]);
    expect(made()).toBe(4);
  });

  test('is looked after once in a while by those who acquire, where no scheduler does', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const pool = createPool({ stock: 3 });
    await pool.acquire();
    await expect.poll(async () => (await pool.stats()).free).toBe(3);
    await pool.acquire();
    await pool.acquire();
    expect(await pool.stats()).toMatchObject({ free: 1, madeToday: 4 });
    vi.advanceTimersByTime(60_000);
    await pool.acquire();
    await expect.poll(async () => (await pool.stats()).free).toBe(3);
    expect(made()).toBe(7);
  });

  test('is filled up a few at a time', async () => {
    const pool = createPool({ stock: 30 });
    const gate = sandbox.fault.hold(CREATE);
    const lease = pool.acquire();
    await gate.held(5);
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(made()).toBe(5);
    gate.release();
    await lease;
    await expect.poll(async () => (await pool.stats()).free).toBe(30);
    expect(made()).toBe(31);
  });

  test('leaves the caller its turn where there may be few codes', async () => {
    const pool = createPool({ maxCodes: 3, stock: 3 });
    const leases = await Promise.all([pool.acquire(), pool.acquire(), pool.acquire()]);
    expect(new Set(leases.map(({ sceneId }) => sceneId)).size).toBe(3);
    expect(made()).toBe(3);
    await expect(pool.acquire()).rejects.toThrow(WechatPoolExhaustedError);
  });

  test('that cannot be filled up is logged', async () => {
    const logger = captureLogs();
    const pool = createPool({ stock: 3 });
    const gate = sandbox.fault.hold(CREATE, 1);
    const lease = pool.acquire();
    await gate.held();
    sandbox.fault.apiError(CREATE, 48001);
    gate.release();
    await lease.catch(() => {});
    await expect
      .poll(() => logger.filter({ level: 'warn' }).map(({ message }) => message))
      .toContainEqual(expect.stringMatching(/stock of QR codes of account 'default' could not be filled up.*48001/));
  });

  test('warmUp waits until so many are free', async () => {
    const pool = createPool();
    await pool.warmUp(25);
    expect(await pool.stats()).toEqual({ free: 25, leased: 0, resting: 0, madeToday: 25, quotaLeft: 98_975 });
    await pool.warmUp(25);
    await pool.warmUp(5);
    expect(made()).toBe(25);
    await Promise.all(Array.from({ length: 25 }, () => pool.acquire()));
    expect(made()).toBe(25);
  });

  test('warmUp says what stands in its way', async () => {
    await expect(createPool({ maxCodes: 5 }).warmUp(6)).rejects.toThrow(WechatArgumentError);
    await expect(createPool().warmUp(-1)).rejects.toThrow(/warmUp was called with -1/);
    await expect(createPool({ dailyQuota: 3, dailyReserve: 1 }).warmUp(3)).rejects.toThrow(WechatQuotaError);
    const pool = createPool({ maxCodes: 5 });
    const lease = await pool.acquire();
    await expect(pool.warmUp(5)).rejects.toThrow(/has all 5 QR codes that it may have, and too many are leased/);
    const error = (await pool.warmUp(5).catch((reason: unknown) => reason)) as WechatPoolExhaustedError;
    expect(error).toBeInstanceOf(WechatPoolExhaustedError);
    expect(error.endsAt.getTime()).toBeGreaterThan(lease.leasedUntil.getTime());
  });
});

test('a crawler gets no more than there may be, and leaves the quota of the day', async () => {
  const pool = createPool({ maxCodes: 50, stock: 10 });
  let refused = 0;
  for (let round = 0; round < 100; round++) {
    const answers = await Promise.allSettled(Array.from({ length: 100 }, () => pool.acquire()));
    refused += answers.filter(({ status }) => status === 'rejected').length;
  }
  expect(refused).toBe(9950);
  expect(made()).toBe(50);
  expect(await pool.stats()).toMatchObject({ leased: 50, madeToday: 50, quotaLeft: 98_950 });
}, 30_000);

test('clear begins anew', async () => {
  const pool = createPool();
  const lease = await pool.acquire();
  await pool.clear();
  expect(await pool.release(lease)).toBe(false);
  expect(await pool.scan(lease.sceneId, seconds())).toEqual({ outcome: 'unknown' });
  expect(await pool.stats()).toMatchObject({ free: 0, leased: 0, madeToday: 1 });
  expect((await pool.acquire()).sceneId).not.toBe(lease.sceneId);
  expect(callsOf(sandbox, CREATE)).toHaveLength(2);
});
