import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { RefreshScheduler } from '../../credentials/refresh-scheduler.js';
import type { CodeMaker, CodeMakerParts } from './code.maker.js';
import { refusalError } from './pool.errors.js';
import type { QuotaReporter } from './quota.reporter.js';
import type { NoReservation } from './qrcode-pool.store.js';

/** What a stock is made of. */
export interface PoolStockParts extends CodeMakerParts {
  readonly pool: string;
  readonly maker: CodeMaker;
  readonly quota: QuotaReporter;
  /** How logs call the account. */
  readonly account: string;
  readonly scheduler: RefreshScheduler | undefined;
}

/** How many codes are made for the stock at once, in all processes. */
const AT_ONCE = 4;
const INTERVAL_MS = 30_000;
/** After this somebody who uses the pool looks after the stock, where no scheduler does. */
const NEGLECTED_MS = 60_000;
const POLL_MS = 100;

/** Keeps free codes ready. Processes share the work: what one is making, no other makes. */
export class PoolStock {
  private readonly logger = new Logger(PoolStock.name);
  private filling: Promise<void> | undefined;
  private neglectedAt = 0;

  constructor(private readonly parts: PoolStockParts) {}

  /** Has the stock looked after from now on; for every use of the pool. */
  keep(): void {
    if (performance.now() < this.neglectedAt) return;
    this.neglectedAt = performance.now() + NEGLECTED_MS;
    this.schedule();
  }

  /** Fills the stock up in the background. */
  refill(): void {
    this.filling ??= this.fillUp(this.parts.settings.stock)
      .then(() => {})
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        this.logger.warn(`The stock of QR codes of account '${this.parts.account}' could not be filled up: ${reason}`);
      })
      .finally(() => {
        this.filling = undefined;
      });
  }

  /** Waits until nothing is made in the background. */
  async settled(): Promise<void> {
    await this.filling;
  }

  /** Waits until so many codes are free, whoever makes them. */
  async warmUp(count: number): Promise<void> {
    const { appId, settings } = this.parts;
    for (;;) {
      const answers = await this.fillUp(count);
      if (answers.some(({ outcome }) => outcome === 'enough')) return;
      for (const answer of answers)
        if (answer.outcome === 'exhausted' || answer.outcome === 'quota') throw refusalError(appId, answer, settings);
      await sleep(POLL_MS);
    }
  }

  private fillUp(count: number) {
    return Promise.all(Array.from({ length: AT_ONCE }, () => this.makeUntil(count)));
  }

  private async makeUntil(stock: number): Promise<NoReservation> {
    const { pool, store, maker, quota, settings } = this.parts;
    for (;;) {
      maker.check();
      const id = randomUUID();
      const answer = await store.reserve(pool, id, { stock, atOnce: AT_ONCE }, settings);
      quota.heard(answer);
      if (answer.outcome !== 'reserved') return answer;
      await maker.make(pool, id, answer.at);
    }
  }

  private schedule(): void {
    const { scheduler, account } = this.parts;
    this.refill();
    scheduler?.schedule(`stock of QR codes of account '${account}'`, INTERVAL_MS, async () => {
      this.neglectedAt = performance.now() + NEGLECTED_MS;
      this.schedule();
      await this.filling;
    });
  }
}
