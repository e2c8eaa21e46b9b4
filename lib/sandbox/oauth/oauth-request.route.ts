import type { Context } from 'hono';
import type { World } from '../world.js';
import { OAuthPageError } from './oauth-page-error.js';
import type { OAuthRequest } from './oauth-request.js';
import { readOAuthRequest, type OAuthPage } from './oauth-request.reader.js';
import { errorPage } from './pages/message.page.js';
import { sayTo, sendPage } from './pages/page.js';

type Answer = Response | Promise<Response>;

/** Answers what a page was opened for, or shows what is wrong with it; the status is 200 in either case, as WeChat's is. */
export function withOAuthRequest(
  world: World,
  context: Context,
  page: OAuthPage,
  answer: (request: OAuthRequest) => Answer,
): Answer {
  const { search } = new URL(context.req.url);
  let request;
  try {
    request = readOAuthRequest(page, search, world);
  } catch (error) {
    if (error instanceof OAuthPageError) return sendPage(context, errorPage(sayTo(context), error));
    throw error;
  }
  return answer(request);
}
