import { bindAccount } from '../../component/bind-account.js';
import { choicesOf, offeredSets, type BindRequest } from '../../component/bind-request.js';
import { readBindRequest, type BindPage } from '../../component/bind-request.reader.js';
import type { AuthorizerAccount } from '../../component/authorization.js';
import { OAuthPageError } from '../../oauth/oauth-page-error.js';
import { SandboxError } from '../../sandbox.error.js';
import type { World } from '../../world.js';
import type { Person } from '../person.js';

/** What an administrator does on an authorization page. */
export interface BindOptions {
  /** AppID of the account to authorize. Needed where there are several to choose from. */
  readonly account?: string | undefined;
  /** Ids of the 权限集 to allow. Default: all that the page offers. */
  readonly permissionSets?: readonly number[] | undefined;
  /** Whether the person authorizes the platform at all. Default: yes. */
  readonly consent?: boolean | undefined;
}

/** What a browser ends at that opens an authorization page. */
export type BindResult =
  /** It is sent to `url`, the platform's own, which nobody fetches. The platform is pushed the same code. */
  | { readonly url: string; readonly authCode: string; readonly declined?: undefined; readonly error?: undefined }
  /** The person declined: that is all. */
  | { readonly declined: true; readonly url?: undefined; readonly authCode?: undefined; readonly error?: undefined }
  /** It sees an error page, which says this. */
  | { readonly error: string; readonly url?: undefined; readonly authCode?: undefined; readonly declined?: undefined };

const PAGES = new Map<string, BindPage>([
  ['/cgi-bin/componentloginpage', 'login'],
  ['/wxaopen/safe/bindcomponent', 'bind'],
  ['/safe/bindcomponent', 'bind'],
]);

/** Opens an authorization page, or scans its QR code. Of the URL, only path and query count. */
export function bindComponent(world: World, person: Person, url: string, options: BindOptions): BindResult {
  const { pathname, search } = new URL(URL.canParse(url, world.origin) ? url : '/', world.origin);
  const page = PAGES.get(pathname);
  if (!page) throw new SandboxError(`${url} is no authorization page. These are: ${[...PAGES.keys()].join(', ')}.`);
  try {
    const request = readBindRequest(page, search, world);
    if (options.consent === false) return { declined: true };
    const account = chooseAccount(world, request, person, options.account);
    return bindAccount(request, account, chooseSets(request, account, options.permissionSets));
  } catch (error) {
    if (error instanceof OAuthPageError) return { error: error.message };
    throw error;
  }
}

function chooseAccount(
  { accounts }: World,
  request: BindRequest,
  person: Person,
  appId: string | undefined,
): AuthorizerAccount {
  const choices = choicesOf(request, accounts, person);
  const [only] = choices;
  const chosen = appId === undefined && choices.length === 1 ? only : choices.find(choice => choice.appId === appId);
  if (chosen) return chosen;
  const offered = choices.length === 0 ? 'no account' : choices.map(choice => choice.appId).join(', ');
  throw new SandboxError(
    `${person.nickname} was to authorize ${appId ?? 'the only account there is'}; the page offers ${offered}.`,
  );
}

function chooseSets(
  request: BindRequest,
  account: AuthorizerAccount,
  wanted: readonly number[] | undefined,
): readonly number[] {
  const offered = offeredSets(request, account).map(({ id }) => id);
  const missing = wanted?.find(id => !offered.includes(id));
  if (missing !== undefined)
    throw new SandboxError(`The page does not offer the permission set ${missing}; it offers ${offered.join(', ')}.`);
  return wanted ?? offered;
}
