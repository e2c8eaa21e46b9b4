import { randomUUID } from 'node:crypto';
import type { RefreshScheduler } from '../credentials/refresh-scheduler.js';
import type { AccountTelemetry } from '../telemetry/account-telemetry.js';
import { WechatArgumentError } from '../wechat.errors.js';
import { CodeLender } from './pool/code.lender.js';
import { CodeMaker, type CodeMakerParts } from './pool/code.maker.js';
import { PoolStock } from './pool/pool.stock.js';
import type { FoundCode, LeasedCode, LeaseRequest, PooledCode } from './pool/qrcode-pool.store.js';
import { QuotaReporter } from './pool/quota.reporter.js';
import { isDuringLease, statusOf } from './pool/scan.js';
import { SCENE_RANDOM_LENGTH } from './qrcode-pool.options.js';
import type {
  AcquireOptions,
  FoundQrcode,
  PoolQrcode,
  PoolScan,
  QrcodeLease,
  QrcodePoolStats,
} from './qrcode-pool.types.js';

/** What the pool is made of. */
export interface QrcodePoolParts extends CodeMakerParts {
  /** How logs call the account. */
  readonly account: string;
  readonly scheduler: RefreshScheduler | undefined;
  readonly telemetry: AccountTelemetry;
}

const LEASE_ID = /^[\w-]{16,64}$/;
/** What a scene of any pool looks like, also of one that had another prefix: others are not worth asking the store. */
const POOL_SCENE = new RegExp(`^[\\w-]{${SCENE_RANDOM_LENGTH},64}$`);

/**
 * Temporary QR codes that are leased, given back and leased again, for every process that shares a Redis: WeChat lets an
 * account make 100,000 in a day. A lease that nobody ends is over by itself. Codes that were given back rest, so that a scan
 * never counts for the next visitor.
 *
 * Methods reject with `WechatStoreError` where the store does not answer.
 */
export class QrcodePoolService {
  private readonly pool: string;
  private readonly lender: CodeLender;
  private readonly stock: PoolStock;
  private readonly quota: QuotaReporter;

  constructor(private readonly parts: QrcodePoolParts) {
    this.pool = `{${parts.appId}}`;
    this.quota = new QuotaReporter(parts.telemetry, parts.settings);
    const shared = { ...parts, pool: this.pool, maker: new CodeMaker(parts), quota: this.quota };
    this.stock = new PoolStock(shared);
    this.lender = new CodeLender({ ...shared, stock: this.stock });
  }

  /**
   * Leases a code: one that is free, in one round trip, or else a new one.
   *
   * Where none is free and no new one can be had, rejects with `WechatPoolExhaustedError` (there are `maxCodes`),
   * `WechatQuotaError` (the day's quota), which say when that ends, `WechatApiError` or `WechatNetworkError`.
   */
  async acquire(options: AcquireOptions = {}): Promise<QrcodeLease> {
    const request = this.toRequest(options);
    const code = await this.lender.lend(request);
    this.stock.keep();
    return this.toLease(code);
  }

  /** Ends a lease; `false` where it is over, was ended before or is another's, and nothing changes. */
  release({ sceneId, leaseId }: Pick<QrcodeLease, 'sceneId' | 'leaseId'>): Promise<boolean> {
    const { store, settings } = this.parts;
    return store.release(this.pool, sceneId, leaseId, settings);
  }

  /** What the pool knows of a scene; `undefined` where that is nothing. */
  async find(sceneId: string): Promise<FoundQrcode | undefined> {
    const found = await this.look(sceneId);
    if (found === undefined) return undefined;
    const status = statusOf(found);
    const { lease } = found;
    return {
      ...this.toQrcode(found),
      status,
      lease:
        lease === undefined || status !== 'leased'
          ? undefined
          : { leaseId: lease.leaseId, leasedFrom: new Date(lease.from), leasedUntil: new Date(lease.until) },
    };
  }

