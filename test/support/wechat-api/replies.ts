import type { ServerResponse } from 'node:http';
import { wechatError } from './errors.js';
import type { WechatRequest } from './requests.js';

/** JSON, an error (`{ errcode, errmsg }`, which gets a `rid`), or a file. */
export type Reply = JsonReply | FileReply;

export type JsonReply = Readonly<Record<string, unknown>>;

/** Bytes as they are, a file or a JSON text that no object can say. */
export type FileReply = {
  readonly content: Uint8Array;
  readonly contentType: string;
  readonly filename?: string;
};

/** What a path answers to requests with a live token. */
export type Script = Reply | ((request: WechatRequest) => Reply | Promise<Reply>);

/** Answers a request; status 200, as WeChat's is for errors too. */
export function sendReply(response: ServerResponse, reply: Reply): void {
  if (isFile(reply)) sendFile(response, reply);
  else sendJson(response, isError(reply) ? { ...reply, ...wechatError(reply.errcode, reply.errmsg) } : reply);
}

/** Sends any value as the whole body. */
export function sendJson(response: ServerResponse, value: unknown): void {
  sendText(response, 'application/json; encoding=utf-8', JSON.stringify(value));
}

export function sendText(response: ServerResponse, contentType: string, text: string, status = 200): void {
  response
    .writeHead(status, { 'content-type': contentType, 'content-length': String(Buffer.byteLength(text)) })
    .end(text);
}

function sendFile(response: ServerResponse, { content, contentType, filename }: FileReply): void {
  response.writeHead(200, {
    'content-type': contentType,
    'content-length': String(content.byteLength),
    ...(filename !== undefined && { 'content-disposition': `attachment; filename="${filename}"` }),
  });
  response.end(content);
}

function isFile(reply: Reply): reply is FileReply {
  return reply['content'] instanceof Uint8Array && typeof reply['contentType'] === 'string';
}

function isError(reply: JsonReply): reply is { errcode: number; errmsg?: string } {
  return typeof reply['errcode'] === 'number' && reply['errcode'] !== 0;
}
