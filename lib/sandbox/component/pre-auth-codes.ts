import { randomBytes } from 'node:crypto';
import type { SandboxClock } from '../clock.js';
import { ExpiringMap } from '../expiring-map.js';

interface PreAuthCode {
  readonly expiresAt: number;
  isUsed: boolean;
}

/** What became of a pre-auth code. */
export type PreAuthCodeState = 'live' | 'used' | 'expired';

/** How long a code lives, in seconds. The page says 1800, its samples 600. */
export const PRE_AUTH_CODE_SECONDS = 1800;

/** The codes with which one platform opens authorization pages: each leads to one authorization. */
export class PreAuthCodes {
  readonly #codes: Map<string, PreAuthCode>;

  constructor(private readonly clock: SandboxClock) {
    this.#codes = new ExpiringMap(clock, ({ expiresAt }) => expiresAt);
  }

  issue(): string {
    const value = `preauthcode@@@${randomBytes(48).toString('base64url')}`;
    this.#codes.set(value, { expiresAt: this.clock.now() + PRE_AUTH_CODE_SECONDS * 1000, isUsed: false });
    return value;
  }

  /** `undefined` for a code that the platform was never given. */
  state(value: string): PreAuthCodeState | undefined {
    const code = this.#codes.get(value);
    if (!code) return undefined;
    if (code.isUsed) return 'used';
    return this.clock.now() < code.expiresAt ? 'live' : 'expired';
  }

  use(value: string): void {
    const code = this.#codes.get(value);
    if (code) code.isUsed = true;
  }
}
