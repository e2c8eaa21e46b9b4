import { download, upload } from '../endpoint.js';

export interface UploadMediaRequest {
  /** `image` 10 MB (png, jpeg, jpg, gif), `voice` 2 MB and 60 s (amr, mp3), `video` 10 MB (mp4). */
  readonly type: 'image' | 'voice' | 'video';
}

export interface UploadThumbRequest {
  readonly type: 'thumb';
}

export interface UploadedMedia {
  readonly type: 'image' | 'voice' | 'video';
  /** Good for 3 days. */
  readonly media_id: string;
  /** Seconds since 1970. */
  readonly created_at: number;
}

export interface UploadedThumb {
  readonly type: 'thumb';
  /** Good for 3 days. */
  readonly thumb_media_id: string;
  /** Seconds since 1970. */
  readonly created_at: number;
}

export interface MediaRequest {
  readonly media_id: string;
}

/** What WeChat answers, as JSON, in place of a video. */
export interface VideoAddress {
  readonly video_url: string;
}

export interface UploadedImage {
  readonly url: string;
}

/** Temporary media, which live 3 days, and pictures of articles. */
export const mediaEndpoints = {
  /**
   * Uploads a picture, a voice or a video. 新增临时素材. 40004 wrong type, 40005 wrong file type, 40006 and 40009 to 40011
   * wrong size, 41005 no file, 44001 empty file, 45001 file too large, 45007 voice too long.
   */
  upload: upload<UploadMediaRequest, UploadedMedia>('/cgi-bin/media/upload', { query: ['type'] }),
  /** Uploads a thumbnail, 64 KB, jpg, whose id has another name. 新增临时素材. 40012 wrong size; others as `upload`. */
  uploadThumb: upload<UploadThumbRequest, UploadedThumb>('/cgi-bin/media/upload', { query: ['type'] }),
  /**
   * Downloads media, also such that people sent. 获取临时素材. For a video the body is JSON, a `VideoAddress`, and
   * `Content-Type` tells so: fetch the video from there. 40007 wrong media_id, 46007 still being transcoded.
   */
  get: download<MediaRequest, Response>('/cgi-bin/media/get'),
  /** Downloads a voice of the JS-SDK in high quality (speex, 16 kHz). 获取高清语音素材. 40007 wrong media_id. */
  getVoice: download<MediaRequest, Response>('/cgi-bin/media/get/jssdk'),
  /**
   * Uploads a picture for use inside articles, below 1 MB, jpg or png; it does not count in the library.
   * 上传图文消息图片. 40005 wrong file type, 40009 wrong size.
   */
  uploadImage: upload<unknown, UploadedImage>('/cgi-bin/media/uploadimg'),
};
