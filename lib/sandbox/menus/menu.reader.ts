import type { ActionButton, KeyButton, MenuButton } from '../../api/endpoints/menu.endpoints.js';
import { ApiError } from '../api/api-error.js';
import type { Fields } from '../api/fields.js';
import type { MediaStore } from '../media/media-store.js';

/** The limits of a level of a menu, and the errcodes of its buttons. Lengths are in bytes. */
interface Level {
  readonly maxButtons: number;
  readonly maxName: number;
  readonly count: number;
  readonly type: number;
  readonly name: number;
  readonly key: number;
  readonly url: number;
}

const BAR: Level = { maxButtons: 3, maxName: 16, count: 40016, type: 40017, name: 40018, key: 40019, url: 40020 };
const SUB: Level = { maxButtons: 5, maxName: 60, count: 40023, type: 40024, name: 40025, key: 40026, url: 40027 };
const MAX_KEY = 128;
const MAX_URL = 1024;

const KEY_TYPES: readonly string[] = [
  'click',
  'scancode_push',
  'scancode_waitmsg',
  'pic_sysphoto',
  'pic_photo_or_album',
  'pic_weixin',
  'location_select',
] satisfies KeyButton['type'][];

/** Reads the buttons of a menu, and throws the errcode of the first that is wrong. */
export function readButtons(body: Fields, media: MediaStore): MenuButton[] {
  const buttons = body.objects('button', { missing: BAR.count });
  checkCount(buttons, BAR);
  return buttons.map(button => readBarButton(button, media));
}

function readBarButton(fields: Fields, media: MediaStore): MenuButton {
  const subButtons = listSubButtons(fields);
  // WeChat's own answers give an empty list to buttons without a sub-menu.
  const isAction = subButtons.length === 0 && (fields.has('type') || !fields.has('sub_button'));
  if (isAction) return readAction(fields, BAR, media);
  checkCount(subButtons, SUB);
  const name = readSized(fields, 'name', BAR.maxName, BAR.name);
  return { name, sub_button: subButtons.map(button => readSubButton(button, media)) };
}

function readSubButton(fields: Fields, media: MediaStore): ActionButton {
  if (listSubButtons(fields).length > 0) throw new ApiError(40022);
  return readAction(fields, SUB, media);
}

function listSubButtons(fields: Fields): Fields[] {
  return fields.has('sub_button') ? fields.objects('sub_button') : [];
}

function readAction(fields: Fields, level: Level, media: MediaStore): ActionButton {
  const name = readSized(fields, 'name', level.maxName, level.name);
  const type = fields.text('type', { missing: 65308 });
  if (isKeyType(type)) return { type, name, key: readSized(fields, 'key', MAX_KEY, level.key) };
  switch (type) {
    case 'view':
      return { type, name, url: readUrl(fields, level) };
    case 'miniprogram': {
      const appid = fields.text('appid', { missing: 40166 });
      return { type, name, url: readUrl(fields, level), appid, pagepath: fields.text('pagepath', { missing: 40165 }) };
    }
    case 'media_id':
    case 'view_limited': {
      const { mediaId, isPermanent } = media.get(
        fields.text('media_id', { missing: 40007 }),
        'image',
        'voice',
        'video',
      );
      // A menu outlives temporary media.
      if (!isPermanent) throw new ApiError(40007);
      return { type, name, media_id: mediaId };
    }
    case 'article_id':
    case 'article_view_limited':
      return { type, name, article_id: fields.text('article_id') };
    default:
      throw new ApiError(level.type);
  }
}

function isKeyType(type: string): type is KeyButton['type'] {
  return KEY_TYPES.includes(type);
}

function readUrl(fields: Fields, level: Level): string {
  const url = readSized(fields, 'url', MAX_URL, level.url);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw new ApiError(65317);
  return url;
}

function readSized(fields: Fields, field: string, maxBytes: number, errcode: number): string {
  const text = fields.text(field, { missing: errcode });
  if (Buffer.byteLength(text) > maxBytes) throw new ApiError(errcode);
  return text;
}

function checkCount({ length }: readonly Fields[], { maxButtons, count }: Level): void {
  if (length < 1 || length > maxButtons) throw new ApiError(count);
}
