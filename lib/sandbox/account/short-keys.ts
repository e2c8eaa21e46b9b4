import { randomInt } from 'node:crypto';
import type { SandboxClock } from '../clock.js';
import { ExpiringMap } from '../expiring-map.js';

/** A long text that is known by a short key. */
export interface LongData {
  readonly longData: string;
  /** Seconds since 1970. */
  readonly createdAt: number;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The short keys of one account. Official document: 长信息转短链. */
export class ShortKeys {
  readonly #byKey: Map<string, LongData>;

  constructor(private readonly clock: SandboxClock) {
    this.#byKey = new ExpiringMap(clock, ({ expiresAt }) => expiresAt * 1000);
  }

  /** @returns 15 digits and letters */
  add(longData: string, seconds: number): string {
    const key = Array.from({ length: 15 }, () => DIGITS.charAt(randomInt(DIGITS.length))).join('');
    const createdAt = this.clock.seconds();
    this.#byKey.set(key, { longData, createdAt, expiresAt: createdAt + seconds });
    return key;
  }

  /** `undefined` for a key that never was, or has expired. */
  find(key: string): LongData | undefined {
    const data = this.#byKey.get(key);
    return data && this.clock.seconds() < data.expiresAt ? data : undefined;
  }
}
