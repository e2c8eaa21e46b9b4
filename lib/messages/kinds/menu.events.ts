import { conversation, list, notice, number, object, optional, text } from './schema.js';

const picture = object({ PicMd5Sum: text });
const pictures = notice({
  EventKey: text,
  SendPicsInfo: object({ Count: number, PicList: object({ item: list(picture) }) }),
});
const scanResult = object({ ScanType: text, ScanResult: text });

/** Menu buttons. Official document: 自定义菜单事件推送. Buttons of type media_id, view_limited and article_* push nothing. */
export const menuEvents = {
  /** A `click` button; `EventKey` is the button's key. */
  'event.CLICK': conversation({ EventKey: text }),
  /** A `view` button; `EventKey` is the URL. */
  'event.VIEW': notice({ EventKey: text, MenuId: optional(text) }),
  /** A `miniprogram` button; `EventKey` is the page path. */
  'event.view_miniprogram': notice({ EventKey: text, MenuId: optional(text) }),
  /** A scan button whose result the client shows itself. A bar code reads `EAN_13,6901234567892`. */
  'event.scancode_push': notice({ EventKey: text, ScanCodeInfo: scanResult }),
  /** A scan button whose client waits for a message. */
  'event.scancode_waitmsg': conversation({ EventKey: text, ScanCodeInfo: scanResult }),
  /** Pictures taken with the camera; each follows as an `image` message. */
  'event.pic_sysphoto': pictures,
  /** Pictures from the camera or the album; each follows as an `image` message. */
  'event.pic_photo_or_album': pictures,
  /** Pictures from the album; each follows as an `image` message. */
  'event.pic_weixin': pictures,
  /** A position chosen by a button; a `location` message follows. `Location_X` is the latitude. */
  'event.location_select': notice({
    EventKey: text,
    SendLocationInfo: object({
      Location_X: number,
      Location_Y: number,
      Scale: number,
      Label: text,
      Poiname: text,
    }),
  }),
};
