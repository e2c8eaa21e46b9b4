/** One article of a news reply. */
export interface Article {
  /** What the person reads first. */
  readonly title: string;
  /** Shown below the title of a single article. */
  readonly description: string;
  /** JPG or PNG; 360 × 200 for the large picture, 200 × 200 for small ones. */
  readonly picUrl: string;
  /** Where a tap leads. */
  readonly url: string;
}

/** Answers with a text. */
export interface TextReply {
  readonly type: 'text';
  /** Lines end with `\n`; `<a href="…">` works. WeChat shows no text above 2,048 bytes of UTF-8. */
  readonly content: string;
}

/** Answers with a picture. */
export interface ImageReply {
  readonly type: 'image';
  readonly mediaId: string;
}

/** Answers with a voice message. */
export interface VoiceReply {
  readonly type: 'voice';
  readonly mediaId: string;
}

/** Answers with a video. */
export interface VideoReply {
  readonly type: 'video';
  readonly mediaId: string;
  /** Media id of a picture for it. Needed where the reply comes too late and goes by customer service. */
  readonly thumbMediaId?: string | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
}

/** Answers with a piece of music. */
export interface MusicReply {
  readonly type: 'music';
  readonly thumbMediaId: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly musicUrl?: string | undefined;
  /** Preferred on Wi-Fi. */
  readonly hqMusicUrl?: string | undefined;
}

/** Answers with articles. */
export interface NewsReply {
  readonly type: 'news';
  /** One where a person's message is answered, up to eight where an event is. */
  readonly articles: readonly Article[];
}

/** Hands the message to human customer service. */
export interface TransferCustomerServiceReply {
  readonly type: 'transfer_customer_service';
  /** Full name of one agent (`name@wechatid`), who must be online; left out, any agent answers. */
  readonly kfAccount?: string | undefined;
}

/** Answers with nothing. */
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

/** Refuses an array that is known to be empty. */
type NotEmpty<T extends readonly unknown[]> = T['length'] extends 0 ? never : unknown;

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
  news: <const T extends readonly Article[]>(articles: T & NotEmpty<T>): NewsReply => ({ type: 'news', articles }),
  /** Hands the message to human customer service, to one agent or to any. */
  transferCustomerService: (kfAccount?: string): TransferCustomerServiceReply => ({
    type: 'transfer_customer_service',
    kfAccount,
  }),
  /** Says nothing; returning nothing from a handler does the same. */
  acknowledge: (): AcknowledgeReply => ({ type: 'acknowledge' }),
} as const;
