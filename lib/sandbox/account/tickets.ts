import { randomBytes } from 'node:crypto';
import type { SandboxClock } from '../clock.js';

const LIFE_MS = 7200 * 1000;
/** So many of the newest are remembered, dead ones among them, to tell whoever still signs with one. */
const KEPT = 20;

/** What `getticket` gives: `jsapi` for pages, `wx_card` for cards. */
export interface Ticket {
  readonly type: string;
  readonly value: string;
  readonly expiresAt: number;
}

/** The tickets of one account: one of each type for as long as it lives. */
export class Tickets {
  #tickets: readonly Ticket[] = [];

  constructor(private readonly clock: SandboxClock) {}

  get(type: string): Ticket {
    const present = this.#tickets.find(ticket => ticket.type === type && this.isLive(ticket));
    if (present) return present;
    const value = randomBytes(64).toString('base64url');
    const ticket = { type, value, expiresAt: this.clock.now() + LIFE_MS };
    this.#tickets = [ticket, ...this.#tickets].slice(0, KEPT);
    return ticket;
  }

  /** The newest first, dead ones among them. */
  list(): readonly Ticket[] {
    return this.#tickets;
  }

  isLive({ expiresAt }: Ticket): boolean {
    return this.clock.now() < expiresAt;
  }
}
