import { beijingDay, endOfBeijingDay } from './beijing-day.js';
import type {
  CodeLease,
  LeasedCode,
  LeaseRequest,
  PooledCode,
  PoolRules,
  Refusal,
  Reservation,
} from './qrcode-pool.store.js';

/** Longest life of a code. A new one counts as used so long ago: no rest is longer, and of no code is the last use older. */
const LONGEST_LIFE_MS = 30 * 86_400_000;

/** A code in memory, dead or alive. */
export interface Entry {
  readonly code: PooledCode;
  /** End of the last lease; `undefined` where it is retired. */
  usedUntil: number | undefined;
  lease: CodeLease | undefined;
}

type LeasableEntry = Entry & { usedUntil: number };

/** The codes of one pool, in this process. */
export interface MemoryPool {
  readonly entries: Map<string, Entry>;
  /** Reservations and when they lapse. */
  readonly making: Map<string, number>;
  readonly stocking: Map<string, number>;
  day: number;
  made: number;
}

/** Drops codes that are dead and reservations that have lapsed, and retires codes that are not to be leased again. */
export function tidy(pool: MemoryPool, { leaseMs, restMs, singleUse }: PoolRules): MemoryPool {
  const now = Date.now();
  for (const [sceneId, entry] of pool.entries) {
    const { code, usedUntil = 0 } = entry;
    if (code.expiresAt <= now) pool.entries.delete(sceneId);
    const isSpent = code.expiresAt - now < leaseMs || (singleUse && usedUntil > now - LONGEST_LIFE_MS);
    if (usedUntil + restMs <= now && isSpent) retire(entry);
  }
  for (const reservations of [pool.making, pool.stocking])
    for (const [id, lapsesAt] of reservations) if (lapsesAt <= now) reservations.delete(id);
  const day = beijingDay(now);
  if (pool.day !== day) Object.assign(pool, { day, made: 0 });
  return pool;
}

/** Leases the code that has been free for longest. */
export function take(pool: MemoryPool, request: LeaseRequest, rules: PoolRules): LeasedCode | undefined {
  const present = leasedAs(pool, request.leaseId);
  if (present !== undefined) return present;
  for (;;) {
    const entry = longestFree(pool, rules);
    if (entry === undefined) return undefined;
    if (entry.code.expiresAt - Date.now() >= request.leaseMs) {
      return { ...entry.code, lease: lend(entry, request) };
    }
    retire(entry);
  }
}

/** The lease of an id, with its code. */
function leasedAs(pool: MemoryPool, leaseId: string): LeasedCode | undefined {
  for (const { code, lease } of pool.entries.values()) if (lease?.leaseId === leaseId) return { ...code, lease };
  return undefined;
}

function longestFree(pool: MemoryPool, { restMs }: PoolRules): Entry | undefined {
  const lastUse = Date.now() - restMs;
  let longest: LeasableEntry | undefined;
  for (const entry of leasable(pool))
    if (entry.usedUntil <= (longest === undefined ? lastUse : longest.usedUntil - 1)) longest = entry;
  return longest;
}

/** Adds a code, free or leased at once; once for each scene, and each id has one lease. */
export function add(pool: MemoryPool, code: PooledCode, request?: LeaseRequest): CodeLease | undefined {
  const present = request && leasedAs(pool, request.leaseId);
  if (pool.entries.has(code.sceneId)) return present?.sceneId === code.sceneId ? present.lease : undefined;
  const entry: Entry = { code, usedUntil: Date.now() - LONGEST_LIFE_MS, lease: undefined };
  pool.entries.set(code.sceneId, entry);
  return request && present === undefined ? lend(entry, request) : undefined;
}

/** Leases a code. */
function lend(entry: Entry, { leaseId, leaseMs, releaseOnScan }: LeaseRequest): CodeLease {
  const from = Date.now();
  const until = from + leaseMs;
  const lease = { leaseId, from, until, releaseOnScan };
  entry.lease = lease;
  entry.usedUntil = until;
  return lease;
}

function retire(entry: Entry): void {
  entry.usedUntil = undefined;
  entry.lease = undefined;
}

/** Reserves a code to be made, once for each id. */
export function reserve(
  pool: MemoryPool,
  list: Map<string, number>,
  id: string,
  rules: PoolRules,
): Reservation | Refusal {
  const now = Date.now();
  if (list.has(id)) return { outcome: 'reserved', at: now, madeToday: pool.made };
  const codes = leasable(pool);
  const { making, stocking } = pool;
  if (codes.length + making.size + stocking.size >= rules.maxCodes) {
    const times = [...codes.map(({ usedUntil }) => usedUntil + rules.restMs), ...making.values(), ...stocking.values()];
    const [soonest = now] = times.filter(time => time > now).toSorted((one, other) => one - other);
    return { outcome: 'exhausted', until: soonest };
  }
  if (pool.made >= rules.perDay) return { outcome: 'quota', until: endOfBeijingDay(pool.day) };
  pool.made++;
  list.set(id, now + rules.reservationMs);
  return { outcome: 'reserved', at: now, madeToday: pool.made };
}

/** The codes that are not retired. */
export function leasable({ entries }: MemoryPool): LeasableEntry[] {
  return [...entries.values()].filter((entry): entry is LeasableEntry => entry.usedUntil !== undefined);
}
