/** A code of the pool. Times are by the store's clock. */
export interface PoolQrcode {
  /** What a scan of the code tells: random, and nobody else's. */
  readonly sceneId: string;
  /** What WeChat knows the picture by. */
  readonly ticket: string;
  /** What the code says, for those who draw it themselves. */
  readonly url: string;
  /** Address of the picture, a JPEG for anybody. */
  readonly imageUrl: string;
  /** When the code dies at WeChat. */
  readonly expiresAt: Date;
}

/** A code that is somebody's for a time. */
export interface QrcodeLease extends PoolQrcode {
  readonly leaseId: string;
  readonly leasedUntil: Date;
}

/** How a code is to be leased. */
export interface AcquireOptions {
  /**
   * Unique to the lease: 16 to 64 letters, digits, `_` and `-` that nobody can guess. The same id again gives the same lease
   * until it is released, even when its time is over. Default: a random one.
   */
  readonly leaseId?: string | undefined;
  /** How long, in seconds, up to half of the life of a code. Default: `qrcodePool.leaseSeconds`. */
  readonly leaseSeconds?: number | undefined;
  /** Whether its scan gives it back. Default: `qrcodePool.releaseOnScan`. */
  readonly releaseOnScan?: boolean | undefined;
}

/** How a code is: a retired one is never leased again. */
export type PoolQrcodeStatus = 'free' | 'leased' | 'resting' | 'retired';

/** What the pool knows of a scene. */
export interface FoundQrcode extends PoolQrcode {
  readonly status: PoolQrcodeStatus;
  /** The lease, while the code is leased. */
  readonly lease: { readonly leaseId: string; readonly leasedFrom: Date; readonly leasedUntil: Date } | undefined;
}

/**
 * What a scan means: it counts for a lease only where it was made during the lease. `outside`: the code is leased now, and was
 * scanned at another time. `unknown`: no code of this pool, or one that is dead.
 */
export type PoolScan =
  | {
      readonly outcome: 'leased';
      readonly lease: QrcodeLease;
      /** Whether it gives the code back. */
      readonly releases: boolean;
    }
  | { readonly outcome: 'outside' | 'free' | 'resting' | 'retired' | 'unknown' };

/** How the pool is. */
export interface QrcodePoolStats {
  readonly free: number;
  readonly leased: number;
  readonly resting: number;
  /** Codes made since midnight in Beijing, failed attempts included. */
  readonly madeToday: number;
  /** How many more the pool may make today. */
  readonly quotaLeft: number;
}
