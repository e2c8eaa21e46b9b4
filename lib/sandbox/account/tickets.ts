import { randomBytes } from 'node:crypto';
import type { SandboxClock } from '../clock.js';

const LIFE_MS = 7200 * 1000;

/** A `jsapi_ticket` or a card ticket. */
export interface Ticket {
  readonly value: string;
  readonly expiresAt: number;
}

/** The tickets of one account: one of each type for as long as it lives. */
export class Tickets {
  readonly #tickets = new Map<string, Ticket>();

  constructor(private readonly clock: SandboxClock) {}

  get(type: string): Ticket {
    const now = this.clock.now();
    const present = this.#tickets.get(type);
    if (present && now < present.expiresAt) return present;
    const ticket = { value: randomBytes(64).toString('base64url'), expiresAt: now + LIFE_MS };
    this.#tickets.set(type, ticket);
    return ticket;
  }
}
