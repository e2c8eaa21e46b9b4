import { post } from '../endpoint.js';

/** What every customer service message has beside its content. */
export interface KefuEnvelope {
  /** The openid of the person. */
  readonly touser: string;
  /** The agent whose name and picture the person sees; left out, the account itself speaks. */
  readonly customservice?: { readonly kf_account: string } | undefined;
}

export interface KefuText extends KefuEnvelope {
  readonly msgtype: 'text';
  readonly text: {
    /**
     * `<a href="…">` works. A link into a mini program has the attributes `data-miniprogram-appid` and
     * `data-miniprogram-path`, and may have `data-miniprogram-type="text"`.
     */
    readonly content: string;
  };
}

export interface KefuImage extends KefuEnvelope {
  readonly msgtype: 'image';
  readonly image: { readonly media_id: string };
}

export interface KefuVoice extends KefuEnvelope {
  readonly msgtype: 'voice';
  readonly voice: { readonly media_id: string };
}

export interface KefuVideo extends KefuEnvelope {
  readonly msgtype: 'video';
  readonly video: {
    readonly media_id: string;
    readonly thumb_media_id: string;
    readonly title?: string | undefined;
    readonly description?: string | undefined;
  };
}

export interface KefuMusic extends KefuEnvelope {
  readonly msgtype: 'music';
  readonly music: {
    readonly title?: string | undefined;
    readonly description?: string | undefined;
    readonly musicurl: string;
    /** Preferred on Wi-Fi. */
    readonly hqmusicurl: string;
    readonly thumb_media_id: string;
  };
}

export interface KefuArticle {
  readonly title: string;
  readonly description: string;
  readonly url: string;
  readonly picurl: string;
}

/** A link with a picture, to any page. */
export interface KefuNews extends KefuEnvelope {
  readonly msgtype: 'news';
  /** Exactly one, since 2018. */
  readonly news: { readonly articles: readonly [KefuArticle] };
}

/** Articles of the material library. Being retired in favour of `mpnewsarticle`. */
export interface KefuMpNews extends KefuEnvelope {
  readonly msgtype: 'mpnews';
  readonly mpnews: { readonly media_id: string };
}

/** A published article. */
export interface KefuMpNewsArticle extends KefuEnvelope {
  readonly msgtype: 'mpnewsarticle';
  /** `article_id` comes from publishing. */
  readonly mpnewsarticle: { readonly article_id: string };
}

export interface KefuMenuItem {
  /** Comes back as `bizmsgmenuid` of the text message that a click sends. */
  readonly id: string;
  readonly content: string;
}

/** A question with answers to click. A click counts as a click on a menu, not as a message of the person. */
export interface KefuMenu extends KefuEnvelope {
  readonly msgtype: 'msgmenu';
  readonly msgmenu: {
    readonly head_content: string;
    readonly list: readonly KefuMenuItem[];
    readonly tail_content: string;
  };
}

/** A card, unless it has codes of the merchant's own. */
export interface KefuCard extends KefuEnvelope {
  readonly msgtype: 'wxcard';
  readonly wxcard: { readonly card_id: string };
}

/** A card that opens a mini program, which has to be linked with the account. */
export interface KefuMiniProgramPage extends KefuEnvelope {
  readonly msgtype: 'miniprogrampage';
  readonly miniprogrampage: {
    readonly title: string;
    readonly appid: string;
    readonly pagepath: string;
    readonly thumb_media_id: string;
  };
}

/** A link. Mini programs only. */
export interface KefuLink extends KefuEnvelope {
  readonly msgtype: 'link';
  readonly link: {
    readonly title: string;
    readonly description: string;
    readonly url: string;
    readonly thumb_url: string;
  };
}

/** A customer service message, by `msgtype`. */
export type KefuMessage =
  | KefuText
  | KefuImage
  | KefuVoice
  | KefuVideo
  | KefuMusic
  | KefuNews
  | KefuMpNews
  | KefuMpNewsArticle
  | KefuMenu
  | KefuCard
  | KefuMiniProgramPage
  | KefuLink;

export interface KefuTyping {
  /** The openid of the person. */
  readonly touser: string;
  readonly command: 'Typing' | 'CancelTyping';
}

/** Which of several businesses behind one account speaks. */
export interface KefuBusiness {
  readonly businessid: number;
}

/**
 * Customer service messages: 5 within 48 hours of a person's message; 3 within one minute of a click, a follow or a
 * scan. The numbers have changed before: react to 45047 and 45015 rather than count.
 */
export const kefuEndpoints = {
  /**
   * Sends a message. 发送客服消息. 45015 window closed, 45047 too many in the window, 43004 no follower, 48002 refused by
   * the person, 45098 and 45099 msgmenu or its item too long.
   */
  send: post<KefuMessage, void>('/cgi-bin/message/custom/send'),
  /**
   * Shows or hides "typing…". 客服输入状态. 45080 no interaction within 30 s, 45081 already typing, 45072 wrong command.
   */
  typing: post<KefuTyping, void>('/cgi-bin/message/custom/typing'),
  /** Sends a message of one of several businesses. 发送客服消息. Errors as for `send`. */
  sendForBusiness: post<KefuMessage & KefuBusiness, void>('/cgi-bin/message/custom/business/send'),
  /** Shows or hides "typing…" for one of several businesses. 客服输入状态. Errors as for `typing`. */
  typingForBusiness: post<KefuTyping & KefuBusiness, void>('/cgi-bin/message/custom/business/typing'),
};
