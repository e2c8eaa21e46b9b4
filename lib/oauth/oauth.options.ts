import { hkdfSync } from 'node:crypto';
import { DEFAULT_ACCOUNT } from '../wechat.tokens.js';
import type { OAuthSessions } from './guard/oauth-sessions.js';

/** How people log in by web OAuth. */
export interface OAuthOptions {
  /** The session that `OAuthGuard` gives a browser: a signed httpOnly cookie. */
  readonly session?: OAuthSessionOptions | undefined;
  /** The host's own sessions, instead of the cookie. */
  readonly sessions?: OAuthSessions | undefined;
}

/** The cookie that `OAuthGuard` keeps people logged in with. */
export interface OAuthSessionOptions {
  /**
   * What cookies are signed with, at least 32 characters, the same for all instances. Default: a key derived from the
   * AppSecret; a new AppSecret ends all sessions then.
   */
  readonly secret?: string | undefined;
  /** How long a session lives, in seconds. Default: 604,800 (7 days). */
  readonly lifeSeconds?: number | undefined;
  /**
   * Name of the cookie. Default: `wechat_session`, with the account's name behind it where it has one. Where `publicUrl` is
   * https, browsers know it by `__Host-` before the name, so that no other host of the domain can plant one.
   */
  readonly cookieName?: string | undefined;
}

/** Options of web OAuth, checked, with their defaults. */
export interface OAuthSettings {
  /** `undefined` where there is neither a secret nor an AppSecret. */
  readonly signingKey: Buffer | undefined;
  readonly lifeMs: number;
  readonly cookieName: string;
  readonly sessions: OAuthSessions | undefined;
}

const DEFAULT_LIFE_SECONDS = 604_800;
const SHORTEST_SECRET = 32;
const COOKIE_NAME = /^[\w-]+$/;

/** Checks the options of web OAuth. `refuse` gets the option's name, and what is wrong with the fix. */
export function resolveOAuth(
  { session = {}, sessions }: OAuthOptions,
  {
    account,
    appId,
    appSecret,
  }: { readonly account: string; readonly appId: string; readonly appSecret?: string | undefined },
  refuse: (option: string, problem: string) => never,
): OAuthSettings {
  const { secret, lifeSeconds = DEFAULT_LIFE_SECONDS } = session;
  const cookieName =
    session.cookieName ?? (account === DEFAULT_ACCOUNT ? 'wechat_session' : `wechat_session_${account}`);
  if (secret !== undefined && secret.length < SHORTEST_SECRET) {
    refuse('oauth.session.secret', `is shorter than ${SHORTEST_SECRET} characters. Whoever knows it can be anybody.`);
  }
  if (!(lifeSeconds > 0)) refuse('oauth.session.lifeSeconds', `is ${lifeSeconds}. Choose seconds above 0.`);
  if (!COOKIE_NAME.test(cookieName)) {
    refuse('oauth.session.cookieName', `is '${cookieName}'. Choose letters, digits, - and _.`);
  }
  const material = secret ?? appSecret;
  const signingKey = material ? Buffer.from(hkdfSync('sha256', material, appId, 'nestjs-wechat oauth', 32)) : undefined;
  return { signingKey, lifeMs: lifeSeconds * 1000, cookieName, sessions };
}
