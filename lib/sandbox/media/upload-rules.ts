import { ApiError } from '../api/api-error.js';
import type { UploadedFile } from '../api/api-request.js';
import { contentTypeOf, detectFormat, hasKnownExtension, type MediaFormat } from './media-format.js';
import type { MediaType } from './media-store.js';
import { amrSeconds, mp3Seconds } from './voice-length.js';

/** What WeChat takes as one kind of media. */
export interface UploadRules {
  readonly formats: readonly MediaFormat[];
  readonly maxBytes: number;
  /** The errcode of a larger file. */
  readonly tooLarge: number;
}

const KB = 1024;
const MB = 1024 * KB;
const MAX_VOICE_SECONDS = 60;

/** Media that live for three days. Official document: 新增临时素材. */
export const TEMPORARY_MEDIA: Readonly<Record<MediaType, UploadRules>> = {
  image: { formats: ['png', 'jpg', 'gif'], maxBytes: 10 * MB, tooLarge: 40009 },
  voice: { formats: ['amr', 'mp3'], maxBytes: 2 * MB, tooLarge: 40010 },
  video: { formats: ['mp4'], maxBytes: 10 * MB, tooLarge: 40011 },
  thumb: { formats: ['jpg'], maxBytes: 64 * KB, tooLarge: 40012 },
};

/** Media of the library. Official document: 上传永久素材. */
export const PERMANENT_MEDIA: Readonly<Record<MediaType, UploadRules>> = {
  ...TEMPORARY_MEDIA,
  image: { ...TEMPORARY_MEDIA.image, formats: ['png', 'jpg', 'gif', 'bmp'] },
  voice: { ...TEMPORARY_MEDIA.voice, formats: ['amr', 'mp3', 'wma', 'wav'] },
};

/** Pictures within articles, of less than 1 MB. Official document: 上传图文消息图片. */
export const ARTICLE_IMAGE: UploadRules = { formats: ['jpg', 'png'], maxBytes: MB - 1, tooLarge: 40009 };

/**
 * A file that keeps the rules, with the content type that its bytes have.
 *
 * WeChat looks at the first bytes: 40113 for a file that is no medium at all, or whose name has no ending it knows; 40005
 * for a medium of the wrong kind.
 */
export function checkUpload(file: UploadedFile | undefined, rules: UploadRules): UploadedFile {
  if (!file) throw new ApiError(41005);
  const { bytes, filename } = file;
  if (bytes.length === 0) throw new ApiError(44001);
  const format = detectFormat(bytes);
  if (format === undefined || !hasKnownExtension(filename)) throw new ApiError(40113);
  if (!rules.formats.includes(format)) throw new ApiError(40005);
  if (bytes.length > rules.maxBytes) throw new ApiError(rules.tooLarge);
  if (secondsOf(bytes, format) > MAX_VOICE_SECONDS) throw new ApiError(45007);
  return { filename, bytes, contentType: contentTypeOf(format) };
}

/** How long a voice plays, where its format tells so easily. */
function secondsOf(bytes: Buffer, format: MediaFormat): number {
  return format === 'amr' ? amrSeconds(bytes) : format === 'mp3' ? mp3Seconds(bytes) : 0;
}
