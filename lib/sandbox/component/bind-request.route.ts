import type { Context } from 'hono';
import { OAuthPageError } from '../oauth/oauth-page-error.js';
import { errorPage } from '../oauth/pages/message.page.js';
import { sayTo, sendPage } from '../oauth/pages/page.js';
import type { World } from '../world.js';
import type { BindRequest } from './bind-request.js';
import { checkReferer, readBindRequest, type BindPage } from './bind-request.reader.js';

type Answer = Response | Promise<Response>;

/** Answers what an authorization page was opened for, or shows what is wrong with it. */
export function withBindRequest(
  world: World,
  context: Context,
  page: BindPage,
  answer: (request: BindRequest) => Answer,
): Answer {
  const { search } = new URL(context.req.url);
  let request;
  try {
    request = readBindRequest(page, search, world);
    // What was pressed on the page comes from the page itself.
    if (context.req.method === 'GET') checkReferer(request, context.req.header('referer'));
  } catch (error) {
    if (error instanceof OAuthPageError) return sendPage(context, errorPage(sayTo(context), error));
    throw error;
  }
  return answer(request);
}
