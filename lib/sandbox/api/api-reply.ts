/** What an endpoint answers: JSON, or a file. */
export type ApiReply = JsonReply | FileReply;

/** An object; with `errcode`, it is a refusal unless that is 0. */
export type JsonReply = Readonly<Record<string, unknown>>;

/** Bytes as they are. */
export type FileReply = {
  readonly content: Uint8Array;
  readonly contentType: string;
  readonly filename?: string;
};

/** Whether an answer is a file: JSON has no bytes. */
export function isFile(reply: ApiReply): reply is FileReply {
  return reply['content'] instanceof Uint8Array && typeof reply['contentType'] === 'string';
}
