import { conversation, notice, number, optional, text } from './schema.js';

/** Following, scanning and location. Official document: 接收事件推送. */
export const followEvents = {
  /** Somebody followed the account. A follow by QR code carries `qrscene_` + scene in `EventKey`, and a `Ticket`. */
  'event.subscribe': conversation({ EventKey: optional(text), Ticket: optional(text) }),
  /** Somebody unfollowed. Nothing can be sent to them any more; the official document asks to delete personal data. */
  'event.unsubscribe': notice({ EventKey: optional(text) }),
  /** A follower scanned a code of the account. `EventKey` is the scene, without prefix. */
  'event.SCAN': conversation({ EventKey: text, Ticket: text }),
  /** The position of a person who agreed to report it. */
  'event.LOCATION': conversation({ Latitude: number, Longitude: number, Precision: number }),
};
