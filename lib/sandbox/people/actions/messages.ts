import type { MediaType } from '../../media/media-store.js';
import { SandboxError } from '../../sandbox.error.js';
import { createFile, type PhoneFile } from '../phone-files.js';
import type { PhoneMessage } from '../phone-message.js';
import type { Phone } from '../phone.js';

/** A place on the map, in GCJ-02. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
  /** Default: 16. */
  readonly scale?: number | undefined;
  readonly label?: string | undefined;
}

type Shown = Promise<PhoneMessage | undefined>;

/** Sends a text. */
export async function sendText(phone: Phone, content: string): Shown {
  if (!content) throw new SandboxError('A phone sends no empty text.');
  return phone.sendMessage('text', { Content: content }, { type: 'text', content });
}

/** Sends a picture, whose `PicUrl` is on the sandbox's own origin. */
export function sendImage(phone: Phone, origin: string, file?: PhoneFile): Shown {
  const mediaId = store(phone, 'image', file);
  const fields = { PicUrl: `${origin}/sandbox/media/${mediaId}`, MediaId: mediaId };
  return phone.sendMessage('image', fields, { type: 'image', mediaId });
}

/** Sends a voice message, with what speech recognition made of it where that is switched on. */
export function sendVoice(phone: Phone, file?: PhoneFile, recognition?: string): Shown {
  const mediaId = store(phone, 'voice', file);
  const fields = { MediaId: mediaId, Format: 'amr', Recognition: recognition };
  return phone.sendMessage('voice', fields, { type: 'voice', mediaId });
}

/** Sends a video; the phone makes the thumbnail. */
export function sendVideo(phone: Phone, file?: PhoneFile): Shown {
  const mediaId = store(phone, 'video', file);
  const thumbnail = createFile('image', phone.contact.person.nickname);
  const fields = { MediaId: mediaId, ThumbMediaId: store(phone, 'thumb', thumbnail) };
  return phone.sendMessage('video', fields, { type: 'video', mediaId });
}

/** Sends a place on the map. */
export function sendLocation(phone: Phone, { latitude, longitude, scale = 16, label = '' }: Place): Shown {
  // X is the latitude.
  const fields = { Location_X: latitude, Location_Y: longitude, Scale: scale, Label: label };
  return phone.sendMessage('location', fields, { type: 'location', latitude, longitude, scale, label });
}

/** Sends a link. */
export function sendLink(phone: Phone, title: string, description: string, url: string): Shown {
  const fields = { Title: title, Description: description, Url: url };
  return phone.sendMessage('link', fields, { type: 'link', title, description, url });
}

/** 上报地理位置: an event, in which the place has other names than in a message. */
export function reportLocation(phone: Phone, { latitude, longitude }: Place, precision: number): Shown {
  phone.requireFollowing();
  const fields = { Latitude: latitude, Longitude: longitude, Precision: precision };
  return phone.sendEvent('LOCATION', fields, { takesReply: true });
}

/** Keeps a file with WeChat and returns its `MediaId`. */
function store(phone: Phone, type: MediaType, file?: PhoneFile): string {
  const { bytes, contentType, filename } =
    file ?? createFile(type === 'thumb' ? 'image' : type, phone.contact.person.nickname);
  return phone.account.media.add({ type, contentType, filename, bytes: Buffer.from(bytes), isPermanent: false })
    .mediaId;
}
