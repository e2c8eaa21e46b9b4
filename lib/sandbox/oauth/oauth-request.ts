import type { SandboxAccount } from '../account/sandbox-account.js';

/** What a page of `open.weixin.qq.com` was opened for. */
export interface OAuthRequest {
  readonly account: SandboxAccount;
  /** Where the browser is sent in the end: an absolute URL. */
  readonly redirectUri: string;
  readonly scope: string;
  readonly state: string;
  /** Whether it opens as a snapshot: `forceSnapShot=true`, for `snsapi_userinfo` only. */
  readonly isSnapshot: boolean;
  /** The platform that asks on behalf of the account; `undefined` for the account itself. */
  readonly componentAppId: string | undefined;
}

/** Where the browser goes after a person allowed what the page asks, or was not asked. */
export type OAuthRedirect = {
  readonly url: string;
  readonly code: string;
  readonly state: string;
};

/** Whether the person is asked: not for `snsapi_base`, nor on a snapshot page. */
export function needsConsent({ scope, isSnapshot }: OAuthRequest): boolean {
  return scope !== 'snsapi_base' && !isSnapshot;
}

/** `redirectUri` with parameters behind those it has, and in front of its fragment. */
export function redirectTo(
  { redirectUri }: Pick<OAuthRequest, 'redirectUri'>,
  parameters: Readonly<Record<string, string>>,
): string {
  const url = new URL(redirectUri);
  // Not through url.searchParams, which would write the existing query anew.
  const added = Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  url.search = url.search === '' ? added : `${url.search}&${added}`;
  return url.href;
}
