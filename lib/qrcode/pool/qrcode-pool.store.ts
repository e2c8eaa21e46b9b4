/** A code of the pool. Times are milliseconds since 1970 by the store's clock. */
export interface PooledCode {
  /** Its scene. */
  readonly sceneId: string;
  readonly ticket: string;
  /** What the code says. */
  readonly url: string;
  readonly expiresAt: number;
}

/** What a code is leased for. */
export interface LeaseRequest {
  /** Unique to one lease: the same request made twice is one. */
  readonly leaseId: string;
  readonly leaseMs: number;
  /** Kept with the lease, for whoever hears of a scan. */
  readonly releaseOnScan: boolean;
}

/** A lease, while nobody has ended it. */
export interface CodeLease {
  readonly leaseId: string;
  readonly from: number;
  readonly until: number;
  readonly releaseOnScan: boolean;
}

/** A code and its lease. */
export interface LeasedCode extends PooledCode {
  readonly lease: CodeLease;
}

/** A code as it is now. */
export interface FoundCode extends PooledCode {
  /** The store's time. */
  readonly now: number;
  /** From when on it can be leased: past for a free one, `undefined` for one that is retired. */
  readonly availableAt: number | undefined;
  /** The last lease, unless it was released. Its time may be over. */
  readonly lease: CodeLease | undefined;
}

/** What the pool of an account goes by. */
export interface PoolRules {
  /** How long a lease usually is: a free code with less life left is retired. */
  readonly leaseMs: number;
  /** How long a code rests after its lease; changes hold for codes that rest already. */
  readonly restMs: number;
  /** Whether a code is retired after its lease; holds for codes that were used before as well. */
  readonly singleUse: boolean;
  /** How many codes there may be, retired ones apart, those being made included. */
  readonly maxCodes: number;
  /** How many may be made in a day of Beijing's. */
  readonly perDay: number;
  /** After how long a reservation lapses whose holder has died. */
  readonly reservationMs: number;
}

/** Why no code may be made now, and until when, which is to come. */
export type Refusal = { readonly outcome: 'exhausted' | 'quota'; readonly until: number };

/** The permission to make one code; `at` is the store's time, from which its life counts. */
export interface Reservation {
  readonly outcome: 'reserved';
  readonly at: number;
  /** Reservations since midnight in Beijing, this one included. Only metrics need it. */
  readonly madeToday?: number | undefined;
}

/** Why nothing is made for the stock: there is enough, or others are making what it lacks. */
export type NoReservation = Refusal | { readonly outcome: 'enough' | 'busy' };

/** How much stock there has to be, and how much of it may be made at once in all processes. */
export interface StockGoal {
  readonly stock: number;
  readonly atOnce: number;
}

/** How the codes of a pool are. */
export interface PoolCounts {
  readonly free: number;
  readonly leased: number;
  readonly resting: number;
  /** Reservations since midnight in Beijing. */
  readonly madeToday: number;
}

/**
 * Where the codes of pools are kept, for one process or for many. `pool` is `{AppID}`. Every method is atomic, and the same
 * call made twice with the same id is one. Implementations throw `WechatStoreError`, and within a time limit, where they
 * cannot answer.
 */
export abstract class QrcodePoolStore {
  /**
   * Leases the code that has been free for longest and has more life left than the lease; those with less are retired on the
   * way. `undefined` where none is free.
   */
  abstract acquire(pool: string, request: LeaseRequest, rules: PoolRules): Promise<LeasedCode | undefined>;

  /** Leases a free code, or reserves one to be made under the id of the lease. */
  abstract acquireOrReserve(
    pool: string,
    request: LeaseRequest,
    rules: PoolRules,
  ): Promise<LeasedCode | Reservation | Refusal>;

  /** Reserves a code to be made for the stock, where fewer than it wants are free or being made for it. */
  abstract reserve(
    pool: string,
    reservationId: string,
    goal: StockGoal,
    rules: PoolRules,
  ): Promise<Reservation | NoReservation>;

  /**
   * Adds a code that was made, whatever became of the reservation: free, or leased at once. It is free as well, and
   * `undefined` the answer, where the id has a lease of another code.
   */
  abstract add(
    pool: string,
    reservationId: string,
    code: PooledCode,
    request?: LeaseRequest,
  ): Promise<CodeLease | undefined>;

  /** Gives up a reservation. */
  abstract cancel(pool: string, reservationId: string): Promise<void>;

  /** Ends a lease, and the code rests or is retired; `false` where the lease is over or another's. */
  abstract release(pool: string, sceneId: string, leaseId: string, rules: PoolRules): Promise<boolean>;

  /** The code of a scene, dead ones apart. */
  abstract find(pool: string, sceneId: string, rules: PoolRules): Promise<FoundCode | undefined>;

  abstract count(pool: string, rules: PoolRules): Promise<PoolCounts>;

  /** Forgets all codes and leases; what was made today stays counted. */
  abstract clear(pool: string): Promise<void>;
}