  /**
   * What a scan means.
   *
   * @param createTime of the message: seconds since 1970, by WeChat's clock
   */
  async scan(sceneId: string, createTime: number): Promise<PoolScan> {
    const found = await this.look(sceneId);
    if (found === undefined) return { outcome: 'unknown' };
    const { lease } = found;
    if (lease !== undefined && isDuringLease(found, createTime, this.parts.settings.toleranceMs)) {
      return { outcome: 'leased', lease: this.toLease({ ...found, lease }), releases: lease.releaseOnScan };
    }
    const status = statusOf(found);
    return { outcome: status === 'leased' ? 'outside' : status };
  }

  /**
   * Gives a code back if its scan was made during a lease that is to end by it.
   *
   * @param createTime of the message: seconds since 1970, by WeChat's clock
   */
  async scanned(sceneId: string, createTime: number): Promise<PoolScan> {
    const scan = await this.scan(sceneId, createTime);
    if (scan.outcome === 'leased' && scan.releases) await this.release(scan.lease);
    return scan;
  }

  /** Looks at the pool. */
  async stats(): Promise<QrcodePoolStats> {
    const { store, settings } = this.parts;
    const counts = await store.count(this.pool, settings);
    this.quota.counted(counts.madeToday);
    return { ...counts, quotaLeft: this.quota.left(counts.madeToday) };
  }

  /**
   * Waits until so many codes are free, for example before a rush. Processes that do so at once share the work. Rejects as
   * `acquire` does.
   *
   * @throws WechatArgumentError where there may not be so many
   */
  async warmUp(count: number): Promise<void> {
    const { maxCodes } = this.parts.settings;
    if (!Number.isInteger(count) || count < 0 || count > maxCodes) {
      throw new WechatArgumentError(
        `warmUp was called with ${String(count)}. Choose a whole number from 0 to qrcodePool.maxCodes, which is ${maxCodes}.`,
      );
    }
    await this.stock.warmUp(count);
  }

  /** Forgets all codes. Leases end, and scans of the codes count for nobody; what was made today stays counted. */
  clear(): Promise<void> {
    return this.parts.store.clear(this.pool);
  }

  private async look(sceneId: string): Promise<FoundCode | undefined> {
    const { store, settings } = this.parts;
    return POOL_SCENE.test(sceneId) ? store.find(this.pool, sceneId, settings) : undefined;
  }

  private toRequest({ leaseId = randomUUID(), leaseSeconds, releaseOnScan }: AcquireOptions): LeaseRequest {
    const { settings } = this.parts;
    if (!LEASE_ID.test(leaseId)) {
      throw new WechatArgumentError('leaseId has to be 16 to 64 letters, digits, _ and -, and nobody may guess it.');
    }
    if (leaseSeconds !== undefined && !(leaseSeconds > 0 && leaseSeconds <= settings.codeLifeSeconds / 2)) {
      throw new WechatArgumentError(
        `leaseSeconds is ${leaseSeconds}. Choose seconds above 0, up to half of the life of a code, which is ${settings.codeLifeSeconds}.`,
      );
    }
    const leaseMs = leaseSeconds === undefined ? settings.leaseMs : Math.ceil(leaseSeconds * 1000);
    return { leaseId, leaseMs, releaseOnScan: releaseOnScan ?? settings.releaseOnScan };
  }

  private toLease(code: LeasedCode): QrcodeLease {
    const { sceneId, ticket, url, imageUrl, expiresAt } = this.toQrcode(code);
    const { leaseId, until } = code.lease;
    return { sceneId, ticket, url, imageUrl, expiresAt, leaseId, leasedUntil: new Date(until) };
  }

  private toQrcode({ sceneId, ticket, url, expiresAt }: PooledCode): PoolQrcode {
    return { sceneId, ticket, url, imageUrl: this.parts.qrcodes.imageUrl(ticket), expiresAt: new Date(expiresAt) };
  }
}
