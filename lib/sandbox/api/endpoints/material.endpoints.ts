import type { StoredMedia } from '../../media/media-store.js';
import { checkUpload, PERMANENT_MEDIA } from '../../media/upload-rules.js';
import { ApiError } from '../api-error.js';
import { get, post, type ApiTable, type AuthorizedCall } from '../endpoint.js';
import { Fields, isObject } from '../fields.js';
import { mediaUrl, readMediaType } from '../media-fields.js';

const LISTED_TYPES = ['image', 'voice', 'video', 'news'];

/**
 * The library. Official documents: 上传永久素材, 获取永久素材, 删除永久素材, 获取永久素材总数, 获取永久素材列表.
 */
export const materialEndpoints: ApiTable = {
  '/cgi-bin/material/add_material': post(
    ({ world, account, query, body, file }) => {
      const type = readMediaType(query);
      const description = type === 'video' ? readDescription(body) : {};
      const checked = checkUpload(file, PERMANENT_MEDIA[type]);
      const { mediaId } = account.media.add({ ...checked, ...description, type, isPermanent: true });
      return { media_id: mediaId, ...(type === 'image' && { url: mediaUrl(world, mediaId) }) };
    },
    { body: 'form' },
  ),

  '/cgi-bin/material/get_material': post(call => {
    const { mediaId, type, title = '', introduction = '', ...file } = findPermanent(call);
    if (type === 'video') return { title, description: introduction, down_url: mediaUrl(call.world, mediaId) };
    return { content: file.bytes, contentType: file.contentType, filename: file.filename };
  }),

  '/cgi-bin/material/del_material': post(call => {
    call.account.media.delete(findPermanent(call).mediaId);
  }),

  '/cgi-bin/material/get_materialcount': get(call => ({
    voice_count: library(call, 'voice').length,
    video_count: library(call, 'video').length,
    image_count: library(call, 'image').length,
    news_count: 0,
  })),

  '/cgi-bin/material/batchget_material': post(call => {
    const type = call.body.text('type', { missing: 40004 });
    const [offset, count] = [call.body.integer('offset'), call.body.integer('count')];
    if (!LISTED_TYPES.includes(type)) throw new ApiError(40004);
    if (offset < 0 || count < 1 || count > 20) throw new ApiError(40035);
    const all = library(call, type);
    const item = all.slice(offset, offset + count).map(({ mediaId, filename, createdAt }) => ({
      media_id: mediaId,
      name: filename,
      update_time: createdAt,
      url: mediaUrl(call.world, mediaId),
    }));
    return { total_count: all.length, item_count: item.length, item };
  }),
};

/** Newest first. Thumbnails count as the pictures they are. */
function library({ account }: AuthorizedCall, type: string): StoredMedia[] {
  return account.media
    .list()
    .filter(media => media.isPermanent && (media.type === 'thumb' ? 'image' : media.type) === type)
    .toReversed();
}

function findPermanent({ account, body }: AuthorizedCall): StoredMedia {
  const media = account.media.get(body.text('media_id', { missing: 41006 }));
  if (!media.isPermanent) throw new ApiError(40007);
  return media;
}

/** The form's field `description` of a video: JSON. */
function readDescription(form: Fields) {
  const json = parse(form.optionalText('description') ?? '{}');
  if (!isObject(json)) throw new ApiError(47001);
  const fields = new Fields(json);
  return { title: fields.optionalText('title'), introduction: fields.optionalText('introduction') };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
