import { conversation, notice, number, optional, text } from './schema.js';

const film = conversation({ MediaId: text, ThumbMediaId: text });
const device = notice({
  DeviceType: text,
  DeviceID: text,
  SessionID: optional(text),
  OpenID: optional(text),
  Content: optional(text),
  OpType: optional(number),
  DeviceStatus: optional(number),
});

/** What a person sends. Official document: 接收普通消息. A `MediaId` can be downloaded for 3 days. */
export const userMessages = {
  /** Text. `bizmsgmenuid` is the id of the clicked item of a `msgmenu` message; `Content` is then the item's text. */
  text: conversation({ Content: text, bizmsgmenuid: optional(text) }),
  /** A picture. `PicUrl` is public and temporary. */
  image: conversation({ PicUrl: text, MediaId: text }),
  /** A voice message, `Format` amr or speex. `Recognition` comes only with speech recognition on, and may be empty. */
  voice: conversation({
    MediaId: text,
    Format: text,
    Recognition: optional(text),
    MediaId16K: optional(text),
  }),
  /** A video. */
  video: film,
  /** A short video. Present clients send none. */
  shortvideo: film,
  /** A position (GCJ-02). `Location_X` is the latitude, `Location_Y` the longitude. */
  location: conversation({ Location_X: number, Location_Y: number, Scale: number, Label: text }),
  /** A link. */
  link: conversation({ Title: text, Description: text, Url: text }),
  /** A mini program card. A mini program itself can answer it through customer service only. */
  miniprogrampage: conversation({
    Title: text,
    AppId: text,
    PagePath: text,
    ThumbUrl: text,
    ThumbMediaId: optional(text),
  }),
  /** A file, of which WeChat tells the name and the size in bytes. There is no `MediaId`: it cannot be downloaded. */
  file: conversation({
    Title: text,
    Description: text,
    FileKey: text,
    FileMd5: text,
    FileTotalLen: number,
  }),
  /** A device sent data (IoT, legacy). */
  device_text: device,
  /** Something happened to a device, such as a binding (IoT, legacy). */
  device_event: device,
  /** A device changed its status (IoT, legacy). */
  device_status: device,
  /** A message of a device (IoT, legacy). */
  hardware: device,
};
