import { createHash } from 'node:crypto';
import type { ActionButton, KeyButton } from '../../../api/endpoints/menu.endpoints.js';
import { findButton, isSubMenu } from '../../menus/menu-buttons.js';
import { SandboxError } from '../../sandbox.error.js';
import { createFile, type PhoneFile } from '../phone-files.js';
import type { PhoneContent, PhoneMessage } from '../phone-message.js';
import type { Phone } from '../phone.js';
import { sendImage, sendLocation, type Place } from './messages.js';

/** A place out of the list that the button `location_select` opens. */
export interface SelectedPlace extends Place {
  /** `Poiname`: the place's name in 朋友圈. Default: empty. */
  readonly poiName?: string | undefined;
}

/** What the person does where a button asks for more than a click. */
export interface ClickInput {
  /** What a code says that is scanned, for `scancode_push` and `scancode_waitmsg`. */
  readonly scan?: string | undefined;
  /** Default: `qrcode`. What a bar code says begins with its kind: `EAN_13,6901234567892`. */
  readonly scanType?: 'qrcode' | 'barcode' | undefined;
  /** The pictures that are taken or chosen, for the `pic_…` buttons. Default: some JPEG. */
  readonly pictures?: readonly PhoneFile[] | undefined;
  /** For `location_select`. */
  readonly place?: SelectedPlace | undefined;
}

type Shown = Promise<PhoneMessage | undefined>;

/** Clicks a button of the menu that this person sees. */
export async function clickButton(phone: Phone, origin: string, text: string, input: ClickInput): Shown {
  phone.requireFollowing();
  const menu = phone.account.menus.menuFor(phone.contact);
  const button = menu && findButton(menu.buttons, text);
  if (!button) return sendClick(phone, text);
  // The sub-menu opens, which only the phone knows.
  if (isSubMenu(button)) return undefined;
  return press(phone, origin, button, input, menu && 'rule' in menu ? menu.menuId : undefined);
}

function press(phone: Phone, origin: string, button: ActionButton, input: ClickInput, MenuId?: number): Shown {
  switch (button.type) {
    case 'click':
      return sendClick(phone, button.key);
    case 'view':
      return phone.sendEvent('VIEW', { EventKey: button.url, MenuId });
    case 'miniprogram':
      return phone.sendEvent('view_miniprogram', { EventKey: button.pagepath, MenuId });
    case 'scancode_push':
    case 'scancode_waitmsg':
      return scan(phone, button, input);
    case 'pic_sysphoto':
    case 'pic_photo_or_album':
    case 'pic_weixin':
      return sendPictures(phone, origin, button, input.pictures);
    case 'location_select':
      return selectPlace(phone, button, input.place);
    default:
      return Promise.resolve(showContent(phone, button));
  }
}

function sendClick(phone: Phone, key: string): Shown {
  return phone.sendEvent('CLICK', { EventKey: key }, { takesReply: true, opens: 'menu' });
}

function scan(
  phone: Phone,
  { type, name, key }: KeyButton,
  { scan: ScanResult, scanType = 'qrcode' }: ClickInput,
): Shown {
  if (ScanResult === undefined) throw new SandboxError(`The button "${name}" scans a code: click() needs { scan }.`);
  const fields = { EventKey: key, ScanCodeInfo: { ScanType: scanType, ScanResult } };
  return phone.sendEvent(type, fields, { takesReply: type === 'scancode_waitmsg', opens: 'menu' });
}

/** The event tells of the pictures, and each follows as a message. */
async function sendPictures(phone: Phone, origin: string, { type, key }: KeyButton, pictures?: readonly PhoneFile[]) {
  const files = pictures ?? [createFile('image', phone.contact.person.nickname)];
  const item = files.map(({ bytes }) => ({ PicMd5Sum: createHash('md5').update(bytes).digest('hex') }));
  await phone.sendEvent(type, { EventKey: key, SendPicsInfo: { Count: files.length, PicList: { item } } });
  let answer: PhoneMessage | undefined;
  for (const file of files) answer = (await sendImage(phone, origin, file)) ?? answer;
  return answer;
}

/** The event tells of the place in texts, and the place follows as a message. */
async function selectPlace(phone: Phone, { type, name, key }: KeyButton, place?: SelectedPlace): Shown {
  if (!place) throw new SandboxError(`The button "${name}" asks for a place: click() needs { place }.`);
  const { latitude, longitude, scale = 16, label = '', poiName = '' } = place;
  const SendLocationInfo = {
    Location_X: String(latitude),
    Location_Y: String(longitude),
    Scale: String(scale),
    Label: label,
    Poiname: poiName,
  };
  await phone.sendEvent(type, { EventKey: key, SendLocationInfo });
  return sendLocation(phone, place);
}

/** WeChat sends the content of these buttons by itself; the account hears nothing of it. */
function showContent(
  { account, contact }: Phone,
  button: Exclude<ActionButton, { readonly key: string } | { readonly url: string }>,
): PhoneMessage | undefined {
  const content = 'article_id' in button ? toCard(button) : findMedia(account.media.find(button.media_id));
  return content && contact.show(content, 'menu');
}

/** The sandbox has no articles, so the card bears the button's name. */
function toCard({ name, article_id: articleId }: { readonly name: string; readonly article_id: string }): PhoneContent {
  const url = `https://mp.weixin.qq.com/s/${articleId}`;
  return { type: 'news', articles: [{ title: name, description: '', picUrl: '', url }] };
}

function findMedia(media: { readonly mediaId: string; readonly type: string } | undefined): PhoneContent | undefined {
  if (!media) return undefined;
  const { mediaId, type } = media;
  return { type: type === 'voice' || type === 'video' ? type : 'image', mediaId };
}
