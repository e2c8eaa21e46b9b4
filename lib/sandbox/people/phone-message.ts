/** A card of a news message. */
export interface PhoneArticle {
  readonly title: string;
  readonly description: string;
  readonly picUrl: string;
  readonly url: string;
}

/** Where a tap on a message leads. */
export interface PhoneLink {
  readonly url?: string | undefined;
  readonly miniprogram?: { readonly appId: string; readonly pagePath: string } | undefined;
}

/** What a message on the phone consists of. Media can be fetched by `mediaId` from the sandbox. */
export type PhoneContent =
  | { readonly type: 'text'; readonly content: string }
  | { readonly type: 'image' | 'voice'; readonly mediaId: string }
  | {
      readonly type: 'video';
      readonly mediaId: string;
      readonly title?: string | undefined;
      readonly description?: string | undefined;
    }
  | {
      readonly type: 'music';
      readonly title?: string | undefined;
      readonly description?: string | undefined;
      readonly musicUrl?: string | undefined;
      readonly hqMusicUrl?: string | undefined;
      readonly thumbMediaId?: string | undefined;
    }
  | { readonly type: 'news'; readonly articles: readonly PhoneArticle[] }
  /** `msgmenu` of a customer-service message: `follower.choose()` taps an item. */
  | {
      readonly type: 'msgmenu';
      readonly headContent: string;
      readonly list: readonly { readonly id: string; readonly content: string }[];
      readonly tailContent: string;
    }
  | { readonly type: 'wxcard'; readonly cardId: string }
  | ({
      readonly type: 'miniprogrampage';
      readonly title: string;
      readonly thumbMediaId?: string | undefined;
    } & PhoneLink)
  | { readonly type: 'link'; readonly title: string; readonly description: string; readonly url: string }
  /** A position, which only people send. */
  | {
      readonly type: 'location';
      readonly latitude: number;
      readonly longitude: number;
      readonly scale: number;
      readonly label: string;
    }
  /** A template, subscribe or one-time subscribe message. `follower.open()` taps it. */
  | ({
      readonly type: 'template';
      readonly templateId: string;
      readonly title: string;
      readonly data: Readonly<Record<string, string>>;
    } & PhoneLink)
  /** The grey line. */
  | { readonly type: 'notice'; readonly text: string };

/** How a message came about. */
export type MessageOrigin =
  'person' | 'reply' | 'customer-service' | 'template' | 'subscribe' | 'mass' | 'menu' | 'wechat';

/** A message in the chat of an account, as a phone shows it. */
export type PhoneMessage = PhoneContent & {
  /** Counts up from 1 in each chat. */
  readonly id: number;
  /** Milliseconds since 1970 by WeChat's clock. */
  readonly at: number;
  /** Who sent it and how; `person` is the phone's owner. */
  readonly from: MessageOrigin;
};

/** The grey line when an account gave no good answer. */
export const SERVICE_FAILURE = '该公众号提供的服务出现故障，请稍后再试';
