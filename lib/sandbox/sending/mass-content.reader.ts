import { ApiError } from '../api/api-error.js';
import type { Fields } from '../api/fields.js';
import type { MediaStore } from '../media/media-store.js';
import type { PhoneContent } from '../people/phone-message.js';
import { readCard, readMedia, readMediaMessage, readNamedArticle, readText } from './content-parts.js';

/**
 * Reads what a mass message consists of, by its `msgtype`: pictures may be several. Official document:
 * 根据标签进行群发.
 */
export function readMassContents(body: Fields, media: MediaStore): PhoneContent[] {
  const type = body.text('msgtype', { missing: 40008 });
  switch (type) {
    case 'text':
      return [readText(body)];
    case 'voice':
      return [readMediaMessage(body, type, media)];
    case 'image':
      return readImages(body, media);
    case 'mpvideo':
      return [readVideo(body.object(type, { missing: 41006 }), media)];
    case 'mpnews':
      return [readNamedArticle(body, type, 'media_id')];
    case 'wxcard':
      return [readCard(body)];
    default:
      throw new ApiError(40008);
  }
}

/** `images{media_ids}`; older applications send `image{media_id}`. */
function readImages(body: Fields, media: MediaStore): PhoneContent[] {
  const images = body.optionalObject('images');
  if (!images) return [readMediaMessage(body, 'image', media)];
  const mediaIds = images.texts('media_ids', { missing: 41006 });
  if (mediaIds.length === 0) throw new ApiError(44005);
  return mediaIds.map(id => ({ type: 'image', mediaId: media.get(id, 'image').mediaId }));
}

function readVideo(part: Fields, media: MediaStore): PhoneContent {
  return {
    type: 'video',
    mediaId: readMedia(part, media, ['video']),
    title: part.optionalText('title'),
    description: part.optionalText('description'),
  };
}
