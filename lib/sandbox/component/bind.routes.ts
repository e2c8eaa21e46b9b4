import type { Context, Hono } from 'hono';
import type { NodeEnvironment } from '../api/api-request.js';
import { sayTo, sendPage } from '../oauth/pages/page.js';
import { peoplePage } from '../oauth/pages/people.page.js';
import { findVisitor, readForm } from '../oauth/visitor.js';
import type { World } from '../world.js';
import { bindAccount } from './bind-account.js';
import { withBindRequest } from './bind-request.route.js';
import { nextStep } from './bind-steps.js';
import { sendStep } from './bind-step.response.js';

const PATHS = ['/wxaopen/safe/bindcomponent', '/safe/bindcomponent'];

/** The authorization page inside WeChat. Official document: 授权流程技术说明. */
export function registerBindRoutes(app: Hono<NodeEnvironment>, world: World): void {
  app.on(['GET', 'POST'], PATHS, context => answer(world, context));
}

async function answer(world: World, context: Context): Promise<Response> {
  const form = await readForm(context);
  return withBindRequest(world, context, 'bind', request => {
    const person = findVisitor(world, context, form.get('person'));
    if (!person) return sendPage(context, peoplePage(sayTo(context), world.people));
    const step = nextStep(world, request, person, form);
    if (step.step !== 'allow') return sendStep(context, request, person, step);
    context.header('Cache-Control', 'no-store');
    return context.redirect(bindAccount(request, step.account, step.permissionSets).url);
  });
}
