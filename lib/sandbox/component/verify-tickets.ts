import { randomBytes } from 'node:crypto';
import { ApiError } from '../api/api-error.js';
import type { SandboxClock } from '../clock.js';
import { ExpiringMap } from '../expiring-map.js';

/** A `component_verify_ticket`. */
export interface VerifyTicket {
  readonly value: string;
  /** Milliseconds since 1970 by WeChat's clock. */
  readonly expiresAt: number;
}

const LIFE_MS = 12 * 3_600_000;

/** The tickets that one platform was pushed: each is good for twelve hours, whatever came after it. */
export class VerifyTickets {
  readonly #tickets: Map<string, VerifyTicket>;
  #newest: VerifyTicket | undefined;

  constructor(private readonly clock: SandboxClock) {
    this.#tickets = new ExpiringMap(clock, ({ expiresAt }) => expiresAt);
  }

  issue(): VerifyTicket {
    const value = `ticket@@@${randomBytes(48).toString('base64url')}`;
    const ticket = { value, expiresAt: this.clock.now() + LIFE_MS };
    this.#tickets.set(value, ticket);
    this.#newest = ticket;
    return ticket;
  }

  /** Throws 61006 for a ticket that never was, and 61005 for one that is too old. */
  check(value: string): void {
    const ticket = this.#tickets.get(value);
    if (!ticket) throw new ApiError(61006);
    if (this.clock.now() >= ticket.expiresAt) throw new ApiError(61005);
  }

  get newest(): VerifyTicket | undefined {
    return this.#newest;
  }
}
