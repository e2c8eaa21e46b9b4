import { ApiError } from '../api/api-error.js';
import type { SandboxClock } from '../clock.js';
import { RecentSends } from './recent-sends.js';

/** As in `msg_status`. */
export type MassStatus = 'SEND_SUCCESS' | 'DELETE';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** The mass messages that one account sent. */
export class MassMessages {
  /** 0 is the fastest, 4 the slowest. */
  speed = 0;
  readonly #statuses = new Map<number, MassStatus>();
  readonly #sends: RecentSends;

  constructor(clock: SandboxClock) {
    this.#sends = new RecentSends(clock, DAY_MS);
  }

  add(messageId: number, clientId: string): void {
    this.#statuses.set(messageId, 'SEND_SUCCESS');
    if (clientId !== '') this.#sends.add(clientId, messageId);
  }

  /** Throws 45067 for a `clientmsgid` that is too long, 45066 or 45065 for one that was used. */
  checkClientId(clientId: string): void {
    if (Buffer.byteLength(clientId) > 64) throw new ApiError(45067);
    const first = this.#sends.find(clientId);
    if (!first) return;
    if (first.ageMs < MINUTE_MS) throw new ApiError(45066);
    throw new ApiError(45065, undefined, { msg_id: first.messageId });
  }

  /** Throws 40059 for a message that the account never sent. */
  status(messageId: number): MassStatus {
    const status = this.#statuses.get(messageId);
    if (!status) throw new ApiError(40059);
    return status;
  }

  /** People keep what they have: only the articles are gone. Throws as `status()`. */
  delete(messageId: number): void {
    this.status(messageId);
    this.#statuses.set(messageId, 'DELETE');
  }
}
