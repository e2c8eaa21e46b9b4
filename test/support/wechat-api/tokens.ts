import { randomBytes } from 'node:crypto';
import type { Clock } from './clock.js';

/** `classic` is of `/cgi-bin/token`, `stable` of `/cgi-bin/stable_token`. Neither touches the other. */
export type TokenKind = 'classic' | 'stable';

/** `expired` ended by itself (42001); `dead` was replaced or revoked, or never lived (40001). */
export type TokenState = 'alive' | 'expired' | 'dead';

/** How long tokens live. */
export interface TokenRules {
  readonly tokenLifeSeconds: number;
  readonly overlapMs: number;
  readonly stableRenewBeforeSeconds: number;
  readonly forcedGapSeconds: number;
}

/** A token as an endpoint gives it. */
export type GivenToken = {
  readonly access_token: string;
  readonly expires_in: number;
};

/** What became of the forced refreshes of an account. */
export interface ForcedRefreshes {
  /** A new token was given. */
  readonly granted: number;
  /** Less than the gap after the last one: the present token was given. */
  readonly tooEarly: number;
}

interface Token {
  readonly value: string;
  readonly appId: string;
  readonly kind: TokenKind;
  readonly expiresAt: number;
  deadFrom: number;
  /** Whether `stable_token` hands it out, be it alive or not. */
  given: boolean;
}

interface Forced {
  granted: number;
  tooEarly: number;
  grantedAt: number;
}

/** All tokens of all accounts, by the rules of WeChat. */
export class Tokens {
  readonly #tokens = new Map<string, Token>();
  readonly #forced = new Map<string, Forced>();

  constructor(
    private readonly clock: Clock,
    private readonly rules: TokenRules,
  ) {}

  /** A new token. The one before it goes on for the overlap, all others are dead. */
  renewClassic(appId: string): GivenToken {
    const now = this.clock.now();
    const tokens = this.#of(appId, 'classic');
    tokens.forEach((token, index) => end(token, index === tokens.length - 1 ? now + this.rules.overlapMs : now));
    return give(this.#issue(appId, 'classic', now), now);
  }

  /** The present token; near its end a new one, and the old one lives its life out. */
  getStable(appId: string): GivenToken {
    const now = this.clock.now();
    const newest = this.#of(appId, 'stable').at(-1);
    const renewBefore = this.rules.stableRenewBeforeSeconds * 1000;
    const isGiven = newest?.given === true && newest.expiresAt - now > renewBefore;
    return give(isGiven ? newest : this.#issue(appId, 'stable', now), now);
  }

  /** A new token, and all earlier ones are dead at once. Too early after the last time, the present token. */
  forceStable(appId: string): GivenToken {
    const now = this.clock.now();
    const forced = this.#forced.get(appId) ?? { granted: 0, tooEarly: 0, grantedAt: -Infinity };
    this.#forced.set(appId, forced);
    if (now - forced.grantedAt < this.rules.forcedGapSeconds * 1000) {
      forced.tooEarly++;
      return this.getStable(appId);
    }
    forced.granted++;
    forced.grantedAt = now;
    this.#of(appId, 'stable').forEach(token => end(token, now));
    return give(this.#issue(appId, 'stable', now), now);
  }

  /** Revokes a token. With `stillGiven`, `stable_token` hands it out as before until it is forced. */
  kill(value: string, stillGiven = false): void {
    const token = this.#tokens.get(value);
    if (!token) throw new Error('WeChat never gave this token.');
    end(token, this.clock.now());
    token.given = stillGiven;
  }

  state(value: string): TokenState {
    const token = this.#tokens.get(value);
    if (!token) return 'dead';
    if (this.clock.now() < Math.min(token.deadFrom, token.expiresAt)) return 'alive';
    return token.deadFrom < token.expiresAt ? 'dead' : 'expired';
  }

  /** The account of a token, dead or alive. */
  owner(value: string): string | undefined {
    return this.#tokens.get(value)?.appId;
  }

  /** The newest token, if it lives. */
  current(appId: string, kind: TokenKind): string | undefined {
    const newest = this.#of(appId, kind).at(-1);
    return newest && this.state(newest.value) === 'alive' ? newest.value : undefined;
  }

  /** How many different tokens an account was given. */
  issued(appId: string, kind?: TokenKind): number {
    return this.#of(appId, kind).length;
  }

  forced(appId: string): ForcedRefreshes {
    const { granted, tooEarly } = this.#forced.get(appId) ?? { granted: 0, tooEarly: 0 };
    return { granted, tooEarly };
  }

  #of(appId: string, kind?: TokenKind): readonly Token[] {
    return [...this.#tokens.values()].filter(token => token.appId === appId && (!kind || token.kind === kind));
  }

  #issue(appId: string, kind: TokenKind, now: number): Token {
    const value = `84_${randomBytes(100).toString('base64url')}`;
    const expiresAt = now + this.rules.tokenLifeSeconds * 1000;
    const token: Token = { value, appId, kind, expiresAt, deadFrom: Infinity, given: true };
    this.#tokens.set(value, token);
    return token;
  }
}

function give({ value, expiresAt }: Token, now: number): GivenToken {
  return { access_token: value, expires_in: Math.floor((expiresAt - now) / 1000) };
}

function end(token: Token, at: number): void {
  token.deadFrom = Math.min(token.deadFrom, at);
}
