import { allow } from '../../oauth/allow.js';
import { createGrant } from '../../oauth/oauth-grant.js';
import { OAuthPageError } from '../../oauth/oauth-page-error.js';
import { needsConsent, type OAuthRequest } from '../../oauth/oauth-request.js';
import { readOAuthRequest, type OAuthPage } from '../../oauth/oauth-request.reader.js';
import { SandboxError } from '../../sandbox.error.js';
import type { World } from '../../world.js';
import type { Person } from '../person.js';
import type { Phone } from '../phone.js';

/** What somebody does who is asked. */
export interface AuthorizeOptions {
  /** Whether they allow what the page asks, if it asks. Default: yes. */
  readonly consent?: boolean | undefined;
}

/** What a browser ends at that opens a page of OAuth. */
export type AuthorizeResult =
  /** It is sent to `url`, the application's own, which nobody fetches. */
  | {
      readonly url: string;
      readonly code: string;
      readonly state: string;
      readonly declined?: undefined;
      readonly error?: undefined;
    }
  /** The person declined. Inside WeChat that is all, while a website is called back with the `state`. */
  | {
      readonly declined: true;
      readonly url?: string;
      readonly state?: string;
      readonly code?: undefined;
      readonly error?: undefined;
    }
  /** It sees an error page, which says this: `10003 redirect_uri …`. */
  | {
      readonly error: string;
      readonly url?: undefined;
      readonly code?: undefined;
      readonly state?: undefined;
      readonly declined?: undefined;
    };

/** Sends what concerns people who are not in the chat. */
const PLATFORM = 'oPlatform0000000000000000001';
/** What was taken back, as `RevokeInfo` says it. */
const PROFILE = '205';
const EVERYTHING = '301';

const PAGES = new Map<string, OAuthPage>([
  ['/connect/oauth2/authorize', 'authorize'],
  ['/connect/qrconnect', 'qrconnect'],
]);

/** Opens an authorize page, or scans the code of a `qrconnect` page. Of the URL, only path and query count. */
export function authorize(
  world: World,
  person: Person,
  url: string,
  { consent = true }: AuthorizeOptions,
): AuthorizeResult {
  const { pathname, search } = new URL(URL.canParse(url, world.origin) ? url : '/', world.origin);
  const page = PAGES.get(pathname);
  if (!page) throw new SandboxError(`${url} is no page of OAuth. These are: ${[...PAGES.keys()].join(', ')}.`);
  try {
    const request = readOAuthRequest(page, search, world);
    if (page === 'qrconnect') return logIn(world, person, request, consent);
    return needsConsent(request) && !consent ? { declined: true } : allow(world, request, person);
  } catch (error) {
    if (error instanceof OAuthPageError) return { error: error.message };
    throw error;
  }
}

/** Calls `wx.login()` in a mini program: its result is the `js_code`. */
export function loginMiniProgram(world: World, person: Person, appId: string): string {
  const account = world.account(appId);
  if (account.type !== 'mini-program') throw new SandboxError(`${appId} is a ${account.type}, and no mini program.`);
  return account.authorizationCodes.issue(createGrant(person, appId, ''));
}

/**
 * Takes back what was allowed: the tokens are dead, and the account is told. Official document: 授权用户资料变更.
 */
export async function revoke(phone: Phone): Promise<void> {
  const { account, contact } = phone;
  account.userTokens.revoke(contact.person);
  await phone.sendEvent('user_authorization_revoke', {
    FromUserName: PLATFORM,
    OpenID: contact.openId,
    AppID: account.appId,
    UnionID: account.openAppId === undefined ? undefined : contact.person.unionId,
    RevokeInfo: account.type === 'official-account' ? PROFILE : EVERYTHING,
  });
}

function logIn({ websiteLogins }: World, person: Person, request: OAuthRequest, consent: boolean): AuthorizeResult {
  const { id } = websiteLogins.open(request);
  websiteLogins.scan(id, person);
  return consent ? websiteLogins.confirm(id) : { declined: true, ...websiteLogins.decline(id) };
}
