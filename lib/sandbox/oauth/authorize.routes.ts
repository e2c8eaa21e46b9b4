import type { Context, Hono } from 'hono';
import type { NodeEnvironment } from '../api/api-request.js';
import type { World } from '../world.js';
import { allow } from './allow.js';
import { needsConsent } from './oauth-request.js';
import { withOAuthRequest } from './oauth-request.route.js';
import { consentPage } from './pages/consent.page.js';
import { declinedPage } from './pages/message.page.js';
import { sayTo, sendPage } from './pages/page.js';
import { peoplePage } from './pages/people.page.js';
import { findVisitor, readForm } from './visitor.js';

/** The page inside WeChat. Official document: 网页授权. */
export function registerAuthorizeRoutes(app: Hono<NodeEnvironment>, world: World): void {
  app.on(['GET', 'POST'], '/connect/oauth2/authorize', context => answer(world, context));
}

async function answer(world: World, context: Context): Promise<Response> {
  const form = await readForm(context);
  return withOAuthRequest(world, context, 'authorize', request => {
    const say = sayTo(context);
    const person = findVisitor(world, context, form.get('person'));
    if (!person) return sendPage(context, peoplePage(say, world.people));
    if (needsConsent(request)) {
      const decision = form.get('decision');
      if (decision === 'decline') return sendPage(context, declinedPage(say));
      if (decision !== 'allow') return sendPage(context, consentPage(say, request.account.nickname, person));
    }
    context.header('Cache-Control', 'no-store');
    return context.redirect(allow(world, request, person).url);
  });
}
