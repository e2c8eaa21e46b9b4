import { beforeEach, describe, expect, test } from 'vitest';
import type { LeasedCode, PoolRules, QrcodePoolStore } from 'nestjs-wechat';

const POOL = '{wx1}';
const LIFE_MS = 1_000_000;
/** Long enough for a slow machine not to reach the end of what is to last. */
const LONG_MS = 10_000;
/** Short enough to wait for the end of. */
const SHORT_MS = 25;
const RULES: PoolRules = {
  leaseMs: LONG_MS,
  restMs: 0,
  singleUse: false,
  maxCodes: 100,
  perDay: 1000,
  reservationMs: LONG_MS,
};
const GOAL = { stock: 5, atOnce: 3 };

/** What every store of QR codes has to do, those of hosts too. */
export function testQrcodePoolStore(create: () => QrcodePoolStore | Promise<QrcodePoolStore>): void {
  let store: QrcodePoolStore;
  let ids = 0;
  const request = (leaseMs = LONG_MS, leaseId = `lease-${++ids}`) => ({ leaseId, leaseMs, releaseOnScan: false });
  const acquire = (leaseMs?: number, rules: Partial<PoolRules> = {}) =>
    store.acquire(POOL, request(leaseMs), { ...RULES, ...rules });
  const acquireOrReserve = (rules: Partial<PoolRules> = {}, who = request()) =>
    store.acquireOrReserve(POOL, who, { ...RULES, ...rules });
  const reserve = (rules: Partial<PoolRules> = {}, id = `reservation-${++ids}`) =>
    store.reserve(POOL, id, GOAL, { ...RULES, ...rules });
  const find = (sceneId: string, rules: Partial<PoolRules> = {}) => store.find(POOL, sceneId, { ...RULES, ...rules });
  const count = (rules: Partial<PoolRules> = {}) => store.count(POOL, { ...RULES, ...rules });
  const release = (code: LeasedCode, rules: Partial<PoolRules> = {}) =>
    store.release(POOL, code.sceneId, code.lease.leaseId, { ...RULES, ...rules });

  beforeEach(async () => {
    store = await create();
  });

  /** Adds a free code. */
  async function add({ pool = POOL, lifeMs = LIFE_MS } = {}): Promise<string> {
    const id = `reservation-${++ids}`;
    const answer = await store.reserve(pool, id, { stock: 1000, atOnce: 1000 }, { ...RULES, maxCodes: 1000 });
    if (answer.outcome !== 'reserved') throw new Error(`A reservation is refused: ${answer.outcome}.`);
    const code = { sceneId: `scene-${ids}`, ticket: `gQ/+=${ids}`, url: `http://weixin.qq.com/q/${ids}` };
    await store.add(pool, id, { ...code, expiresAt: answer.at + lifeMs });
    return code.sceneId;
  }

  async function lease(leaseMs?: number, rules: Partial<PoolRules> = {}): Promise<LeasedCode> {
    const code = await acquire(leaseMs, rules);
    if (code === undefined) throw new Error('No code is free.');
    return code;
  }

  async function reserved(rules?: Partial<PoolRules>, who = request()) {
    const answer = await acquireOrReserve(rules, who);
    if (!('outcome' in answer) || answer.outcome !== 'reserved') throw new Error('No code may be made.');
    return { who, at: answer.at, madeToday: answer.madeToday };
  }

  describe('acquire', () => {
    test('finds nothing in an empty pool', async () => {
      expect(await acquire()).toBeUndefined();
      expect(await count()).toEqual({ free: 0, leased: 0, resting: 0, madeToday: 0 });
    });

    test('leases a code with all that is known of it', async () => {
      const sceneId = await add();
      const code = await store.acquire(POOL, { leaseId: 'mine', leaseMs: 5000, releaseOnScan: true }, RULES);
      expect(code).toEqual({
        sceneId,
        ticket: `gQ/+=${ids}`,
        url: `http://weixin.qq.com/q/${ids}`,
        expiresAt: expect.any(Number),
        lease: { leaseId: 'mine', from: expect.any(Number), until: expect.any(Number), releaseOnScan: true },
      });
      const { until = 0, from = 0 } = code?.lease ?? {};
      expect(until - from).toBe(5000);
      expect(Math.abs(from - Date.now())).toBeLessThan(5000);
      expect(await find(sceneId)).toMatchObject({ ...code, now: expect.any(Number) });
      expect(await count()).toEqual({ free: 0, leased: 1, resting: 0, madeToday: 1 });
    });

    test('leases no code twice at the same time', async () => {
      for (let number = 0; number < 5; number++) await add();
      const codes = await Promise.all(Array.from({ length: 20 }, () => acquire()));
      const scenes = codes.flatMap(code => code?.sceneId ?? []);
      expect(scenes).toHaveLength(5);
      expect(new Set(scenes).size).toBe(5);
      expect(await acquire()).toBeUndefined();
    });

    test('made twice with the same id is one', async () => {
      await add();
      await add();
      const who = request();
      const first = await store.acquire(POOL, who, RULES);
      expect(await store.acquire(POOL, who, RULES)).toEqual(first);
      expect(await acquireOrReserve({}, who)).toEqual(first);
      expect(await count()).toMatchObject({ free: 1, leased: 1 });
    });

    test('gives the code that has been free for longest', async () => {
      const [first, second] = [await add(), await add()];
      await new Promise(resolve => setTimeout(resolve, 5));
      const one = await lease();
      expect(one.sceneId).toBe(first);
      await release(one);
      expect((await lease()).sceneId).toBe(second);
    });

    test('gives an abandoned code again when its lease and its rest are over', async () => {
      await add();
      const rules = { restMs: 2 * SHORT_MS };
      const abandoned = await lease(SHORT_MS, rules);
      await expect.poll(() => acquire(LONG_MS, rules), { interval: 2 }).toBeDefined();
      const found = await find(abandoned.sceneId);
      expect(found?.lease?.from).toBeGreaterThanOrEqual(abandoned.lease.until + rules.restMs);
      expect(found?.lease?.leaseId).not.toBe(abandoned.lease.leaseId);
    });

    test('keeps pools apart', async () => {
      await add({ pool: '{wx2}' });
      expect(await acquire()).toBeUndefined();
      const other = await store.acquire('{wx2}', request(), RULES);
      if (other === undefined) throw new Error('The other pool has a code.');
      expect(await find(other.sceneId)).toBeUndefined();
      expect(await release(other)).toBe(false);
      expect(await count()).toEqual({ free: 0, leased: 0, resting: 0, madeToday: 0 });
    });
  });

  describe('codes near their end', () => {
    test('are retired, and known until they are dead', async () => {
      const dying = await add({ lifeMs: 300 });
      const sound = await add();
      expect((await lease(1000, { leaseMs: 1000 })).sceneId).toBe(sound);
      expect(await find(dying)).toMatchObject({ availableAt: undefined, lease: undefined });
      expect(await count()).toMatchObject({ free: 0, leased: 1, resting: 0 });
      await expect.poll(() => find(dying)).toBeUndefined();
    });

    test('are leased as long as they have life enough', async () => {
      const sceneId = await add({ lifeMs: 5000 });
      expect((await lease(1000, { leaseMs: 1000 })).sceneId).toBe(sceneId);
    });

    test('are passed over, however many', async () => {
      for (let number = 0; number < 50; number++) await add({ lifeMs: 500 });
      const sound = await add();
      expect((await lease()).sceneId).toBe(sound);
    });

    test('do not count as stock, nor for the most there may be', async () => {
      for (let number = 0; number < 5; number++) await add({ lifeMs: 1000 });
      expect(await reserve({ maxCodes: 5 })).toMatchObject({ outcome: 'reserved' });
    });

    test('leave room when they are dead', async () => {
      const sceneId = await add({ lifeMs: 100 });
      await lease(50, { leaseMs: 50 });
      await expect.poll(() => find(sceneId)).toBeUndefined();
      expect(await acquireOrReserve({ maxCodes: 1 })).toMatchObject({ outcome: 'reserved' });
      expect(await count()).toMatchObject({ free: 0, leased: 0, resting: 0 });
    });
  });

  describe('release', () => {
    test('frees the code at once where codes do not rest', async () => {
      await add();
      const code = await lease();
      expect(await release(code)).toBe(true);
      expect(await count()).toMatchObject({ free: 1, leased: 0 });
      expect((await lease()).sceneId).toBe(code.sceneId);
    });

    test('lets the code rest', async () => {
      await add();
      const code = await lease();
      const rules = { restMs: LONG_MS };
      expect(await release(code, rules)).toBe(true);
      expect(await acquire(LONG_MS, rules)).toBeUndefined();
      expect(await count(rules)).toMatchObject({ free: 0, leased: 0, resting: 1 });
      const found = await find(code.sceneId, rules);
      expect(found?.lease).toBeUndefined();
      expect((found?.availableAt ?? 0) - (found?.now ?? 0)).toBeGreaterThan(LONG_MS / 2);
    });

    test('changes nothing the second time, for another, or for what was never leased', async () => {
      const sceneId = await add();
      const code = await lease();
      expect(await store.release(POOL, sceneId, 'another', RULES)).toBe(false);
      expect(await store.release(POOL, 'another', code.lease.leaseId, RULES)).toBe(false);
      expect(await count()).toMatchObject({ free: 0, leased: 1 });
      expect(await release(code)).toBe(true);
      expect(await release(code)).toBe(false);
      const next = await lease();
      expect(await release(code)).toBe(false);
      expect((await find(sceneId))?.lease).toEqual(next.lease);
    });

    test('changes nothing after the lease, which stays known while the code rests', async () => {
      await add();
      const rules = { restMs: LONG_MS };
      const code = await lease(SHORT_MS, rules);
      const before = await find(code.sceneId);
      await expect.poll(async () => (await count(rules)).resting).toBe(1);
      expect(await release(code, rules)).toBe(false);
      expect(await find(code.sceneId)).toEqual({ ...before, now: expect.any(Number) });
    });

    test('of a code whose lease ended and began anew for another changes nothing', async () => {
      await add();
      const first = await lease(SHORT_MS);
      await expect.poll(() => acquire(), { interval: 2 }).toBeDefined();
      expect(await release(first)).toBe(false);
      expect(await count()).toMatchObject({ leased: 1 });
    });
  });

  describe('codes for single use', () => {
    const singleUse = { singleUse: true };

    test('are retired when they are given back', async () => {
      await add();
      const code = await lease(LONG_MS, singleUse);
      expect(await release(code, singleUse)).toBe(true);
      expect(await release(code, singleUse)).toBe(false);
      expect(await acquire(LONG_MS, singleUse)).toBeUndefined();
      expect(await find(code.sceneId)).toMatchObject({ availableAt: undefined, lease: undefined });
      expect(await acquireOrReserve({ ...singleUse, maxCodes: 1 })).toMatchObject({ outcome: 'reserved' });
    });

    test('are retired when they were abandoned', async () => {
      const sceneId = await add();
      await lease(SHORT_MS, singleUse);
      await expect.poll(async () => (await count(singleUse)).leased).toBe(0);
      expect(await count(singleUse)).toMatchObject({ free: 0, resting: 0 });
      expect(await acquire(LONG_MS, singleUse)).toBeUndefined();
      expect(await find(sceneId)).toMatchObject({ availableAt: undefined });
    });

    test('are retired where they were used before codes were for single use', async () => {
      const sceneId = await add();
      expect(await release(await lease())).toBe(true);
      expect(await acquire(LONG_MS, singleUse)).toBeUndefined();
      expect(await find(sceneId)).toMatchObject({ availableAt: undefined });
    });

    test('are no stock where they were abandoned, however many are new', async () => {
      await add();
      await lease(SHORT_MS, singleUse);
      for (let number = 0; number < 101; number++) await add();
      await expect.poll(() => count(singleUse)).toMatchObject({ free: 101, leased: 0, resting: 0 });
    });

    test('that were abandoned are not leased by whoever comes first', async () => {
      await add();
      const { sceneId } = await lease(SHORT_MS, singleUse);
      const fresh = await add();
      await expect
        .poll(async () => {
          const found = await find(sceneId);
          return found !== undefined && (found.availableAt ?? 0) <= found.now;
        })
        .toBe(true);
      expect((await lease(LONG_MS, singleUse)).sceneId).toBe(fresh);
      expect(await acquire(LONG_MS, singleUse)).toBeUndefined();
    });
  });

  describe('acquireOrReserve', () => {
    test('leases a free code, and makes none', async () => {
      const sceneId = await add();
      expect(await acquireOrReserve()).toMatchObject({ sceneId });
      expect(await count()).toMatchObject({ madeToday: 1 });
    });

    test('reserves a code, which is then leased at once', async () => {
      const { who, at } = await reserved();
      expect(Math.abs(at - Date.now())).toBeLessThan(5000);
      const code = { sceneId: 'scene-new', ticket: 't', url: 'u', expiresAt: at + LIFE_MS };
      const lent = await store.add(POOL, who.leaseId, code, who);
      expect(lent).toMatchObject({ leaseId: who.leaseId, releaseOnScan: false });
      expect(await store.acquire(POOL, who, RULES)).toEqual({ ...code, lease: lent });
      expect(await count()).toEqual({ free: 0, leased: 1, resting: 0, madeToday: 1 });
      expect(await store.release(POOL, code.sceneId, who.leaseId, RULES)).toBe(true);
    });

    test('made twice with the same id is one', async () => {
      const who = request();
      await reserved({ maxCodes: 1 }, who);
      await reserved({ maxCodes: 1 }, who);
      expect(await count()).toMatchObject({ madeToday: 1 });
    });

    test('tells how many were made today, if it tells anything about it', async () => {
      const who = request();
      const answers = [await reserved({}, who), await reserved(), await reserved({}, who), await reserve()];
      const told = answers.map(answer => ('madeToday' in answer ? answer.madeToday : undefined));
      expect([[1, 2, 2, 3], Array.from(told, () => undefined)]).toContainEqual(told);
    });

    test('keeps to the most there may be, those being made included', async () => {
      await add();
      const first = await lease(5000);
      const rules = { maxCodes: 2 };
      const answers = await Promise.all(Array.from({ length: 5 }, () => acquireOrReserve(rules)));
      const outcomes = answers.map(answer => ('outcome' in answer ? answer.outcome : 'leased'));
      expect(outcomes.toSorted()).toEqual(['exhausted', 'exhausted', 'exhausted', 'exhausted', 'reserved']);
      expect(answers).toContainEqual({ outcome: 'exhausted', until: first.lease.until });
    });

    test('says when the next code is free: after the rest', async () => {
      await add();
      const { lease: last } = await lease(3000, { restMs: 2000 });
      expect(await acquireOrReserve({ maxCodes: 1, restMs: 2000, reservationMs: SHORT_MS })).toEqual({
        outcome: 'exhausted',
        until: last.until + 2000,
      });
    });

    test('keeps to the day in Beijing, and says when it ends', async () => {
      const rules = { perDay: 2 };
      await reserved(rules);
      await reserved(rules);
      const answer = await acquireOrReserve(rules);
      expect(answer).toEqual({ outcome: 'quota', until: expect.any(Number) });
      if (!('until' in answer)) return;
      expect(new Date(answer.until).toISOString()).toMatch(/T16:00:00\.000Z$/);
      const wait = answer.until - Date.now();
      expect(wait).toBeGreaterThan(-1000);
      expect(wait).toBeLessThanOrEqual(86_401_000);
      expect(await reserve(rules)).toMatchObject({ outcome: 'quota' });
    });

    test('reserves again what lapsed because its holder died', async () => {
      const rules = { maxCodes: 1, reservationMs: SHORT_MS };
      await reserved(rules);
      await expect.poll(async () => 'at' in (await acquireOrReserve({ maxCodes: 1 })), { interval: 2 }).toBe(true);
    });

    test('reserves again what was given up', async () => {
      const { who } = await reserved({ maxCodes: 1 });
      await store.cancel(POOL, who.leaseId);
      await store.cancel(POOL, who.leaseId);
      await reserved({ maxCodes: 1 });
    });
  });

  describe('add', () => {
    test('made twice is one', async () => {
      const { who, at } = await reserved();
      const code = { sceneId: 'scene-new', ticket: 't', url: 'u', expiresAt: at + LIFE_MS };
      const first = await store.add(POOL, who.leaseId, code, who);
      expect(await store.add(POOL, who.leaseId, code, who)).toEqual(first);
      expect(await count()).toMatchObject({ free: 0, leased: 1 });
      await store.release(POOL, code.sceneId, who.leaseId, { ...RULES, restMs: LONG_MS });
      await store.add(POOL, who.leaseId, code, who);
      expect(await count({ restMs: LONG_MS })).toMatchObject({ free: 0, leased: 0, resting: 1 });
    });

    test('of two codes for one lease leases the first, and keeps the other free', async () => {
      const { who, at } = await reserved();
      const code = { ticket: 't', url: 'u', expiresAt: at + LIFE_MS };
      const first = await store.add(POOL, who.leaseId, { ...code, sceneId: 'scene-first' }, who);
      for (let turn = 0; turn < 2; turn++) {
        expect(await store.add(POOL, who.leaseId, { ...code, sceneId: 'scene-second' }, who)).toBeUndefined();
      }
      expect(await count()).toMatchObject({ free: 1, leased: 1 });
      expect(await store.acquire(POOL, who, RULES)).toMatchObject({ sceneId: 'scene-first', lease: first });
      expect((await find('scene-second'))?.lease).toBeUndefined();
      expect(await store.release(POOL, 'scene-first', who.leaseId, RULES)).toBe(true);
      expect((await find('scene-first'))?.lease).toBeUndefined();
    });

    test('keeps a code whose reservation has lapsed', async () => {
      const { who, at } = await reserved({ reservationMs: 1 });
      await expect.poll(async () => 'at' in (await acquireOrReserve({ maxCodes: 1 })), { interval: 2 }).toBe(true);
      const code = { sceneId: 'scene-late', ticket: 't', url: 'u', expiresAt: at + LIFE_MS };
      await store.add(POOL, who.leaseId, code, who);
      expect(await count()).toMatchObject({ leased: 1 });
    });
  });

  describe('reserve', () => {
    test('fills the stock up, a few at once', async () => {
      const answers = await Promise.all(Array.from({ length: 10 }, () => reserve()));
      const outcomes = answers.map(({ outcome }) => outcome);
      expect(outcomes.filter(outcome => outcome === 'reserved')).toHaveLength(GOAL.atOnce);
      expect(outcomes.filter(outcome => outcome === 'busy')).toHaveLength(10 - GOAL.atOnce);
    });

    test('never wants more than the stock', async () => {
      for (let number = 0; number < 4; number++) await add();
      expect(await reserve({}, 'last')).toMatchObject({ outcome: 'reserved' });
      expect(await reserve()).toEqual({ outcome: 'busy' });
      await store.cancel(POOL, 'last');
      await add();
      expect(await reserve()).toEqual({ outcome: 'enough' });
      await lease();
      expect(await reserve()).toMatchObject({ outcome: 'reserved' });
    });

    test('made twice with the same id is one', async () => {
      await reserve({}, 'mine');
      await reserve({}, 'mine');
      expect(await count()).toMatchObject({ madeToday: 1 });
    });

    test('keeps to the most there may be', async () => {
      await add();
      await lease();
      expect(await reserve({ maxCodes: 1 })).toMatchObject({ outcome: 'exhausted' });
    });

    test('says when a code more is free, though some are', async () => {
      await add();
      await add();
      const { lease: last } = await lease(3000);
      expect(await reserve({ maxCodes: 2 })).toEqual({ outcome: 'exhausted', until: last.until });
    });

    test('counts what others are making until it lapses', async () => {
      for (let number = 0; number < 3; number++) await reserve({ reservationMs: SHORT_MS });
      await expect.poll(async () => (await reserve()).outcome, { interval: 2 }).toBe('reserved');
    });
  });

  describe('find', () => {
    test('knows nothing of another scene', async () => {
      await add();
      expect(await find('another')).toBeUndefined();
    });

    test('shows a free code', async () => {
      const found = await find(await add());
      expect(found?.lease).toBeUndefined();
      expect(found?.availableAt).toBeLessThanOrEqual(found?.now ?? 0);
    });
  });

  test('clear forgets codes and leases, not what was made today', async () => {
    await add();
    const code = await lease();
    await add();
    await store.clear(POOL);
    expect(await count()).toEqual({ free: 0, leased: 0, resting: 0, madeToday: 2 });
    expect(await find(code.sceneId)).toBeUndefined();
    expect(await release(code)).toBe(false);
    expect(await acquire()).toBeUndefined();
  });
}
