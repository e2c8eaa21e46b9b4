import type { MediaType } from '../media/media-store.js';
import type { World } from '../world.js';
import { ApiError } from './api-error.js';
import type { Fields } from './fields.js';

const MEDIA_TYPES: readonly string[] = ['image', 'voice', 'video', 'thumb'] satisfies MediaType[];

/** The parameter `type` of an upload, or 40004. */
export function readMediaType(query: Fields): MediaType {
  const type = query.text('type', { missing: 40004 });
  if (!MEDIA_TYPES.includes(type)) throw new ApiError(40004);
  return type as MediaType;
}

/** Where everybody can download a file. */
export function mediaUrl({ origin }: World, mediaId: string): string {
  return `${origin}/sandbox/media/${mediaId}`;
}
