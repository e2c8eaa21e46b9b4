import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import type { ApiOutcome } from '../api/api-server.js';
import { isFile, type ApiReply } from '../api/api-reply.js';
import type { NodeEnvironment } from '../api/api-request.js';
import type { ApiFailure } from '../faults/api-faults.js';

/** WeChat writes `encoding`, which is no parameter of the type. */
const JSON_TYPE = 'application/json; encoding=utf-8';

/** Sends what the API has to say; status 200, as WeChat's is for errors too. */
export function sendOutcome(context: Context<NodeEnvironment>, outcome: ApiOutcome): Response {
  return 'failure' in outcome ? sendFailure(context, outcome.failure) : sendReply(outcome.reply, jsonType(context));
}

/** The APIs of OAuth call their JSON text. */
function jsonType({ req }: Context<NodeEnvironment>): string {
  return req.path.startsWith('/sns/') ? 'text/plain' : JSON_TYPE;
}

function sendReply(reply: ApiReply, type: string): Response {
  if (!isFile(reply)) return text(JSON.stringify(reply), type);
  const { content, contentType, filename } = reply;
  return new Response(new Uint8Array(content), {
    headers: {
      'content-type': contentType,
      'content-length': String(content.length),
      ...(filename !== undefined && {
        'content-disposition': `attachment; filename="${encodeURIComponent(filename)}"`,
      }),
    },
  });
}

function sendFailure({ env }: Context<NodeEnvironment>, failure: ApiFailure): Response {
  if (typeof failure === 'object') return text(JSON.stringify('json' in failure ? failure.json : failure), JSON_TYPE);
  switch (failure) {
    case 'hang':
      return RESPONSE_ALREADY_SENT;
    case 'reset':
      env.outgoing.socket?.resetAndDestroy();
      return RESPONSE_ALREADY_SENT;
    case 'html':
      return text('<html><body>Please log in to this network.</body></html>', 'text/html');
    case 'empty':
      return text('', 'text/plain');
    case 'status-500':
      return text('<html><body>Internal Server Error</body></html>', 'text/html', 500);
    default:
      return text('{"errcode":0,"errmsg":"ok","access_token":"84_', JSON_TYPE);
  }
}

function text(body: string, contentType: string, status = 200): Response {
  return new Response(body, {
    status,
    headers: { 'content-type': contentType, 'content-length': String(Buffer.byteLength(body)) },
  });
}
