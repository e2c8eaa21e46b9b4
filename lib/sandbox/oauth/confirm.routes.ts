import type { Context, Hono } from 'hono';
import type { NodeEnvironment } from '../api/api-request.js';
import type { World } from '../world.js';
import { websiteConsentPage } from './pages/consent.page.js';
import { expiredPage, websiteLoginDonePage } from './pages/message.page.js';
import { sayTo, sendPage } from './pages/page.js';
import { scannersPage } from './pages/people.page.js';
import { findPerson, readForm } from './visitor.js';

/** What a phone opens that scans the QR code of a website. */
export function registerConfirmRoutes(app: Hono<NodeEnvironment>, world: World): void {
  app.on(['GET', 'POST'], '/connect/confirm', async context => {
    const id = context.req.query('uuid') ?? '';
    press(world, id, await readForm(context));
    return show(world, context, id);
  });
}

/** Does what was pressed; a second press, or one that comes too late, does nothing. */
function press(world: World, id: string, form: URLSearchParams): void {
  const { websiteLogins } = world;
  const state = websiteLogins.find(id)?.state;
  const person = findPerson(world, form.get('person'));
  const decision = form.get('decision');
  if (state === 'waiting' && person) websiteLogins.scan(id, person);
  if (state === 'scanned' && decision === 'allow') websiteLogins.confirm(id);
  if (state === 'scanned' && decision === 'decline') websiteLogins.decline(id);
}

function show(world: World, context: Context, id: string): Response | Promise<Response> {
  const { websiteLogins, people } = world;
  const say = sayTo(context);
  const login = websiteLogins.find(id);
  if (!login) return sendPage(context, expiredPage(say));
  switch (login.state) {
    case 'waiting':
      if (people.length === 0) world.addPerson();
      return sendPage(context, scannersPage(say, people));
    case 'scanned':
      return sendPage(context, websiteConsentPage(say, login.request.account.nickname, login.person));
    default:
      return sendPage(context, websiteLoginDonePage(say, login.state === 'confirmed'));
  }
}
