/** Formats of files that WeChat takes for one kind of media or another. */
export type MediaFormat = 'jpg' | 'png' | 'gif' | 'bmp' | 'amr' | 'mp3' | 'wav' | 'wma' | 'mp4';

const CONTENT_TYPES: Readonly<Record<MediaFormat, string>> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  bmp: 'image/bmp',
  amr: 'audio/amr',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  wma: 'audio/x-ms-wma',
  mp4: 'video/mp4',
};

/** How files begin; a dot stands for any character. */
const SIGNATURES: readonly (readonly [RegExp, MediaFormat])[] = [
  [/^\xff\xd8\xff/, 'jpg'],
  [/^\x89PNG\r\n/, 'png'],
  [/^GIF8[79]a/, 'gif'],
  [/^BM/, 'bmp'],
  [/^#!AMR/, 'amr'],
  [/^(ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb])/, 'mp3'],
  [/^RIFF....WAVE/s, 'wav'],
  [/^\x30\x26\xb2\x75/, 'wma'],
  [/^....ftyp/s, 'mp4'],
];

/** What a file is by its first bytes; `undefined` for what WeChat does not know. */
export function detectFormat(bytes: Buffer): MediaFormat | undefined {
  const head = bytes.toString('latin1', 0, 16);
  return SIGNATURES.find(([signature]) => signature.test(head))?.[1];
}

/** Whether a file's name ends as one of the formats does. */
export function hasKnownExtension(filename: string): boolean {
  const extension = /\.(\w+)$/.exec(filename)?.[1]?.toLowerCase() ?? '';
  return extension === 'jpeg' || Object.hasOwn(CONTENT_TYPES, extension);
}

/** The content type that files of a format are served with. */
export function contentTypeOf(format: MediaFormat): string {
  return CONTENT_TYPES[format];
}
