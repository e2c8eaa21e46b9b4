import type { Context, Hono } from 'hono';
import type { NodeEnvironment } from '../api/api-request.js';
import { expiredPage } from '../oauth/pages/message.page.js';
import { sayTo, sendPage } from '../oauth/pages/page.js';
import { scannersPage } from '../oauth/pages/people.page.js';
import { streamScanStates } from '../oauth/scan-page.stream.js';
import { findPerson, readForm } from '../oauth/visitor.js';
import type { World } from '../world.js';
import { withBindRequest } from './bind-request.route.js';
import { sendStep } from './bind-step.response.js';
import { nextStep } from './bind-steps.js';
import type { ComponentLogin } from './component-logins.js';
import { bindDonePage } from './pages/bind-message.page.js';
import { componentLoginPage } from './pages/component-login.page.js';

const PATH = '/cgi-bin/componentloginpage';
const PHONE_PATH = '/safe/bindcomponent/confirm';

/** The authorization page for desktop browsers, and what a phone opens that scans its QR code. Official document: 授权流程技术说明. */
export function registerComponentLoginRoutes(app: Hono<NodeEnvironment>, world: World): void {
  const { componentLogins, changes } = world;

  app.get(PATH, context =>
    withBindRequest(world, context, 'login', request => show(world, context, componentLogins.open(request))),
  );

  app.get(`${PATH}/:id`, context => {
    const login = componentLogins.find(context.req.param('id'));
    if (!login) return sendPage(context, expiredPage(sayTo(context)));
    if (login.state === 'declined') return sendPage(context, bindDonePage(sayTo(context), false));
    if (login.location === undefined) return show(world, context, login);
    context.header('Cache-Control', 'no-store');
    return context.redirect(login.location);
  });

  app.get(`${PATH}/:id/events`, context =>
    streamScanStates(changes, context, () => componentLogins.find(context.req.param('id'))),
  );

  app.on(['GET', 'POST'], PHONE_PATH, async context => {
    const form = await readForm(context);
    return showPhone(world, context, context.req.query('uuid') ?? '', form);
  });
}

function show({ origin }: World, context: Context, login: ComponentLogin) {
  const phoneUrl = `${origin}${PHONE_PATH}?uuid=${login.id}`;
  return sendPage(context, componentLoginPage(sayTo(context), login, `${PATH}/${login.id}`, phoneUrl));
}

function showPhone(world: World, context: Context, id: string, form: URLSearchParams): Response | Promise<Response> {
  const { componentLogins, people } = world;
  const say = sayTo(context);
  const person = findPerson(world, form.get('person'));
  if (componentLogins.find(id)?.state === 'waiting' && person) componentLogins.scan(id, person);
  const login = componentLogins.find(id);
  if (!login) return sendPage(context, expiredPage(say));
  if (login.state === 'waiting') {
    if (people.length === 0) world.addPerson();
    return sendPage(context, scannersPage(say, people));
  }
  if (login.state !== 'scanned') return sendPage(context, bindDonePage(say, login.state === 'confirmed'));
  const step = nextStep(world, login.request, login.person, form);
  if (step.step === 'allow') componentLogins.allow(id, step.account, step.permissionSets);
  if (step.step === 'decline') componentLogins.decline(id);
  return sendStep(context, login.request, login.person, step);
}
