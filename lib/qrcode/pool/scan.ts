import type { PoolQrcodeStatus } from '../qrcode-pool.types.js';
import type { FoundCode } from './qrcode-pool.store.js';

/** How a code is now. */
export function statusOf({ now, availableAt, lease }: FoundCode): PoolQrcodeStatus {
  if (lease !== undefined && lease.until > now) return 'leased';
  if (availableAt === undefined) return 'retired';
  return availableAt <= now ? 'free' : 'resting';
}

/**
 * Whether a scan was made during the code's last lease. WeChat's clock tells when, in whole seconds, and the store's clock
 * tells when the lease was.
 *
 * @param createTime seconds since 1970
 */
export function isDuringLease({ lease }: FoundCode, createTime: number, toleranceMs: number): boolean {
  if (lease === undefined) return false;
  const scannedAt = createTime * 1000;
  const firstSecond = Math.floor(lease.from / 1000) * 1000;
  return scannedAt >= firstSecond - toleranceMs && scannedAt <= lease.until + toleranceMs;
}
