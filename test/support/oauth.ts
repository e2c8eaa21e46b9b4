import { inspect } from 'node:util';
import { expect } from 'vitest';
import { WechatOAuthError, type OAuthScope, type OAuthService } from 'nestjs-wechat';
import type { Follower } from 'nestjs-wechat/sandbox';

const REDIRECT_URI = 'https://example.test/back';

/** The code that a browser brings back, whose user opened the page inside WeChat or the one of a website. */
export async function getCode(
  oauth: OAuthService,
  who: Follower,
  scope: OAuthScope | 'snsapi_login' = 'snsapi_base',
  more: { readonly forceSnapShot?: boolean } = {},
): Promise<string> {
  const options = { redirectUri: REDIRECT_URI, state: 'state', ...more };
  const url = scope === 'snsapi_login' ? oauth.websiteAuthorizeUrl(options) : oauth.authorizeUrl({ ...options, scope });
  const { code, error } = await who.authorize(url);
  if (code === undefined) throw new Error(`There is no code: ${error}`);
  return code;
}

/** What a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  const error = await promise.then(
    value => new Error(`Fulfilled with ${inspect(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error(`Rejected with ${String(error)}`);
  return error;
}

/** What a promise rejects with, which has to say what to do. */
export async function oauthFailure(promise: Promise<unknown>): Promise<WechatOAuthError> {
  const error = await rejection(promise);
  if (!(error instanceof WechatOAuthError)) throw error;
  return error;
}

/** Looks for texts in everything that can be seen of a value. */
export function expectNowhere(value: unknown, secrets: readonly string[]): void {
  const seen = `${inspect(value, { depth: Infinity, showHidden: true })} ${JSON.stringify(value)} ${String(value)}`;
  expect(secrets.every(secret => secret.length >= 8)).toBe(true);
  expect(secrets.filter(secret => seen.includes(secret) || seen.includes(encodeURIComponent(secret)))).toEqual([]);
}
