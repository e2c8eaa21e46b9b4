import type { Context, Hono } from 'hono';
import type { NodeEnvironment } from '../api/api-request.js';
import type { World } from '../world.js';
import { withOAuthRequest } from './oauth-request.route.js';
import { expiredPage } from './pages/message.page.js';
import { sayTo, sendPage } from './pages/page.js';
import { websiteLoginPage } from './pages/website-login.page.js';
import { streamScanStates } from './scan-page.stream.js';
import type { WebsiteLogin } from './website-logins.js';

const PATH = '/connect/qrconnect';

/** The page with a QR code to log in to a website. Official document: 网站应用微信登录. */
export function registerWebsiteRoutes(app: Hono<NodeEnvironment>, world: World): void {
  app.get(PATH, context =>
    withOAuthRequest(world, context, 'qrconnect', request => show(world, context, world.websiteLogins.open(request))),
  );

  app.get(`${PATH}/:id`, context => {
    const login = world.websiteLogins.find(context.req.param('id'));
    if (!login) return sendPage(context, expiredPage(sayTo(context)));
    if (login.location === undefined) return show(world, context, login);
    context.header('Cache-Control', 'no-store');
    return context.redirect(login.location);
  });

  app.get(`${PATH}/:id/events`, context =>
    streamScanStates(world.changes, context, () => world.websiteLogins.find(context.req.param('id'))),
  );
}

function show({ origin }: World, context: Context, login: WebsiteLogin) {
  return sendPage(context, websiteLoginPage(sayTo(context), login, `${origin}/connect/confirm?uuid=${login.id}`));
}
