/** One article of a news reply. */
export interface Article {
  readonly title: string;
  readonly description: string;
  /** JPG or PNG; 360 × 200 for the large picture, 200 × 200 for small ones. */
  readonly picUrl: string;
  readonly url: string;
}

export interface TextReply {
  readonly type: 'text';
  /** Lines end with `\n`; `<a href="…">` works. WeChat shows no text above 2,048 bytes of UTF-8. */
  readonly content: string;
}

export interface ImageReply {
  readonly type: 'image';
  readonly mediaId: string;
}

export interface VoiceReply {
  readonly type: 'voice';
  readonly mediaId: string;
}

export interface VideoReply {
  readonly type: 'video';
  readonly mediaId: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
}

export interface MusicReply {
  readonly type: 'music';
  readonly thumbMediaId: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly musicUrl?: string | undefined;
  /** Preferred on Wi-Fi. */
  readonly hqMusicUrl?: string | undefined;
}

export interface NewsReply {
  readonly type: 'news';
  /** One where a person's message is answered, up to eight where an event is. */
  readonly articles: readonly [Article, ...Article[]];
}

export interface TransferCustomerServiceReply {
  readonly type: 'transfer_customer_service';
  /** Full name of one agent (`name@wechatid`), who must be online; left out, any agent answers. */
  readonly kfAccount?: string | undefined;
}

export interface AcknowledgeReply {
  readonly type: 'acknowledge';
}

/** A passive reply. Official document: 被动回复用户消息. */
export type Reply =
  | TextReply
  | ImageReply
  | VoiceReply
  | VideoReply
  | MusicReply
  | NewsReply
  | TransferCustomerServiceReply
  | AcknowledgeReply;

/** Builders of passive replies. */
export const Reply = {
  /** A text; returning the bare string from a handler does the same. */
  text: (content: string): TextReply => ({ type: 'text', content }),
  /** A picture by media id, temporary or permanent. Animated GIF is not supported by WeChat. */
  image: (mediaId: string): ImageReply => ({ type: 'image', mediaId }),
  /** A voice message by media id. */
  voice: (mediaId: string): VoiceReply => ({ type: 'voice', mediaId }),
  /** A video by media id; it must have passed WeChat's review. */
  video: (video: Omit<VideoReply, 'type'>): VideoReply => ({ type: 'video', ...video }),
  /** A piece of music with a cover picture. */
  music: (music: Omit<MusicReply, 'type'>): MusicReply => ({ type: 'music', ...music }),
  /** Articles. WeChat shows one in answer to a person's message, so further ones are cut off there, with a warning. */
  news: (articles: NewsReply['articles']): NewsReply => ({ type: 'news', articles }),
  /** Hands the message to human customer service, to one agent or to any. */
  transferCustomerService: (kfAccount?: string): TransferCustomerServiceReply => ({
    type: 'transfer_customer_service',
    kfAccount,
  }),
  /** Says nothing; returning nothing from a handler does the same. */
  acknowledge: (): AcknowledgeReply => ({ type: 'acknowledge' }),
} as const;
