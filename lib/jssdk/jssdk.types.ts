/** How something is signed. */
export interface SignOptions {
  /** Ticket to sign with. Default: the account's own, which the whole cluster shares. */
  readonly ticket?: string | undefined;
}

/** What `wx.config` takes, beside `jsApiList`. */
export interface PageSignature {
  readonly appId: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly nonceStr: string;
  /** 40 hex digits, right on the page with this address only. */
  readonly signature: string;
}

/** A card that somebody is to add to his wallet. */
export interface AddCardRequest {
  readonly cardId: string;
  /** For cards with codes of your own (自定义 code), and for no others. */
  readonly code?: string | undefined;
  /** Who may take the card: for cards bound to one person (`bind_openid`), and for no others. */
  readonly openId?: string | undefined;
  /** Where the card was offered; comes back in the event `user_get_card`. */
  readonly outerStr?: string | undefined;
  /** From when the card counts, where its life is a number of days (`DATE_TYPE_FIX_TERM`). Seconds since 1970. */
  readonly fixedBeginTimestamp?: number | undefined;
}

/** An item of the `cardList` of `wx.addCard`. */
export interface AddCardItem {
  readonly cardId: string;
  /** JSON. Good for one call: WeChat refuses the same time and nonce again. */
  readonly cardExt: string;
}

/** Which of his cards somebody may choose from. Default: all. */
export interface ChooseCardRequest {
  /** Only cards of this shop (门店). */
  readonly shopId?: string | undefined;
  /** Only cards of this type, such as `GROUPON`. */
  readonly cardType?: string | undefined;
  /** Only this card. */
  readonly cardId?: string | undefined;
}

/** What `wx.invoke('chooseInvoice', …)` takes. */
export interface ChooseInvoiceParameters {
  /** Seconds since 1970, as text. */
  readonly timestamp: string;
  readonly nonceStr: string;
  readonly signType: 'SHA1';
  readonly cardSign: string;
}

/** What `wx.chooseCard` takes. */
export interface ChooseCardParameters extends ChooseCardRequest, ChooseInvoiceParameters {}
