import { post } from '../endpoint.js';

/** A scene that is a number. */
export interface NumberScene {
  readonly scene: {
    /** Temporary codes: 1 to 4,294,967,295. Permanent codes: 1 to 100,000. */
    readonly scene_id: number;
    readonly scene_str?: undefined;
  };
}

/** A scene that is text. */
export interface TextScene {
  readonly scene: {
    /** 1 to 64 characters. Must not start with `qrscene_`: a follow could not be told from a scan. */
    readonly scene_str: string;
    readonly scene_id?: undefined;
  };
}

/** How long a temporary code lives. */
export interface TemporaryLife {
  /** Seconds, up to 2,592,000 (30 days). WeChat's own default is too short to be useful (30 or 60), so say it. */
  readonly expire_seconds: number;
}

/** Permanent codes do not expire. An account has 100,000 of them in all. */
export interface PermanentLife {
  readonly expire_seconds?: undefined;
}

export interface TemporaryNumberQrcode extends TemporaryLife {
  readonly action_name: 'QR_SCENE';
  readonly action_info: NumberScene;
}

export interface TemporaryTextQrcode extends TemporaryLife {
  readonly action_name: 'QR_STR_SCENE';
  readonly action_info: TextScene;
}

export interface PermanentNumberQrcode extends PermanentLife {
  readonly action_name: 'QR_LIMIT_SCENE';
  readonly action_info: NumberScene;
}

export interface PermanentTextQrcode extends PermanentLife {
  readonly action_name: 'QR_LIMIT_STR_SCENE';
  readonly action_info: TextScene;
}

/** A QR code with a scene, by its lifetime and the kind of its scene. */
export type QrcodeRequest = TemporaryNumberQrcode | TemporaryTextQrcode | PermanentNumberQrcode | PermanentTextQrcode;

export interface QrcodeTicket {
  /** What the picture is fetched with; encode it for a URL. */
  readonly ticket: string;
  /** Seconds that a temporary code lives; absent for a permanent one. */
  readonly expire_seconds?: number;
  /** What the code says, for those who draw it themselves. */
  readonly url: string;
}

/** QR codes with a scene, of verified service accounts. Temporary ones: 100,000 a day for a new account. */
export const qrcodeEndpoints = {
  /** Creates a QR code with a scene. 生成带参数的二维码. 40053 wrong action_info, 45029 too many codes. */
  create: post<QrcodeRequest, QrcodeTicket>('/cgi-bin/qrcode/create'),
};
