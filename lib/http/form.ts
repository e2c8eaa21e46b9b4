import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { UploadFile } from './upload.js';

const TYPES: Readonly<Record<string, string>> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.gif': 'image/gif',
  '.bmp': 'image/bmp',
  '.mp3': 'audio/mpeg',
  '.amr': 'audio/amr',
  '.wav': 'audio/wav',
  '.wma': 'audio/x-ms-wma',
  '.mp4': 'video/mp4',
};

/** A form with a file in the part of the name, as WeChat's uploads want it. */
export async function toForm(
  part: string,
  file: UploadFile,
  fields: Readonly<Record<string, unknown>>,
): Promise<FormData> {
  const filename = file.filename ?? filenameOf(file);
  const form = new FormData();
  form.set(part, new Blob([await toBlobPart(file)], { type: typeOf(file, filename) }), filename);
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) form.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return form;
}

/** WeChat needs the length before the content, and may want it twice, so it is read to its end first. */
async function toBlobPart({ content }: UploadFile): Promise<Uint8Array<ArrayBuffer> | Blob> {
  if (content instanceof Blob) return content;
  if (content instanceof Uint8Array) return content as Uint8Array<ArrayBuffer>;
  return content instanceof Readable ? buffer(content) : readFile(content.path);
}

function filenameOf({ content }: UploadFile): string {
  if (content instanceof File) return content.name;
  return 'path' in content && typeof content.path === 'string' ? basename(content.path) : 'file';
}

function typeOf({ content, contentType }: UploadFile, filename: string): string {
  const known = contentType ?? TYPES[extname(filename).toLowerCase()];
  return known ?? ((content instanceof Blob && content.type) || 'application/octet-stream');
}
