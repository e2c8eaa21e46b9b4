// Compiled by `npm run typecheck`: every expected error has to be one, and nothing else may be.
import type { PoolScan, QrcodeLease, QrcodePoolService, QrcodeService } from 'nestjs-wechat';

export async function qrcodes(service: QrcodeService) {
  const temporary = await service.createTemporary({ scene: 'table-7', expireSeconds: 600 });
  const end: Date = temporary.expiresAt;
  const permanent = await service.createPermanent({ scene: 7 });
  // @ts-expect-error -- a permanent code has no end
  const never: Date = permanent.expiresAt;
  // @ts-expect-error -- a temporary code has a life
  await service.createTemporary({ scene: 7 });
  // @ts-expect-error -- a permanent code has none
  await service.createPermanent({ scene: 7, expireSeconds: 600 });
  // @ts-expect-error -- a scene is a number or text
  await service.createPermanent({ scene: 7n });
  return [end, never, service.imageUrl(temporary.ticket)];
}

export async function pool(service: QrcodePoolService, scan: PoolScan) {
  const lease: QrcodeLease = await service.acquire({ leaseId: undefined, leaseSeconds: undefined });
  const released: boolean = await service.release({ sceneId: lease.sceneId, leaseId: lease.leaseId });
  const { free, leased, resting, madeToday, quotaLeft } = await service.stats();
  const counts: number[] = [free, leased, resting, madeToday, quotaLeft];
  // @ts-expect-error -- only a scan during a lease has one
  const { leaseId } = scan.lease;
  if (scan.outcome === 'leased') await service.release(scan.lease);
  // @ts-expect-error -- a scene is not enough to end a lease
  await service.release({ sceneId: lease.sceneId });
  const found = await service.find(lease.sceneId);
  // @ts-expect-error -- there may be no such code
  const { status } = found;
  return [released, counts, leaseId, status, found?.lease?.leasedUntil];
}
