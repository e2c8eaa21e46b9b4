import { randomBytes } from 'node:crypto';
import { Breaker } from '../../credentials/breaker.js';
import { WechatQuotaError, WechatStoreError } from '../../wechat.errors.js';
import type { QrcodePoolSettings } from '../qrcode-pool.options.js';
import type { QrcodeService, TemporaryQrcode } from '../qrcode.service.js';
import { beijingDay, endOfBeijingDay } from './beijing-day.js';
import { quotaError } from './pool.errors.js';
import type { LeasedCode, LeaseRequest, PooledCode, QrcodePoolStore } from './qrcode-pool.store.js';

const SCENE_RANDOM_BYTES = 16;
const TOO_OFTEN = 45011;
const MINUTE_MS = 60_000;

/** What a maker is made of. */
export interface CodeMakerParts {
  readonly appId: string;
  readonly qrcodes: QrcodeService;
  readonly store: QrcodePoolStore;
  readonly settings: QrcodePoolSettings;
}

/** Has WeChat make codes that were reserved, and adds them to the pool. */
export class CodeMaker {
  private readonly breaker = new Breaker();
  private failures = 0;
  /** Codes being made for a lease, by its id. */
  private readonly making = new Map<string, Promise<LeasedCode>>();

  constructor(private readonly parts: CodeMakerParts) {}

  /** Throws the last failure while the pause after repeated ones lasts. */
  check(): void {
    this.breaker.check();
  }

  /**
   * Makes a code for the stock.
   *
   * @param at the store's time at the reservation
   */
  async make(pool: string, reservationId: string, at: number): Promise<void> {
    await this.parts.store.add(pool, reservationId, await this.prepare(pool, reservationId, at));
  }

  /** Makes a code that is leased at once; the reservation has the id of the lease. Calls with the same id share one. */
  makeLeased(pool: string, request: LeaseRequest, at: number): Promise<LeasedCode> {
    const { leaseId } = request;
    const making =
      this.making.get(leaseId) ?? this.makeAndLease(pool, request, at).finally(() => this.making.delete(leaseId));
    this.making.set(leaseId, making);
    return making;
  }

  private async makeAndLease(pool: string, request: LeaseRequest, at: number): Promise<LeasedCode> {
    const { store, settings, appId } = this.parts;
    const code = await this.prepare(pool, request.leaseId, at);
    const lease = await store.add(pool, request.leaseId, code, request);
    if (lease !== undefined) return { ...code, lease };
    // Another process was faster with the same id, and this code is free.
    const present = await store.acquire(pool, request, settings);
    if (present === undefined)
      throw new WechatStoreError(`The store did not lease a new QR code of ${appId}. Try again.`);
    return present;
  }

  private async prepare(pool: string, reservationId: string, at: number): Promise<PooledCode> {
    const { store, settings } = this.parts;
    const sceneId = settings.scenePrefix + randomBytes(SCENE_RANDOM_BYTES).toString('base64url');
    const before = Date.now();
    try {
      const { ticket, url, expiresAt } = await this.create(sceneId);
      return { sceneId, ticket, url, expiresAt: at + expiresAt.getTime() - before };
    } catch (error) {
      // Where the store does not answer either, the reservation lapses by itself.
      await store.cancel(pool, reservationId).catch(() => {});
      throw error;
    }
  }

  private async create(scene: string): Promise<TemporaryQrcode> {
    const { qrcodes, settings } = this.parts;
    const { failures } = this;
    try {
      const made = await qrcodes.createTemporary({ scene, expireSeconds: settings.codeLifeSeconds });
      this.breaker.succeeded();
      return made;
    } catch (error) {
      const failure = this.explain(error);
      // Calls that were under way together fail together, and are one failure.
      if (failures === this.failures) {
        this.failures++;
        this.breaker.failed(failure);
      }
      throw failure;
    }
  }

  /** Tells when a quota of WeChat's begins anew. */
  private explain(error: unknown): unknown {
    if (!(error instanceof WechatQuotaError)) return error;
    const now = Date.now();
    const until = error.errcode === TOO_OFTEN ? now + MINUTE_MS : endOfBeijingDay(beijingDay(now));
    return quotaError(this.parts.appId, error, until);
  }
}
