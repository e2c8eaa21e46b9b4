import type { QrScene } from '../../people/contact.js';
import type { QrCode } from '../../qrcode/qr-codes.js';
import { ApiError } from '../api-error.js';
import { post, type ApiTable } from '../endpoint.js';
import { isObject, type Fields } from '../fields.js';

const MAX_EXPIRE_SECONDS = 2_592_000;
const DEFAULT_EXPIRE_SECONDS = 30;
const MAX_TEMPORARY_ID = 0xffff_ffff;
const MAX_PERMANENT_ID = 100_000;

/** By `action_name`. */
const KINDS = new Map<unknown, { readonly isPermanent: boolean; readonly readScene: (body: Fields) => QrScene }>([
  ['QR_SCENE', { isPermanent: false, readScene: body => readNumber(body, MAX_TEMPORARY_ID) }],
  ['QR_STR_SCENE', { isPermanent: false, readScene: readText }],
  ['QR_LIMIT_SCENE', { isPermanent: true, readScene: body => readNumber(body, MAX_PERMANENT_ID) }],
  ['QR_LIMIT_STR_SCENE', { isPermanent: true, readScene: readText }],
]);

/** QR codes with a scene. Official document: 生成带参数的二维码. */
export const qrcodeEndpoints: ApiTable = {
  '/cgi-bin/qrcode/create': post(
    ({ account: { qrCodes }, body }) => {
      const kind = KINDS.get(body.raw['action_name']);
      if (!kind) throw new ApiError(40053);
      const scene = kind.readScene(body);
      if (kind.isPermanent) return toReply(qrCodes.createPermanent(scene));
      const seconds = readExpireSeconds(body);
      return toReply(qrCodes.createTemporary(scene, seconds), seconds);
    },
    { dailyLimit: 100_000 },
  ),
};

function readNumber(body: Fields, max: number): QrScene {
  const value = sceneOf(body)['scene_id'];
  const id = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof id !== 'number' || !Number.isInteger(id) || id < 1 || id > max) throw new ApiError(40053);
  return { id };
}

function readText(body: Fields): QrScene {
  const text = sceneOf(body)['scene_str'];
  if (typeof text !== 'string' || text === '' || Array.from(text).length > 64) throw new ApiError(40053);
  return { text };
}

/** Whatever is wrong with it has one errcode, be it a type or a value. */
function sceneOf(body: Fields): Readonly<Record<string, unknown>> {
  const info = body.raw['action_info'];
  const scene = isObject(info) && 'scene' in info ? info.scene : undefined;
  if (!isObject(scene)) throw new ApiError(40053);
  return scene as Readonly<Record<string, unknown>>;
}

/** Longer than 30 days is cut: the page names a maximum and no error for it. */
function readExpireSeconds(body: Fields): number {
  const seconds = body.optionalInteger('expire_seconds') ?? DEFAULT_EXPIRE_SECONDS;
  if (seconds < 1) throw new ApiError(40053);
  return Math.min(seconds, MAX_EXPIRE_SECONDS);
}

function toReply({ ticket, url }: QrCode, seconds?: number) {
  return { ticket, ...(seconds !== undefined && { expire_seconds: seconds }), url };
}
