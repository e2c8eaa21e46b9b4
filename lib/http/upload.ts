import type { Readable } from 'node:stream';

/** A file to send: its bytes, a stream, or `{ path }` of one on disk. */
export interface UploadFile {
  readonly content: Uint8Array | Blob | Readable | { readonly path: string };
  /** Default: that of the `File` or of the file on disk, else `file`. WeChat looks at the extension. */
  readonly filename?: string | undefined;
  /** MIME type. Default: by the extension, else that of the `Blob`. */
  readonly contentType?: string | undefined;
}
