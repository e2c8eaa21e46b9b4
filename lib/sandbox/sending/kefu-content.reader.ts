import { ApiError } from '../api/api-error.js';
import type { Fields } from '../api/fields.js';
import type { MediaStore } from '../media/media-store.js';
import type { PhoneContent } from '../people/phone-message.js';
import { readCard, readMedia, readMediaMessage, readNamedArticle, readText } from './content-parts.js';

// No document of these messages gives numbers; these are of the same message of 微信客服.
const MAX_MENU_ITEMS = 10;
const MAX_MENU_ITEM_BYTES = 128;

/** Reads a customer-service message by its `msgtype`. Official document: 发送客服消息. */
export function readKefuContent(body: Fields, media: MediaStore): PhoneContent {
  const type = body.text('msgtype', { missing: 40008 });
  switch (type) {
    case 'text':
      return readText(body);
    case 'image':
    case 'voice':
      return readMediaMessage(body, type, media);
    case 'video':
      return readVideo(body.object(type, { missing: 41006 }), media);
    case 'music':
      return readMusic(body.object(type, { missing: 41010 }), media);
    case 'news':
      return readNews(body.object(type, { missing: 44003 }));
    case 'mpnews':
      return readNamedArticle(body, type, 'media_id');
    case 'mpnewsarticle':
      return readNamedArticle(body, type, 'article_id');
    case 'msgmenu':
      return readMenu(body.object(type, { missing: 44005 }));
    case 'wxcard':
      return readCard(body);
    case 'miniprogrampage':
      return readMiniProgramPage(body.object(type, { missing: 40166 }), media);
    default:
      // `link` is for mini programs only.
      throw new ApiError(40008);
  }
}

function readVideo(part: Fields, media: MediaStore): PhoneContent {
  const mediaId = readMedia(part, media, ['video']);
  readMedia(part, media, ['thumb', 'image'], 'thumb_media_id');
  return {
    type: 'video',
    mediaId,
    title: part.optionalText('title'),
    description: part.optionalText('description'),
  };
}

function readMusic(part: Fields, media: MediaStore): PhoneContent {
  return {
    type: 'music',
    title: part.optionalText('title'),
    description: part.optionalText('description'),
    musicUrl: part.text('musicurl', { missing: 41010 }),
    hqMusicUrl: part.text('hqmusicurl', { missing: 41010 }),
    thumbMediaId: readMedia(part, media, ['thumb', 'image'], 'thumb_media_id'),
  };
}

function readNews(part: Fields): PhoneContent {
  const articles = part.objects('articles', { missing: 44003 }).map(article => ({
    title: article.optionalText('title') ?? '',
    description: article.optionalText('description') ?? '',
    picUrl: article.optionalText('picurl') ?? '',
    url: article.optionalText('url') ?? '',
  }));
  if (articles.length === 0) throw new ApiError(44003);
  if (articles.length > 1) throw new ApiError(45008);
  return { type: 'news', articles };
}

function readMenu(part: Fields): PhoneContent {
  const list = part.objects('list', { missing: 44005 }).map(item => ({
    id: item.text('id'),
    content: item.text('content', { missing: 44004 }),
  }));
  if (list.length === 0) throw new ApiError(44005);
  if (list.length > MAX_MENU_ITEMS) throw new ApiError(45098);
  if (list.some(({ content }) => Buffer.byteLength(content) > MAX_MENU_ITEM_BYTES)) throw new ApiError(45099);
  return {
    type: 'msgmenu',
    headContent: part.optionalText('head_content') ?? '',
    list,
    tailContent: part.optionalText('tail_content') ?? '',
  };
}

function readMiniProgramPage(part: Fields, media: MediaStore): PhoneContent {
  return {
    type: 'miniprogrampage',
    title: part.optionalText('title') ?? '',
    miniprogram: {
      appId: part.text('appid', { missing: 40166 }),
      pagePath: part.text('pagepath', { missing: 40165 }),
    },
    thumbMediaId: readMedia(part, media, ['thumb', 'image'], 'thumb_media_id'),
  };
}
