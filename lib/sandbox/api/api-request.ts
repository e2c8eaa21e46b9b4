import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

/** A file that came in a form. */
export interface UploadedFile {
  readonly filename: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** A request to WeChat's API, as it arrived. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  /** Path and query as they came. */
  readonly url: string;
  /** The first value of each parameter. */
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON, or the fields of a form; `undefined` without a body or where it is neither. */
  readonly body: unknown;
  /** The files of a form. */
  readonly files: Readonly<Record<string, UploadedFile>>;
  /** The body's bytes. */
  readonly raw: Buffer;
  /** The caller's address. */
  readonly ip: string;
}

/** The environment of Hono on Node. */
export type NodeEnvironment = { Bindings: HttpBindings };

/** Reads a request to its end. */
export async function readApiRequest(context: Context<NodeEnvironment>): Promise<ApiRequest> {
  const { req, env } = context;
  const raw = Buffer.from(await req.arrayBuffer());
  const form = await readForm(raw, req.header('content-type') ?? '');
  return {
    method: req.method,
    path: req.path,
    url: env.incoming.url ?? req.path,
    query: req.query(),
    headers: req.header(),
    body: form?.fields ?? parseJson(raw),
    files: form?.files ?? {},
    raw,
    ip: (env.incoming.socket.remoteAddress ?? '').replace('::ffff:', ''),
  };
}

function parseJson(raw: Buffer): unknown {
  if (raw.length === 0) return undefined;
  try {
    return JSON.parse(raw.toString());
  } catch {
    return undefined;
  }
}

async function readForm(raw: Buffer, contentType: string) {
  if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)/i.test(contentType)) return undefined;
  const fields: Record<string, string> = {};
  const files: Record<string, UploadedFile> = {};
  try {
    const form = await new Response(new Uint8Array(raw), { headers: { 'content-type': contentType } }).formData();
    for (const [name, value] of form) {
      if (typeof value === 'string') fields[name] = value;
      else files[name] = await readFile(value);
    }
  } catch {
    // No form after all. Some clients send JSON under this type.
    return undefined;
  }
  // JSON that is sent as urlencoded is one field whose name is the JSON.
  return contentType.startsWith('multipart') || raw[0] !== 0x7b ? { fields, files } : undefined;
}

async function readFile(file: File): Promise<UploadedFile> {
  return { filename: file.name, contentType: file.type, bytes: Buffer.from(await file.arrayBuffer()) };
}
