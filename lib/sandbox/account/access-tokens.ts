import { randomBytes } from 'node:crypto';
import type { SandboxClock } from '../clock.js';
import { ExpiringMap } from '../expiring-map.js';

/**
 * `classic` is of `/cgi-bin/token`, `stable` of `/cgi-bin/stable_token`; neither touches the other. A third-party platform has
 * those of the kind `component`, and for each of its authorizers those of the kind `authorizer`.
 */
export type AccessTokenKind = 'classic' | 'stable' | 'component' | 'authorizer';

/** `expired` ended by itself (42001); `dead` was replaced or revoked (40001). */
export type AccessTokenState = 'alive' | 'expired' | 'dead';

/** What became of the forced refreshes of an account. */
export interface ForcedRefreshes {
  /** A new token was given. */
  readonly granted: number;
  /** Less than 30 s after the last one: the present token was given. */
  readonly tooEarly: number;
}

/** One access token that WeChat gave. */
export interface SandboxAccessToken {
  readonly value: string;
  readonly kind: AccessTokenKind;
  readonly state: AccessTokenState;
  /** Milliseconds since 1970 by WeChat's clock. */
  readonly expiresAt: number;
}

/** How to revoke a token. */
export interface RejectOptions {
  /** Default: all that live. */
  readonly token?: string | undefined;
  /** Whether `stable_token` hands it out as before, until it is forced. Default: no. */
  readonly stillGiven?: boolean | undefined;
}

interface Token {
  readonly value: string;
  readonly kind: AccessTokenKind;
  expiresAt: number;
  deadFrom: number;
  /** Whether `stable_token` hands it out, be it alive or not. */
  given: boolean;
}

const LIFE_MS = 7200 * 1000;
const OVERLAP_MS = 300 * 1000;
const FORCED_GAP_MS = 30 * 1000;

/** The access tokens of one account, of a platform, or of a platform for one authorizer, by the rules of WeChat. */
export class AccessTokens {
  readonly #tokens: Map<string, Token>;
  #forced: ForcedRefreshes = { granted: 0, tooEarly: 0 };
  #forcedAt = -Infinity;

  constructor(private readonly clock: SandboxClock) {
    this.#tokens = new ExpiringMap(clock, ({ expiresAt }) => expiresAt);
  }

  /** A new token of `/cgi-bin/token`. */
  renewClassic(): SandboxAccessToken {
    return this.renew('classic');
  }

  /** A new token. The one before it goes on for five minutes, all earlier ones are dead. */
  renew(kind: Exclude<AccessTokenKind, 'stable'>): SandboxAccessToken {
    const now = this.clock.now();
    const tokens = this.#of(kind);
    tokens.forEach((token, index) => end(token, index === tokens.length - 1 ? now + OVERLAP_MS : now));
    return this.#issue(kind);
  }

  /** The present token; in its last five minutes a new one, and the old one lives its life out. */
  getStable(): SandboxAccessToken {
    const newest = this.#of('stable').at(-1);
    const isGiven = newest?.given === true && newest.expiresAt - this.clock.now() > OVERLAP_MS;
    return isGiven ? this.#view(newest) : this.#issue('stable');
  }

  /** A new token, and all earlier ones are dead at once. Within 30 s of the last time, the present token. */
  forceStable(): SandboxAccessToken {
    const now = this.clock.now();
    const { granted, tooEarly } = this.#forced;
    if (now - this.#forcedAt < FORCED_GAP_MS) {
      this.#forced = { granted, tooEarly: tooEarly + 1 };
      return this.getStable();
    }
    this.#forced = { granted: granted + 1, tooEarly };
    this.#forcedAt = now;
    for (const token of this.#of('stable')) end(token, now);
    return this.#issue('stable');
  }

  /** Ends the life of all tokens now, as if it had passed: 42001. */
  expire(): void {
    const now = this.clock.now();
    for (const token of this.#tokens.values()) token.expiresAt = Math.min(token.expiresAt, now);
  }

  /** Revokes tokens: 40001. */
  reject({ token: value, stillGiven = false }: RejectOptions = {}): void {
    const now = this.clock.now();
    for (const token of this.#tokens.values()) {
      if (value !== undefined && token.value !== value) continue;
      end(token, now);
      token.given = stillGiven;
    }
  }

  /** `undefined` for a token that this account was never given, or that ended long ago. */
  state(value: string): AccessTokenState | undefined {
    const token = this.#tokens.get(value);
    return token && this.#view(token).state;
  }

  /** The newest token of a kind, if it lives. */
  current(kind: AccessTokenKind): string | undefined {
    const newest = this.#of(kind).at(-1);
    return newest && this.state(newest.value) === 'alive' ? newest.value : undefined;
  }

  /** The tokens that were given, in their order; those that ended more than a day ago are forgotten in the end. */
  list(): SandboxAccessToken[] {
    return [...this.#tokens.values()].map(token => this.#view(token));
  }

  get forced(): ForcedRefreshes {
    return this.#forced;
  }

  #of(kind: AccessTokenKind): readonly Token[] {
    return [...this.#tokens.values()].filter(token => token.kind === kind);
  }

  #issue(kind: AccessTokenKind): SandboxAccessToken {
    const value = `84_${randomBytes(100).toString('base64url')}`;
    const token: Token = {
      value,
      kind,
      expiresAt: this.clock.now() + LIFE_MS,
      deadFrom: Infinity,
      given: true,
    };
    this.#tokens.set(value, token);
    return this.#view(token);
  }

  #view({ value, kind, expiresAt, deadFrom }: Token): SandboxAccessToken {
    const now = this.clock.now();
    const state = now < Math.min(deadFrom, expiresAt) ? 'alive' : deadFrom < expiresAt ? 'dead' : 'expired';
    return { value, kind, state, expiresAt };
  }
}

function end(token: Token, at: number): void {
  token.deadFrom = Math.min(token.deadFrom, at);
}
