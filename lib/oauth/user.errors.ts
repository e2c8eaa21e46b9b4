import { isTransient, isTokenRefused } from '../http/retry.js';
import { WechatApiError, WechatOAuthError } from '../wechat.errors.js';

const AGAIN = 'Have them open an authorize page again.';
/** The person took back what they allowed, or changed their password, or it is over. */
const DEAD: ReadonlySet<number> = new Set([40030, 42002, 42007]);
const NOT_COVERED = 48001;

/** There are no tokens to ask with. */
export function noTokensError(appId: string): WechatOAuthError {
  return new WechatOAuthError(
    'authorize-again',
    `No tokens of this person are kept for ${appId}, or none that live. ${AGAIN}`,
  );
}

/** WeChat answered about somebody else. */
export function strangerError(appId: string): WechatOAuthError {
  return new WechatOAuthError(
    'authorize-again',
    `WeChat told ${appId} about another person than was asked for. ${AGAIN}`,
  );
}

/** Whether all tokens of a person are dead. */
export function saysDead(error: unknown): error is WechatApiError {
  return error instanceof WechatApiError && DEAD.has(error.errcode);
}

/** What an error of WeChat means for a person's tokens. What says nothing about them stays as it is. */
export function explainUserError(appId: string, error: unknown): unknown {
  if (isTransient(error)) {
    const errcode = error instanceof WechatApiError ? error.errcode : undefined;
    return new WechatOAuthError('try-later', `${error.message} Try again later.`, errcode, error);
  }
  const advice = adviceFor(error);
  if (!(error instanceof WechatApiError) || advice === undefined) return error;
  const { endpoint, errcode, errmsg } = error;
  const message = `${endpoint} of ${appId} failed with ${errcode}: ${errmsg}. ${advice}`;
  return new WechatOAuthError('authorize-again', message, errcode, error);
}

function adviceFor(error: unknown): string | undefined {
  if (saysDead(error)) return `What the person allowed is taken back or over. ${AGAIN}`;
  if (isTokenRefused(error)) return `The person's access token is refused although it was renewed. ${AGAIN}`;
  if (error instanceof WechatApiError && error.errcode === NOT_COVERED) {
    return 'The scope that the person agreed to does not cover it. Have them open an authorize page with snsapi_userinfo.';
  }
  return undefined;
}
