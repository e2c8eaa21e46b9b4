import type { RedisConnection, RedisScript } from '../../redis/redis.connection.js';
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
import * as scripts from './redis-qrcode-pool.scripts.js';

/** Answered after some codes were retired, when there may be more. */
const AGAIN = 'again';
const RELEASED_BY_SCAN = '1';

/** Keeps the codes of pools in Redis, for every process that uses the same prefix and AppID. */
export class RedisQrcodePoolStore extends QrcodePoolStore {
  constructor(
    private readonly redis: RedisConnection,
    private readonly prefix: string,
  ) {
    super();
  }

  async acquire(pool: string, request: LeaseRequest, rules: PoolRules): Promise<LeasedCode | undefined> {
    const keys = [this.key(pool, 'codes'), this.key(pool, 'records')];
    const taken = await this.repeat(scripts.ACQUIRE, keys, takeArguments(request, rules));
    return taken === null ? undefined : readLeased(request.leaseId, taken);
  }

  async acquireOrReserve(
    pool: string,
    request: LeaseRequest,
    rules: PoolRules,
  ): Promise<LeasedCode | Reservation | Refusal> {
    const args = [...takeArguments(request, rules), rules.leaseMs, ...limitArguments(rules)];
    const answer = (await this.repeat(scripts.ACQUIRE_OR_RESERVE, this.keys(pool), args)) ?? '';
    return readReservation(answer) ?? readLeased(request.leaseId, answer);
  }

  async reserve(
    pool: string,
    reservationId: string,
    { stock, atOnce }: StockGoal,
    rules: PoolRules,
  ): Promise<Reservation | NoReservation> {
    const { leaseMs, restMs, singleUse } = rules;
    const args = [reservationId, stock, atOnce, leaseMs, restMs, flag(singleUse), ...limitArguments(rules)];
    const answer = (await this.redis.run(scripts.RESERVE_FOR_STOCK, this.keys(pool), args)) as string;
    return readReservation(answer) ?? { outcome: answer === 'enough' ? 'enough' : 'busy' };
  }

  async add(
    pool: string,
    reservationId: string,
    { sceneId, expiresAt, url, ticket }: PooledCode,
    request?: LeaseRequest,
  ): Promise<CodeLease | undefined> {
    const { leaseId = '', leaseMs = 0, releaseOnScan = false } = request ?? {};
    const code = [sceneId, expiresAt, `${url} ${ticket}`];
    const args = [reservationId, ...code, leaseId, digits(leaseMs), flag(releaseOnScan)];
    const lease = (await this.redis.run(scripts.ADD, this.keys(pool).slice(0, 5), args)) as string | null;
    return lease === null ? undefined : readLease(leaseId, lease);
  }

  async cancel(pool: string, reservationId: string): Promise<void> {
    await this.redis.run(scripts.CANCEL, [this.key(pool, 'making'), this.key(pool, 'stocking')], [reservationId]);
  }

  async release(pool: string, sceneId: string, leaseId: string, { singleUse }: PoolRules): Promise<boolean> {
    const keys = [this.key(pool, 'codes'), this.key(pool, 'records')];
    return (await this.redis.run(scripts.RELEASE, keys, [sceneId, leaseId, flag(singleUse)])) === 1;
  }

  async find(pool: string, sceneId: string, { restMs }: PoolRules): Promise<FoundCode | undefined> {
    const keys = [this.key(pool, 'codes'), this.key(pool, 'records')];
    const found = (await this.redis.run(scripts.FIND, keys, [sceneId])) as string[] | null;
    if (found === null) return undefined;
    const [now, code = '', used, leaseId, lease] = found;
    return {
      ...readCode(sceneId, code),
      now: Number(now),
      availableAt: used === '' ? undefined : Number(used) + restMs,
      lease: leaseId === undefined || lease === undefined ? undefined : readLease(leaseId, lease),
    };
  }

  async count(pool: string, { restMs, leaseMs, singleUse }: PoolRules): Promise<PoolCounts> {
    const args = [leaseMs, restMs, flag(singleUse)];
    const counts = (await this.redis.run(scripts.COUNT, this.keys(pool), args)) as number[];
    const [free = 0, leased = 0, resting = 0, madeToday = 0] = counts;
    return { free, leased, resting, madeToday };
  }

  async clear(pool: string): Promise<void> {
    await this.redis.run(scripts.CLEAR, this.keys(pool).slice(0, 3), []);
  }

  /** As long as only retired codes came in the way. */
  private async repeat(
    script: RedisScript,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<string | null> {
    for (;;) {
      const answer = (await this.redis.run(script, keys, args)) as string | null;
      if (answer !== AGAIN) return answer;
    }
  }

  private keys(pool: string): string[] {
    return ['codes', 'records', 'ends', 'making', 'stocking', 'made'].map(name => this.key(pool, name));
  }

  private key(pool: string, name: string): string {
    return `${this.prefix}:${pool}:qrcode:${name}`;
  }
}

function takeArguments(
  { leaseId, leaseMs, releaseOnScan }: LeaseRequest,
  { restMs, singleUse }: PoolRules,
): (string | number)[] {
  return [leaseId, digits(leaseMs), flag(releaseOnScan), restMs, flag(singleUse)];
}

function limitArguments({ maxCodes, perDay, reservationMs }: PoolRules): number[] {
  return [maxCodes, perDay, reservationMs];
}

/** As many digits as the longest life of a code has. */
function digits(ms: number): string {
  return String(ms).padStart(10, '0');
}

function flag(value: boolean): string {
  return value ? '1' : '0';
}

/** `<lease><scene> <end> <content> <ticket>`, without the id of the lease. */
function readLeased(leaseId: string, text: string): LeasedCode {
  const gap = text.indexOf(' ');
  const { sceneId, expiresAt, url, ticket } = readCode(text.slice(24, gap), text.slice(gap + 1));
  return { sceneId, expiresAt, url, ticket, lease: readLease(leaseId, text) };
}

function readLease(leaseId: string, text: string): CodeLease {
  const until = Number(text.slice(0, 13));
  return { leaseId, from: until - Number(text.slice(13, 23)), until, releaseOnScan: text[23] === RELEASED_BY_SCAN };
}

function readCode(sceneId: string, text: string): PooledCode {
  const gap = text.indexOf(' ', 14);
  return { sceneId, expiresAt: Number(text.slice(0, 13)), url: text.slice(14, gap), ticket: text.slice(gap + 1) };
}

function readReservation(answer: string): Reservation | Refusal | undefined {
  const [outcome, time, madeToday] = answer.split(' ');
  if (outcome === 'reserved') return { outcome, at: Number(time), madeToday: Number(madeToday) };
  if (outcome === 'exhausted' || outcome === 'quota') return { outcome, until: Number(time) };
  return undefined;
}
