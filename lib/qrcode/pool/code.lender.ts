import type { AccountTelemetry } from '../../telemetry/account-telemetry.js';
import { errorName } from '../../telemetry/error-name.js';
import type { Ending } from '../../telemetry/wechat-operation.js';
import { WechatPoolExhaustedError, WechatQuotaError } from '../../wechat.errors.js';
import { OWN_QUOTA, refusalError } from './pool.errors.js';
import type { PoolStock, PoolStockParts } from './pool.stock.js';
import type { LeasedCode, LeaseRequest } from './qrcode-pool.store.js';

/** What a lender is made of. */
export interface CodeLenderParts extends PoolStockParts {
  readonly stock: PoolStock;
  readonly telemetry: AccountTelemetry;
}

/** A code that is leased, and what that took. */
interface Lent {
  readonly code: LeasedCode;
  readonly made: boolean;
  readonly quotaLeft: number | undefined;
}

/** Leases codes that are free, or else has new ones made. */
export class CodeLender {
  constructor(private readonly parts: CodeLenderParts) {}

  async lend(request: LeaseRequest): Promise<LeasedCode> {
    const { code } = await (this.parts.telemetry.isObserved ? this.observe(request) : this.take(request));
    return code;
  }

  private observe(request: LeaseRequest): Promise<Lent> {
    return this.parts.telemetry.begin('qrcode-acquire', {}).run(() => this.take(request), {
      done: ({ made, quotaLeft }) => ({ outcome: 'leased', made, quotaLeft, error: undefined }),
      failed: error => ({ ...describeFailure(error), made: false, error: errorName(error) }),
    });
  }

  private async take(request: LeaseRequest): Promise<Lent> {
    const { pool, store, settings } = this.parts;
    const code = await store.acquire(pool, request, settings);
    return code === undefined ? this.obtain(request) : found(code);
  }

  private async obtain(request: LeaseRequest): Promise<Lent> {
    const { appId, maker, pool, quota, settings, stock, store } = this.parts;
    maker.check();
    const answer = await store.acquireOrReserve(pool, request, settings);
    if ('outcome' in answer) quota.heard(answer);
    if ('outcome' in answer && answer.outcome !== 'reserved') {
      // What is being made for the stock is free soon.
      await stock.settled();
      const late = await store.acquire(pool, request, settings);
      if (late === undefined) throw refusalError(appId, answer, settings);
      return found(late);
    }
    // Whoever comes next shall find one.
    stock.refill();
    if (!('outcome' in answer)) return found(answer);
    const { at, madeToday } = answer;
    const quotaLeft = madeToday === undefined ? undefined : quota.left(madeToday);
    return { code: await maker.makeLeased(pool, request, at), made: true, quotaLeft };
  }
}

function found(code: LeasedCode): Lent {
  return { code, made: false, quotaLeft: undefined };
}

function describeFailure(error: unknown): Pick<Ending<'qrcode-acquire'>, 'outcome' | 'quotaLeft'> {
  if (error instanceof WechatPoolExhaustedError) return { outcome: 'exhausted', quotaLeft: undefined };
  if (!(error instanceof WechatQuotaError)) return { outcome: 'failed', quotaLeft: undefined };
  // That of a minute says nothing about the day.
  return { outcome: 'quota', quotaLeft: error.errcode === OWN_QUOTA.errcode ? 0 : undefined };
}
