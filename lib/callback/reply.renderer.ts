import type { Article, Reply } from '../messages/reply.js';
import type { RenderTree } from './xml.js';

/** Sender and receiver of the message that is answered. */
export interface Addresses {
  readonly ToUserName: string;
  readonly FromUserName: string;
}

/** A reply in WeChat's words, from the account back to the person. Official document: 被动回复用户消息. */
export function toReplyTree(reply: Exclude<Reply, { type: 'acknowledge' }>, message: Addresses): RenderTree {
  return {
    ToUserName: message.FromUserName,
    FromUserName: message.ToUserName,
    CreateTime: Math.floor(Date.now() / 1000),
    MsgType: reply.type,
    ...toFields(reply),
  };
}

function toFields(reply: Exclude<Reply, { type: 'acknowledge' }>): RenderTree {
  switch (reply.type) {
    case 'text':
      return { Content: reply.content };
    case 'image':
      return { Image: { MediaId: reply.mediaId } };
    case 'voice':
      return { Voice: { MediaId: reply.mediaId } };
    case 'video':
      return { Video: { MediaId: reply.mediaId, Title: reply.title, Description: reply.description } };
    case 'music':
      return {
        Music: {
          Title: reply.title,
          Description: reply.description,
          MusicUrl: reply.musicUrl,
          HQMusicUrl: reply.hqMusicUrl,
          ThumbMediaId: reply.thumbMediaId,
        },
      };
    case 'news':
      return { ArticleCount: reply.articles.length, Articles: { item: reply.articles.map(toItem) } };
    default:
      return { TransInfo: reply.kfAccount === undefined ? undefined : { KfAccount: reply.kfAccount } };
  }
}

function toItem({ title, description, picUrl, url }: Article): RenderTree {
  return { Title: title, Description: description, PicUrl: picUrl, Url: url };
}
