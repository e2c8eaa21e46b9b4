import type { MessageTree } from '../../messages/message-tree.js';
import type { MediaStore, MediaType } from '../media/media-store.js';
import type { PhoneContent } from '../people/phone-message.js';
import { BadReply, listTrees, optionalText, requiredText } from './reply-tree.js';

/** Widely used, though no document gives a number. */
const MAX_TEXT_BYTES = 2048;
const MAX_ARTICLES = 8;

/** The media that an account has. */
type StoredMedia = Pick<MediaStore, 'find'>;

/** Reads the body of a reply, and checks it as WeChat does. Official document: 被动回复用户消息. */
export function readReply(tree: MessageTree, media: StoredMedia, isAnswerToMessage: boolean): PhoneContent | undefined {
  const type = requiredText(tree, 'MsgType');
  switch (type) {
    case 'text':
      return { type, content: readContent(tree) };
    case 'image':
      return { type, mediaId: readMedia(tree, 'Image.MediaId', media, 'image') };
    case 'voice':
      return { type, mediaId: readMedia(tree, 'Voice.MediaId', media, 'voice') };
    case 'video':
      return {
        type,
        mediaId: readMedia(tree, 'Video.MediaId', media, 'video'),
        title: optionalText(tree, 'Video.Title'),
        description: optionalText(tree, 'Video.Description'),
      };
    case 'music':
      return readMusic(tree, media);
    case 'news':
      return { type, articles: readArticles(tree, isAnswerToMessage ? 1 : MAX_ARTICLES) };
    case 'transfer_customer_service':
      // A human agent goes on; the phone shows nothing.
      return undefined;
    default:
      throw new BadReply(`WeChat knows no reply of MsgType ${JSON.stringify(type)}.`);
  }
}

function readContent(tree: MessageTree): string {
  const content = requiredText(tree, 'Content');
  const bytes = Buffer.byteLength(content);
  if (bytes > MAX_TEXT_BYTES) throw new BadReply(`The text has ${bytes} bytes; WeChat takes ${MAX_TEXT_BYTES}.`);
  return content;
}

function readMedia(tree: MessageTree, path: string, media: StoredMedia, ...types: MediaType[]): string {
  const mediaId = requiredText(tree, path);
  const stored = media.find(mediaId);
  if (!stored) throw new BadReply(`${path} ${JSON.stringify(mediaId)} is no media of this account, or is too old.`);
  if (!types.includes(stored.type)) throw new BadReply(`${path} is ${stored.type}, not ${types.join(' or ')}.`);
  return mediaId;
}

function readMusic(tree: MessageTree, media: StoredMedia): PhoneContent {
  return {
    type: 'music',
    title: optionalText(tree, 'Music.Title'),
    description: optionalText(tree, 'Music.Description'),
    // The sample of the official page says MusicUrl, its table MusicURL.
    musicUrl: optionalText(tree, 'Music.MusicUrl') ?? optionalText(tree, 'Music.MusicURL'),
    hqMusicUrl: optionalText(tree, 'Music.HQMusicUrl'),
    thumbMediaId:
      optionalText(tree, 'Music.ThumbMediaId') && readMedia(tree, 'Music.ThumbMediaId', media, 'thumb', 'image'),
  };
}

/** WeChat shows the first where there are more than it allows. */
function readArticles(tree: MessageTree, allowed: number) {
  const items = listTrees(tree, 'Articles.item');
  const count = Number(requiredText(tree, 'ArticleCount'));
  if (items.length === 0) throw new BadReply('The reply has no articles.');
  if (count !== items.length) throw new BadReply(`ArticleCount is ${count}, but there are ${items.length} articles.`);
  const shown = items.length > allowed ? items.slice(0, 1) : items;
  return shown.map(item => ({
    title: optionalText(item, 'Title') ?? '',
    description: optionalText(item, 'Description') ?? '',
    picUrl: optionalText(item, 'PicUrl') ?? '',
    url: optionalText(item, 'Url') ?? '',
  }));
}
