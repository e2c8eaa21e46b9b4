import { Logger } from '@nestjs/common';
import type { VerifyTickets } from './tokens/verify-tickets.js';

/** WeChat pushes one every ten minutes. */
const LATE_MS = 1_800_000;
const LOOK_MS = 60_000;
/** WeChat pushes at once when it is asked to; it need not be asked by every process every minute. */
const ASK_MS = 600_000;

/** Whether WeChat pushes tickets: `late` where none came for 30 minutes, `none yet` where the application began since. */
export type TicketPushes = 'on time' | 'late' | 'none yet';

/** Notices that WeChat does not push tickets any more, and asks for them. */
export class TicketWatchdog {
  private readonly logger = new Logger('OpenPlatform');
  private timer: NodeJS.Timeout | undefined;
  private startedAt = performance.now();
  private askedAt = -Infinity;
  private wasLate = false;

  constructor(
    private readonly componentAppId: string,
    private readonly tickets: VerifyTickets,
  ) {}

  start(): void {
    this.startedAt = performance.now();
    this.timer = setInterval(() => void this.look(), LOOK_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Whether tickets come. Rejects with `WechatStoreError`. */
  async inspect(): Promise<TicketPushes> {
    const newest = await this.tickets.newest();
    const isNew = newest === undefined && performance.now() - this.startedAt <= LATE_MS;
    if (isNew) return 'none yet';
    return newest === undefined || newest.ageMs > LATE_MS ? 'late' : 'on time';
  }

  private async look(): Promise<void> {
    try {
      const pushes = await this.inspect();
      const isLate = pushes !== 'on time';
      if (isLate) await this.ask(pushes);
      else if (this.wasLate) this.logger.log(`WeChat pushes tickets to ${this.componentAppId} again.`);
      this.wasLate = isLate;
    } catch (error) {
      this.logger.warn(
        `Tickets of ${this.componentAppId} are missing: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  private async ask(pushes: 'late' | 'none yet'): Promise<void> {
    if (performance.now() - this.askedAt < ASK_MS) return;
    this.askedAt = performance.now();
    this.logger.warn(
      `WeChat has not pushed a component_verify_ticket to ${this.componentAppId} ` +
        `${pushes === 'late' ? 'for 30 minutes' : 'yet'}, and is asked to. ` +
        "Look whether the events URL of WeChat's console reaches this application: calls end when the last ticket does.",
    );
    await this.tickets.startPushing();
  }
}
