import { ApiError } from '../api/api-error.js';
import type { Fields } from '../api/fields.js';
import type { MediaStore, MediaType } from '../media/media-store.js';
import type { PhoneContent } from '../people/phone-message.js';

const MAX_TEXT_BYTES = 2048;

/** `text{content}`: 44004 where it is empty, 45002 where it is too long. */
export function readText(body: Fields): PhoneContent {
  const content = body.object('text', { missing: 44004 }).text('content', { missing: 44004 });
  if (Buffer.byteLength(content) > MAX_TEXT_BYTES) throw new ApiError(45002);
  return { type: 'text', content };
}

/** A media id of one of the types: 41006 where it is missing, 40007 where it is none. */
export function readMedia(part: Fields, media: MediaStore, types: readonly MediaType[], name = 'media_id'): string {
  return media.get(part.text(name, { missing: 41006 }), ...types).mediaId;
}

/** `<type>{media_id}`. */
export function readMediaMessage(body: Fields, type: 'image' | 'voice', media: MediaStore): PhoneContent {
  return { type, mediaId: readMedia(body.object(type, { missing: 41006 }), media, [type]) };
}

/** `wxcard{card_id}`. The sandbox plays no cards, so that any id will do. */
export function readCard(body: Fields): PhoneContent {
  return { type: 'wxcard', cardId: body.object('wxcard', { missing: 40073 }).text('card_id', { missing: 40073 }) };
}

/** An article that is only named. The sandbox plays no drafts, so that any id will do; it stands where the title would. */
export function readNamedArticle(body: Fields, type: string, name: string): PhoneContent {
  const title = body.object(type, { missing: 41006 }).text(name, { missing: 41006 });
  return { type: 'news', articles: [{ title, description: '', picUrl: '', url: '' }] };
}
