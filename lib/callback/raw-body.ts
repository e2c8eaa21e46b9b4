import type { IncomingMessage } from 'node:http';
import { HttpException, HttpStatus, type HttpServer } from '@nestjs/common';
import { WechatDecodeError } from '../wechat.errors.js';
import { MAX_BODY_BYTES, type CallbackBody } from './callback-codec.js';

/** A request of Express (itself the stream) or of Fastify (which keeps the stream in `raw`). */
export type PlatformRequest = IncomingMessage & {
  readonly raw?: IncomingMessage;
  readonly rawBody?: unknown;
  readonly body?: unknown;
};

/** Set as Fastify's route configuration, so that the parser below knows the callback's own routes. */
export const CALLBACK_ROUTE = { nestjsWechat: 'callback' } as const;

/**
 * The bytes of a request, whatever the host's parsers did: the raw body that Nest kept, the text or bytes that a parser
 * left, or the untouched stream. Where a parser made an object and nobody kept the bytes, that object.
 *
 * @throws WechatDecodeError (413) above 1 MiB, or where the sender breaks off
 */
export async function readRawBody(request: PlatformRequest): Promise<CallbackBody> {
  const { rawBody, body } = request;
  if (typeof rawBody === 'string' || rawBody instanceof Uint8Array) return rawBody;
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  const stream = request.raw ?? request;
  // Somebody has read the stream: what is left is no body, and an object says so.
  return stream.readableDidRead ? (body ?? {}) : readStream(stream);
}

/**
 * Lets Fastify pass bodies of the callback's routes on unread; it would answer 415 to XML otherwise. Other routes of
 * the host keep that answer. Call it while the application initializes, when the host has added its own parsers.
 */
export function registerFastifyParser(adapter: HttpServer): void {
  if (adapter.getType?.() !== 'fastify') return;
  const fastify = adapter.getInstance() as FastifyLike;
  // Only for types that nobody has a parser for: one for XML would stand in the way of the host's.
  if (!fastify.hasContentTypeParser('*')) fastify.addContentTypeParser('*', passOn);
}

interface FastifyLike {
  hasContentTypeParser(contentType: string): boolean;
  addContentTypeParser(contentType: string, parser: typeof passOn): void;
}

interface FastifyRequestLike {
  readonly is404: boolean;
  readonly routeOptions: { readonly config?: object };
}

function passOn(request: FastifyRequestLike, _stream: unknown, done: (error: Error | null) => void): void {
  // Fastify itself lets a body pass where no route was found.
  if (request.is404 || 'nestjsWechat' in (request.routeOptions.config ?? {})) return done(null);
  // What Nest makes of Fastify's own refusal.
  done(new HttpException('Unsupported Media Type', HttpStatus.UNSUPPORTED_MEDIA_TYPE));
}

function readStream(stream: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const onData = (chunk: Buffer): void => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > MAX_BODY_BYTES) refuse();
    };
    const refuse = (): void => {
      stream.off('data', onData).pause();
      reject(new WechatDecodeError('The body has more than 1 MiB.', 413));
    };
    // The sender may have gone while a guard of the host was at work; no event would tell.
    if (stream.destroyed) return reject(new WechatDecodeError('The body broke off.'));
    if (Number(stream.headers['content-length']) > MAX_BODY_BYTES) return refuse();
    stream.on('data', onData);
    stream.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    stream.on('close', () => {
      if (!stream.readableEnded) reject(new WechatDecodeError('The body broke off.'));
    });
  });
}
