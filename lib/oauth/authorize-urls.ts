import { redact } from '../http/redact.js';
import { WechatArgumentError } from '../wechat.errors.js';
import type { AuthorizeUrlOptions, WebsiteAuthorizeUrlOptions } from './oauth.types.js';

/** Whose pages they are. */
export interface AuthorizeTarget {
  /** WeChat's host of pages. */
  readonly host: string;
  readonly appId: string;
  /** What a third-party platform adds, in the end. */
  readonly more: Readonly<Record<string, string>>;
}

const MAX_STATE_BYTES = 128;
const HTTP = /^https?:\/\//i;
/** Half of a character that UTF-16 has in two; no URL can hold it. */
const LONE_SURROGATE = /\p{Cs}/u;

/** Address of the authorize page inside WeChat. The phone matches it against a pattern: the order has to be this one. */
export function createAuthorizeUrl(target: AuthorizeTarget, options: AuthorizeUrlOptions): string {
  const { redirectUri, scope = 'snsapi_base', state, forcePopup, forceSnapShot } = options;
  return createUrl(
    target,
    '/connect/oauth2/authorize',
    { redirectUri, scope, state },
    {
      forcePopup: forcePopup ? 'true' : undefined,
      forceSnapShot: forceSnapShot ? 'true' : undefined,
    },
  );
}

/** Address of a website's login page. What is for frames is written as WeChat's own wxLogin.js writes it. */
export function createWebsiteAuthorizeUrl(target: AuthorizeTarget, options: WebsiteAuthorizeUrlOptions): string {
  const { redirectUri, state, lang, styleHref, selfRedirect } = options;
  const isFramed = styleHref !== undefined || selfRedirect !== undefined;
  return createUrl(
    target,
    '/connect/qrconnect',
    { redirectUri, scope: 'snsapi_login', state },
    {
      login_type: isFramed ? 'jssdk' : undefined,
      self_redirect: selfRedirect === undefined ? undefined : String(selfRedirect),
      href: styleHref,
      lang,
    },
  );
}

function createUrl(
  { host, appId, more }: AuthorizeTarget,
  path: string,
  { redirectUri, scope, state }: { redirectUri: string; scope: string; state: string | undefined },
  options: Readonly<Record<string, string | undefined>>,
): string {
  if (!HTTP.test(redirectUri) || !URL.canParse(redirectUri)) {
    const what = `The redirectUri of an authorize page of ${appId} is '${redirectUri}'.`;
    throw new WechatArgumentError(`${redact(what, [])} Give an absolute URL with http:// or https://.`);
  }
  if (state !== undefined && Buffer.byteLength(state) > MAX_STATE_BYTES) {
    throw new WechatArgumentError(
      `The state of an authorize page of ${appId} has ${Buffer.byteLength(state)} bytes, and WeChat takes ${MAX_STATE_BYTES}.`,
    );
  }
  const parameters = {
    appid: appId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope,
    state,
    ...options,
    ...more,
  };
  const query = Object.entries(parameters)
    .filter((parameter): parameter is [string, string] => parameter[1] !== undefined)
    .map(([name, value]) => `${name}=${encode(name, value)}`)
    .join('&');
  return `${host.replace(/\/+$/, '')}${path}?${query}#wechat_redirect`;
}

function encode(name: string, value: string): string {
  if (!LONE_SURROGATE.test(value)) return encodeURIComponent(value);
  throw new WechatArgumentError(
    `The ${name} of an authorize page holds half of a character. Cut texts between characters.`,
  );
}
