import { renderQrJpeg } from '../qrcode/qr-picture.js';
import type { MediaType } from '../media/media-store.js';

/** A file that a person sends. */
export interface PhoneFile {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly filename: string;
}

/** One frame of silence in AMR at 12.2 kbit/s, 20 ms. */
const SILENT_FRAME = Buffer.concat([Buffer.from([0x3c]), Buffer.alloc(31)]);

/** What somebody sends who was given no file: small, but of the right type. */
export function createFile(type: Exclude<MediaType, 'thumb'>, label: string): PhoneFile {
  switch (type) {
    case 'image':
      return { bytes: renderQrJpeg(label), contentType: 'image/jpeg', filename: 'picture.jpg' };
    case 'voice':
      return { bytes: createSilence(50), contentType: 'audio/amr', filename: 'voice.amr' };
    default:
      return { bytes: createEmptyVideo(), contentType: 'video/mp4', filename: 'video.mp4' };
  }
}

function createSilence(frames: number): Buffer {
  return Buffer.concat([Buffer.from('#!AMR\n'), ...Array.from({ length: frames }, () => SILENT_FRAME)]);
}

/** The boxes every MP4 begins with. */
function createEmptyVideo(): Buffer {
  return Buffer.concat([box('ftyp', Buffer.from('isom\0\0\x02\0isommp41', 'latin1')), box('mdat', Buffer.alloc(0))]);
}

function box(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + content.length);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, content]);
}
