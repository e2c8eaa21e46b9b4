import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';

/** As long as WeChat's own. */
const TOKEN_BYTES = 100;
/** What a way to WeChat and back takes at least: nobody gets a token before all have asked. */
const DELAY_MS = 50;
/** A thousand callers may connect at once. */
const BACKLOG = 4096;

/** A WeChat on 127.0.0.1 that gives tokens to whoever asks, and counts. */
export async function startWechat() {
  /** @type {Map<string, number>} */
  const requests = new Map();
  const stableTokens = new Map();
  const give = {
    '/cgi-bin/token': () => newToken(),
    '/cgi-bin/stable_token': appId => {
      if (!stableTokens.has(appId)) stableTokens.set(appId, newToken());
      return stableTokens.get(appId);
    },
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://127.0.0.1');
    const appId = url.searchParams.get('appid') ?? (await json(request)).appid;
    requests.set(appId, (requests.get(appId) ?? 0) + 1);
    const body = JSON.stringify({ access_token: give[url.pathname](appId), expires_in: 7200 });
    setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end(body), DELAY_MS);
  });
  server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG });
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** How many requests for tokens of an account came. */
    requests: appId => requests.get(appId) ?? 0,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function newToken() {
  return `84_${randomBytes(TOKEN_BYTES).toString('base64url')}`;
}
