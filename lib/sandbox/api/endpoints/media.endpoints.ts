import { ARTICLE_IMAGE, checkUpload, TEMPORARY_MEDIA } from '../../media/upload-rules.js';
import type { StoredMedia } from '../../media/media-store.js';
import { ApiError } from '../api-error.js';
import type { ApiReply } from '../api-reply.js';
import { get, post, type ApiTable, type AuthorizedCall } from '../endpoint.js';
import { mediaUrl, readMediaType } from '../media-fields.js';

/** Temporary media. Official documents: 新增临时素材, 获取临时素材, 获取高清语音素材, 上传图文消息图片. */
export const mediaEndpoints: ApiTable = {
  '/cgi-bin/media/upload': post(
    ({ account, query, file }) => {
      const type = readMediaType(query);
      const checked = checkUpload(file, TEMPORARY_MEDIA[type]);
      const { mediaId, createdAt } = account.media.add({ ...checked, type, isPermanent: false });
      const idName = type === 'thumb' ? 'thumb_media_id' : 'media_id';
      return { type, [idName]: mediaId, created_at: createdAt };
    },
    { dailyLimit: 5000, body: 'form' },
  ),

  '/cgi-bin/media/get': get(call => toReply(call, findTemporary(call)), { dailyLimit: 10_000 }),

  '/cgi-bin/media/get/jssdk': get(
    call => {
      const media = findTemporary(call);
      if (media.type !== 'voice') throw new ApiError(40007);
      return toReply(call, media);
    },
    { dailyLimit: 10_000 },
  ),

  '/cgi-bin/media/uploadimg': post(
    ({ world, account, file }) => {
      const checked = checkUpload(file, ARTICLE_IMAGE);
      const { mediaId } = account.articleImages.add({ ...checked, type: 'image', isPermanent: true });
      return { url: mediaUrl(world, mediaId), errcode: 0, errmsg: 'ok' };
    },
    { body: 'form' },
  ),
};

function findTemporary({ account, query }: AuthorizedCall): StoredMedia {
  const media = account.media.get(query.text('media_id', { missing: 41006 }));
  if (media.isPermanent) throw new ApiError(40007);
  return media;
}

/** The file itself, but the address of a video. */
function toReply({ world }: AuthorizedCall, { mediaId, type, bytes, contentType, filename }: StoredMedia): ApiReply {
  return type === 'video' ? { video_url: mediaUrl(world, mediaId) } : { content: bytes, contentType, filename };
}
