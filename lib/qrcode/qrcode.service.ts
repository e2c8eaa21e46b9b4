import type { WechatApi } from '../api/wechat-api.js';
import { WechatArgumentError } from '../wechat.errors.js';

/** What a scan of a code tells: a number or a text. */
export interface PermanentQrcodeRequest {
  /** A whole number from 1 to 100,000, or 1 to 64 characters that do not begin with `qrscene_`. */
  readonly scene: number | string;
}

/** A temporary code to be made. */
export interface TemporaryQrcodeRequest {
  /** A whole number from 1 to 4,294,967,295, or 1 to 64 characters that do not begin with `qrscene_`. */
  readonly scene: number | string;
  /** How long the code lives, in seconds: a whole number up to 2,592,000 (30 days). */
  readonly expireSeconds: number;
}

/** A QR code with a scene. */
export interface Qrcode {
  /** What WeChat knows the picture by. */
  readonly ticket: string;
  /** What the code says, for those who draw it themselves. */
  readonly url: string;
  /** Address of the picture, a JPEG for anybody. */
  readonly imageUrl: string;
}

/** A QR code that dies. */
export interface TemporaryQrcode extends Qrcode {
  /** By this process's clock. */
  readonly expiresAt: Date;
}

const MAX_TEMPORARY_NUMBER = 0xffff_ffff;
const MAX_PERMANENT_NUMBER = 100_000;
const MAX_EXPIRE_SECONDS = 2_592_000;
const MAX_TEXT_LENGTH = 64;
/** What WeChat puts before the scene when a scan ends in a follow. */
const FOLLOW_PREFIX = 'qrscene_';

/** Makes QR codes whose scans tell where they were. Official document: 生成带参数的二维码. */
export class QrcodeService {
  private readonly picture: string;

  constructor(
    private readonly api: WechatApi,
    /** Host of the pictures. */
    host: string,
  ) {
    this.picture = `${host.replace(/\/+$/, '')}/cgi-bin/showqrcode?ticket=`;
  }

  /**
   * Makes a code that dies. A new account may make 100,000 in a day; `QrcodePoolService` uses them again.
   *
   * @throws WechatArgumentError where the scene or the life is out of range; WeChat is not asked
   */
  async createTemporary({ scene, expireSeconds }: TemporaryQrcodeRequest): Promise<TemporaryQrcode> {
    if (!isWithin(expireSeconds, MAX_EXPIRE_SECONDS)) {
      throw new WechatArgumentError(
        `expireSeconds of a QR code is ${String(expireSeconds)}. Choose a whole number from 1 to ${MAX_EXPIRE_SECONDS}, which is 30 days.`,
      );
    }
    checkScene(scene, MAX_TEMPORARY_NUMBER);
    const life = { expire_seconds: expireSeconds };
    const before = Date.now();
    const made =
      typeof scene === 'number'
        ? await this.api.qrcode.create({
            ...life,
            action_name: 'QR_SCENE',
            action_info: { scene: { scene_id: scene } },
          })
        : await this.api.qrcode.create({
            ...life,
            action_name: 'QR_STR_SCENE',
            action_info: { scene: { scene_str: scene } },
          });
    const { ticket, url, expire_seconds: seconds = expireSeconds } = made;
    return { ticket, url, imageUrl: this.imageUrl(ticket), expiresAt: new Date(before + seconds * 1000) };
  }

  /**
   * Makes a code that lives for ever; the same scene gives the same code. An account may have 100,000.
   *
   * @throws WechatArgumentError where the scene is out of range; WeChat is not asked
   */
  async createPermanent({ scene }: PermanentQrcodeRequest): Promise<Qrcode> {
    checkScene(scene, MAX_PERMANENT_NUMBER);
    const { ticket, url } =
      typeof scene === 'number'
        ? await this.api.qrcode.create({
            action_name: 'QR_LIMIT_SCENE',
            action_info: { scene: { scene_id: scene } },
          })
        : await this.api.qrcode.create({
            action_name: 'QR_LIMIT_STR_SCENE',
            action_info: { scene: { scene_str: scene } },
          });
    return { ticket, url, imageUrl: this.imageUrl(ticket) };
  }

  /** Address of a code's picture, for anybody. */
  imageUrl(ticket: string): string {
    return this.picture + encodeURIComponent(ticket);
  }
}

function checkScene(scene: number | string, most: number): void {
  if (typeof scene === 'number') {
    if (isWithin(scene, most)) return;
    throw new WechatArgumentError(`The scene of a QR code is ${scene}. Choose a whole number from 1 to ${most}.`);
  }
  const length = Array.from(scene).length;
  if (length < 1 || length > MAX_TEXT_LENGTH) {
    throw new WechatArgumentError(
      `The scene of a QR code has ${length} characters. Choose 1 to ${MAX_TEXT_LENGTH}, or a number.`,
    );
  }
  if (scene.startsWith(FOLLOW_PREFIX)) {
    throw new WechatArgumentError(
      `The scene of a QR code begins with ${FOLLOW_PREFIX}, so that a follow could not be told from a scan. Choose another.`,
    );
  }
}

function isWithin(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most;
}
