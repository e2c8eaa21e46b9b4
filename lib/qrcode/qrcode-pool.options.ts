import type { PoolRules } from './pool/qrcode-pool.store.js';

/** How the pool of QR codes makes, lends and reuses its codes. */
export interface QrcodePoolOptions {
  /** How long a code lives at WeChat, in days, up to 30. Default: 22. */
  readonly codeLifeDays?: number | undefined;
  /** How long a code is leased to one visitor, in seconds, up to half of its life. Default: 300. */
  readonly leaseSeconds?: number | undefined;
  /** How long a code that was given back rests before the next visitor gets it, in seconds. Default: 90. */
  readonly restSeconds?: number | undefined;
  /**
   * How far WeChat's clock may be from the store's, in seconds, for a scan to count for the lease. Default: 30. Below half of
   * `restSeconds`, so that a scan never counts for the next lease; 0 where codes do not rest.
   */
  readonly clockToleranceSeconds?: number | undefined;
  /** How many free codes are kept ready. Default: 10. */
  readonly stock?: number | undefined;
  /** How many codes there may be at once. Default: 1,000. */
  readonly maxCodes?: number | undefined;
  /** How many temporary codes WeChat lets the account make in a day. Default: 100,000, as for a new account. */
  readonly dailyQuota?: number | undefined;
  /** How many of them the pool leaves for codes that the application makes itself. Default: 1,000. */
  readonly dailyReserve?: number | undefined;
  /** Beginning of the pool's scenes: letters, digits, `_` and `-`, at most 42. Default: `pool_`. */
  readonly scenePrefix?: string | undefined;
  /** Whether a scan gives the code back, once the handlers have heard of it. Default: false. Scan login has its own way. */
  readonly releaseOnScan?: boolean | undefined;
  /** Whether every code is leased only once, so that nobody can have an old picture of it. Default: false. */
  readonly singleUse?: boolean | undefined;
}

/** Options of the pool, checked, with their defaults. */
export interface QrcodePoolSettings extends PoolRules {
  readonly codeLifeSeconds: number;
  readonly toleranceMs: number;
  readonly stock: number;
  readonly scenePrefix: string;
  readonly releaseOnScan: boolean;
}

const DEFAULTS = {
  codeLifeDays: 22,
  leaseSeconds: 300,
  restSeconds: 90,
  clockToleranceSeconds: 30,
  stock: 10,
  maxCodes: 1000,
  dailyQuota: 100_000,
  dailyReserve: 1000,
  scenePrefix: 'pool_',
  releaseOnScan: false,
  singleUse: false,
};

/** Random characters of a scene: 128 bits in base64url. */
export const SCENE_RANDOM_LENGTH = 22;

const SCENE_LENGTH = 64;
const LONGEST_LIFE_DAYS = 30;
const DAY_SECONDS = 86_400;
/** A token may have to be fetched first, and the call made again with another. */
const CALLS_OF_A_RESERVATION = 3;
const RESERVATION_MARGIN_MS = 2000;

/** Checks the pool's options. `refuse` gets the option's name, and what is wrong with the fix. */
export function resolveQrcodePool(
  options: QrcodePoolOptions,
  timeoutMs: number,
  refuse: (option: string, problem: string) => never,
): QrcodePoolSettings {
  const all = { ...DEFAULTS, ...withoutUndefined(options) };
  const { codeLifeDays, leaseSeconds, restSeconds, clockToleranceSeconds, stock, maxCodes, dailyQuota, dailyReserve } =
    all;
  const { scenePrefix, releaseOnScan, singleUse } = all;
  const lifeSeconds = Math.floor(codeLifeDays * DAY_SECONDS);
  const rules: readonly [option: keyof QrcodePoolOptions, isRight: boolean, fix: string][] = [
    ['codeLifeDays', lifeSeconds >= 1 && codeLifeDays <= LONGEST_LIFE_DAYS, 'days above 0, up to 30'],
    // Codes with less life than a lease are replaced: with little more they would be replaced all the time.
    [
      'leaseSeconds',
      leaseSeconds > 0 && leaseSeconds <= lifeSeconds / 2,
      `seconds above 0, up to half of the life of a code, which is ${lifeSeconds}`,
    ],
    ['restSeconds', restSeconds >= 0 && restSeconds < lifeSeconds, 'seconds from 0, below the life of a code'],
    [
      'clockToleranceSeconds',
      clockToleranceSeconds === 0 || (clockToleranceSeconds > 0 && 2 * clockToleranceSeconds < restSeconds),
      `seconds below half of restSeconds, which is ${restSeconds}, or 0`,
    ],
    ['maxCodes', isCount(maxCodes, 1, Infinity), 'a whole number from 1'],
    ['stock', isCount(stock, 0, maxCodes), `a whole number from 0 to maxCodes, which is ${maxCodes}`],
    ['dailyQuota', isCount(dailyQuota, 1, Infinity), 'a whole number from 1'],
    [
      'dailyReserve',
      isCount(dailyReserve, 0, dailyQuota - 1),
      `a whole number from 0, below dailyQuota, which is ${dailyQuota}`,
    ],
    ['scenePrefix', isPrefix(scenePrefix), 'at most 42 letters, digits, _ and -, not beginning with qrscene_'],
  ];
  for (const [option, isRight, fix] of rules)
    if (!isRight) refuse(`qrcodePool.${option}`, `is '${all[option]}'. Choose ${fix}.`);
  return {
    codeLifeSeconds: lifeSeconds,
    leaseMs: Math.ceil(leaseSeconds * 1000),
    restMs: Math.ceil(restSeconds * 1000),
    toleranceMs: clockToleranceSeconds * 1000,
    stock,
    maxCodes,
    perDay: dailyQuota - dailyReserve,
    reservationMs: CALLS_OF_A_RESERVATION * timeoutMs + RESERVATION_MARGIN_MS,
    scenePrefix,
    releaseOnScan,
    singleUse,
  };
}

function withoutUndefined(options: QrcodePoolOptions): Partial<typeof DEFAULTS> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function isCount(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function isPrefix(text: string): boolean {
  const isShort = text.length + SCENE_RANDOM_LENGTH <= SCENE_LENGTH;
  return isShort && /^[\w-]*$/.test(text) && !text.startsWith('qrscene_');
}
