import type { AccountTelemetry } from '../../telemetry/account-telemetry.js';
import { beijingDay, endOfBeijingDay } from './beijing-day.js';
import { OWN_QUOTA, QRCODE_PATH } from './pool.errors.js';
import type { NoReservation, PoolRules, Reservation } from './qrcode-pool.store.js';

/** Tells how much of the day's quota is left, whenever the pool learns it. */
export class QuotaReporter {
  constructor(
    private readonly telemetry: AccountTelemetry,
    private readonly rules: Pick<PoolRules, 'perDay'>,
  ) {}

  /** So many codes were made today. */
  left(madeToday: number): number {
    return Math.max(0, this.rules.perDay - madeToday);
  }

  /** What the store answered to whoever wanted to make a code. */
  heard(answer: Reservation | NoReservation): void {
    if (!this.telemetry.isObserved) return;
    if (answer.outcome === 'quota') {
      this.telemetry.tell({ type: 'quota-error', by: 'pool', endpoint: QRCODE_PATH, errcode: OWN_QUOTA.errcode });
      this.tell(0);
    }
    if (answer.outcome === 'reserved' && answer.madeToday !== undefined) this.tell(this.left(answer.madeToday));
  }

  /** Somebody looked. */
  counted(madeToday: number): void {
    if (this.telemetry.isObserved) this.tell(this.left(madeToday));
  }

  private tell(left: number): void {
    const resetsAt = new Date(endOfBeijingDay(beijingDay(Date.now())));
    this.telemetry.tell({ type: 'qrcode-quota', left, limit: this.rules.perDay, resetsAt });
  }
}
