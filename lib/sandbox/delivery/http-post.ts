/** What came of a request: an answer, or none. */
export type PostResult =
  | { readonly status: number; readonly body: string }
  | { readonly failure: 'timeout' | 'connection-failed'; readonly reason: string };

/** WeChat reads no more of an answer. */
const MAX_BYTES = 1024 * 1024;

/** Posts a body as WeChat does: it follows no redirect. It is never rejected. */
export function post(
  url: string,
  body: string,
  contentType: string,
  timeoutMs: number,
  stopped: AbortSignal,
): Promise<PostResult> {
  const headers = { 'content-type': contentType, 'user-agent': 'Mozilla/4.0', accept: '*/*', pragma: 'no-cache' };
  return request(url, { method: 'POST', headers, body }, timeoutMs, stopped);
}

/** Sends one request and reads its whole answer within `timeoutMs`, in real milliseconds. It is never rejected. */
export async function request(
  url: string,
  init: RequestInit,
  timeoutMs: number,
  stopped: AbortSignal,
): Promise<PostResult> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([timeout, stopped]);
  try {
    const response = await fetch(url, { ...init, redirect: 'manual', signal });
    return { status: response.status, body: await readBody(response) };
  } catch (error) {
    if (stopped.aborted) return { failure: 'connection-failed', reason: 'The sandbox was stopped.' };
    if (timeout.aborted) return { failure: 'timeout', reason: `No answer within ${timeoutMs} ms.` };
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { failure: 'connection-failed', reason: describe(cause) };
  }
}

async function readBody(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error('The answer has more than 1 MiB.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function describe(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ECONNREFUSED') return 'Nothing listens there. Is the application running?';
  if (['ECONNRESET', 'UND_ERR_SOCKET'].includes(code)) return 'The connection broke before the whole answer was there.';
  if (code === 'ENOTFOUND') return 'The host of the callback URL is not known.';
  if (code.startsWith('ERR_SSL')) return 'It speaks no TLS. Is it http:// in place of https://?';
  if (error instanceof Error && error.message === 'bad port')
    return 'Node.js refuses to call this port, as browsers do.';
  if (error instanceof Error) return error.message === '' ? code : error.message;
  return String(error);
}
