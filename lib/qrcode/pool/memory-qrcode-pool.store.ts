import {
  QrcodePoolStore,
  type CodeLease,
  type FoundCode,
  type LeasedCode,
  type LeaseRequest,
  type NoReservation,
  type PoolCounts,
  type PooledCode,
  type PoolRules,
  type Refusal,
  type Reservation,
  type StockGoal,
} from './qrcode-pool.store.js';
import { add, leasable, reserve, take, tidy, type MemoryPool } from './memory-pool.js';

/** Keeps the codes of pools in this process: for applications that are one. */
export class MemoryQrcodePoolStore extends QrcodePoolStore {
  private readonly pools = new Map<string, MemoryPool>();

  async acquire(pool: string, request: LeaseRequest, rules: PoolRules): Promise<LeasedCode | undefined> {
    return take(tidy(this.pool(pool), rules), request, rules);
  }

  async acquireOrReserve(
    name: string,
    request: LeaseRequest,
    rules: PoolRules,
  ): Promise<LeasedCode | Reservation | Refusal> {
    const pool = tidy(this.pool(name), rules);
    return take(pool, request, rules) ?? reserve(pool, pool.making, request.leaseId, rules);
  }

  async reserve(
    name: string,
    reservationId: string,
    { stock, atOnce }: StockGoal,
    rules: PoolRules,
  ): Promise<Reservation | NoReservation> {
    const pool = tidy(this.pool(name), rules);
    const { stocking } = pool;
    if (!stocking.has(reservationId)) {
      const free = leasable(pool).filter(({ usedUntil }) => usedUntil + rules.restMs <= Date.now()).length;
      if (free + stocking.size >= stock) return { outcome: stocking.size > 0 ? 'busy' : 'enough' };
      if (stocking.size >= atOnce) return { outcome: 'busy' };
    }
    return reserve(pool, stocking, reservationId, rules);
  }

  async add(
    name: string,
    reservationId: string,
    code: PooledCode,
    request?: LeaseRequest,
  ): Promise<CodeLease | undefined> {
    const pool = this.pool(name);
    await this.cancel(name, reservationId);
    return add(pool, code, request);
  }

  async cancel(name: string, reservationId: string): Promise<void> {
    const { making, stocking } = this.pool(name);
    making.delete(reservationId);
    stocking.delete(reservationId);
  }

  async release(name: string, sceneId: string, leaseId: string, rules: PoolRules): Promise<boolean> {
    const entry = this.pool(name).entries.get(sceneId);
    if (entry?.lease?.leaseId !== leaseId || entry.lease.until <= Date.now()) return false;
    entry.lease = undefined;
    // It may have been retired meanwhile.
    if (entry.usedUntil !== undefined) entry.usedUntil = rules.singleUse ? undefined : Date.now();
    return true;
  }

  async find(name: string, sceneId: string, { restMs }: PoolRules): Promise<FoundCode | undefined> {
    const entry = this.pool(name).entries.get(sceneId);
    if (entry === undefined || entry.code.expiresAt <= Date.now()) return undefined;
    const { code, usedUntil, lease } = entry;
    const availableAt = usedUntil === undefined ? undefined : usedUntil + restMs;
    return { ...code, now: Date.now(), availableAt, lease };
  }

  async count(name: string, rules: PoolRules): Promise<PoolCounts> {
    const pool = tidy(this.pool(name), rules);
    const now = Date.now();
    const ends = leasable(pool).map(({ usedUntil }) => usedUntil);
    const leased = ends.filter(end => end > now).length;
    const free = ends.filter(end => end + rules.restMs <= now).length;
    return { free, leased, resting: ends.length - free - leased, madeToday: pool.made };
  }

  async clear(name: string): Promise<void> {
    this.pool(name).entries.clear();
  }

  private pool(name: string): MemoryPool {
    const pool = this.pools.get(name) ?? {
      entries: new Map(),
      making: new Map(),
      stocking: new Map(),
      day: 0,
      made: 0,
    };
    this.pools.set(name, pool);
    return pool;
  }
}
