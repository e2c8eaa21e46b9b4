import { list, notice, number, object, text } from './schema.js';

/** Subscribe messages. In JSON the wrapper is missing, and `List` stands beside `Event`. */
export const subscribeMessageEvents = {
  /**
   * Somebody answered the subscription dialog. `SubscribeStatusString`: accept, reject. `PopupScene`: 0 mini program
   * page; unconfirmed: 1 web page, 2 article.
   */
  'event.subscribe_msg_popup_event': notice({
    SubscribeMsgPopupEvent: object({
      List: list(object({ TemplateId: text, SubscribeStatusString: text, PopupScene: number })),
    }),
  }),
  /** Somebody changed the setting. In practice only `reject` comes. */
  'event.subscribe_msg_change_event': notice({
    SubscribeMsgChangeEvent: object({
      List: list(object({ TemplateId: text, SubscribeStatusString: text })),
    }),
  }),
  /** A subscribe message was sent. `ErrorCode` 0 and `ErrorStatus` `success` mean that it arrived. */
  'event.subscribe_msg_sent_event': notice({
    SubscribeMsgSentEvent: object({
      List: list(object({ TemplateId: text, MsgID: text, ErrorCode: number, ErrorStatus: text })),
    }),
  }),
};
