import type { Person } from '../people/person.js';
import type { World } from '../world.js';
import type { AuthorizerAccount } from './authorization.js';
import { choicesOf, offeredSets, type BindRequest } from './bind-request.js';

/** What the phone shows next, or what was decided on it. */
export type BindStep =
  | { readonly step: 'no-account' }
  | { readonly step: 'account'; readonly choices: readonly AuthorizerAccount[] }
  | { readonly step: 'permissions'; readonly account: AuthorizerAccount }
  | { readonly step: 'allow'; readonly account: AuthorizerAccount; readonly permissionSets: readonly number[] }
  | { readonly step: 'decline' };

/** Follows what somebody pressed: at first an account, where there are several, then its permission sets. */
export function nextStep({ accounts }: World, request: BindRequest, person: Person, form: URLSearchParams): BindStep {
  if (form.get('decision') === 'decline') return { step: 'decline' };
  const choices = choicesOf(request, accounts, person);
  if (choices.length === 0) return { step: 'no-account' };
  const wanted = form.get('account') ?? (choices.length === 1 ? choices[0]?.appId : undefined);
  const chosen = choices.find(({ appId }) => appId === wanted);
  if (!chosen) return { step: 'account', choices };
  const ticked = form.getAll('set').map(Number);
  const permissionSets = offeredSets(request, chosen)
    .map(({ id }) => id)
    .filter(id => ticked.includes(id));
  // Whoever allows nothing is asked again.
  if (form.get('decision') !== 'allow' || permissionSets.length === 0) return { step: 'permissions', account: chosen };
  return { step: 'allow', account: chosen, permissionSets };
}
