import type { KefuMessage } from '../api/endpoints/kefu.endpoints.js';
import type { Reply } from '../messages/reply.js';
import { cutText } from './cut-text.js';

/** WeChat's limit of a text, in bytes of UTF-8. */
const MAX_TEXT_BYTES = 2048;

/** A reply that has no customer service message that does the same. */
export interface Unsendable {
  readonly reason: string;
}

/**
 * The customer service messages that say what a reply says. Official document: 发送客服消息.
 *
 * @param touser openid of the person
 */
export function toCustomerServiceMessages(reply: Reply, touser: string): readonly KefuMessage[] | Unsendable {
  switch (reply.type) {
    case 'text':
      return cutText(reply.content, MAX_TEXT_BYTES).map(content => ({ touser, msgtype: 'text', text: { content } }));
    case 'image':
      return [{ touser, msgtype: 'image', image: { media_id: reply.mediaId } }];
    case 'voice':
      return [{ touser, msgtype: 'voice', voice: { media_id: reply.mediaId } }];
    case 'video': {
      const { mediaId, thumbMediaId, title, description } = reply;
      if (thumbMediaId === undefined) {
        return { reason: 'A video needs a thumbMediaId to be sent late: give it to Reply.video().' };
      }
      return [
        { touser, msgtype: 'video', video: { media_id: mediaId, thumb_media_id: thumbMediaId, title, description } },
      ];
    }
    case 'music': {
      const { title, description, thumbMediaId, musicUrl, hqMusicUrl } = reply;
      const url = musicUrl ?? hqMusicUrl;
      if (url === undefined) return { reason: 'Music needs a musicUrl to be sent late: give it to Reply.music().' };
      const music = { title, description, musicurl: url, hqmusicurl: hqMusicUrl ?? url, thumb_media_id: thumbMediaId };
      return [{ touser, msgtype: 'music', music }];
    }
    case 'news':
      // A customer service message has exactly one article.
      return reply.articles.map(({ title, description, url, picUrl }) => ({
        touser,
        msgtype: 'news',
        news: { articles: [{ title, description, url, picurl: picUrl }] },
      }));
    case 'transfer_customer_service':
      return { reason: 'Only a passive reply hands a message to customer service.' };
    default:
      return [];
  }
}
