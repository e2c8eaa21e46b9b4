import type { SandboxClock } from '../clock.js';
import { ExpiringMap } from '../expiring-map.js';

/** What was sent under an id of the caller's own. */
export interface RecentSend {
  /** WeChat's id for it. */
  readonly messageId: number;
  /** Milliseconds since then. */
  readonly ageMs: number;
}

/** Remembers what was sent under an id of the caller's own, so that it is not sent twice. */
export class RecentSends {
  readonly #sends: Map<string, { readonly messageId: number; readonly at: number }>;

  /** @param lifeMs how long */
  constructor(
    private readonly clock: SandboxClock,
    private readonly lifeMs: number,
  ) {
    this.#sends = new ExpiringMap(clock, ({ at }) => at + lifeMs);
  }

  add(clientId: string, messageId: number): void {
    this.#sends.set(clientId, { messageId, at: this.clock.now() });
  }

  find(clientId: string): RecentSend | undefined {
    const send = this.#sends.get(clientId);
    if (!send) return undefined;
    const ageMs = this.clock.now() - send.at;
    return ageMs < this.lifeMs ? { messageId: send.messageId, ageMs } : undefined;
  }
}
