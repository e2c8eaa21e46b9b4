import type { Delivery } from '../../delivery/delivery.js';
import type { World } from '../../world.js';
import type { DeliveryDetail, DeliveryRow } from '../console.types.js';

/** A push in short. */
export function toDeliveryRow(world: World, delivery: Delivery): DeliveryRow {
  const { id, at, kind, appId, openId, attempts, verdict } = delivery;
  const person = world.findAccount(appId)?.contacts.find(openId)?.person;
  const platform = openId === '' ? world.findComponent(appId) : undefined;
  return {
    id,
    at,
    kind,
    nickname: (person ?? platform)?.nickname,
    attempts: attempts.length,
    durationMs: attempts.reduce((sum, { durationMs }) => sum + durationMs, 0),
    verdict,
  };
}

/** A push with all that was said. */
export function toDeliveryDetail(world: World, delivery: Delivery): DeliveryDetail {
  const { openId, appId, componentAppId, message, attempts: log, answer, shown } = delivery;
  return { ...toDeliveryRow(world, delivery), openId, appId, componentAppId, message, log, answer, shown };
}
