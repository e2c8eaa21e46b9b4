import type { Context } from 'hono';
import { sayTo, sendPage } from '../oauth/pages/page.js';
import type { Person } from '../people/person.js';
import { offeredSets, type BindRequest } from './bind-request.js';
import type { BindStep } from './bind-steps.js';
import { bindDonePage, noAccountPage } from './pages/bind-message.page.js';
import { accountPage, permissionsPage } from './pages/bind.page.js';

type Answer = Response | Promise<Response>;

/** Shows what the phone shows at a step. */
export function sendStep(context: Context, request: BindRequest, person: Person, step: BindStep): Answer {
  const { component } = request;
  const say = sayTo(context);
  switch (step.step) {
    case 'no-account':
      return sendPage(context, noAccountPage(say, person));
    case 'account':
      return sendPage(context, accountPage(say, component, person, step.choices));
    case 'permissions': {
      const { account } = step;
      const present = component.authorizations.find(account.appId);
      const granted = present?.isRevoked === false ? present.permissionSets : undefined;
      const offered = offeredSets(request, account);
      return sendPage(context, permissionsPage(say, { component, person, account, offered, granted }));
    }
    default:
      return sendPage(context, bindDonePage(say, step.step === 'allow'));
  }
}
