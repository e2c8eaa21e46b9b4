import type { ErrorClass, ErrorRange, ErrorRow } from './error-class.js';
import { accountErrors } from './error-codes.account.js';
import { callerErrors } from './error-codes.caller.js';
import { featureErrors, featureRanges } from './error-codes.feature.js';
import { userErrors } from './error-codes.user.js';

export type { ErrorClass } from './error-class.js';

/** What is known of an errcode. */
export interface ErrorCode {
  readonly class: ErrorClass;
  readonly meaning: string;
}

/** The errcodes that are known. Treat others as `caller`. */
export const errorCodes: ReadonlyMap<number, ErrorCode> = new Map([
  ...featureRanges.flatMap(rowsOf),
  ...[...accountErrors, ...userErrors, ...callerErrors, ...featureErrors].map(entryOf),
]);

function entryOf([errcode, errorClass, meaning]: ErrorRow): [number, ErrorCode] {
  return [errcode, { class: errorClass, meaning }];
}

function rowsOf([first, last, errorClass, meaning]: ErrorRange): [number, ErrorCode][] {
  return Array.from({ length: last - first + 1 }, (_, index) => entryOf([first + index, errorClass, meaning]));
}

const CLASS_HINTS: Readonly<Record<ErrorClass, string>> = {
  retry: 'WeChat has trouble of its own: try again later, but only what is harmless to do twice.',
  token: 'The credential that was sent is not valid: take the current one and try once more.',
  reauthorize: "Ask the person, or the account's owner, to authorize again.",
  quota: 'Stop calling this API for this account until the limit resets.',
  user: 'This is final for this person at this moment: do not try again.',
  permission: 'The account lacks a permission or a setting: look into its console.',
  caller: 'The request is wrong: change it before sending it again.',
};

const UNKNOWN_HINT =
  'This errcode is not known here: errmsg says more, and `quota.getRid` shows the call as WeChat saw it.';
const SECRET_HINT =
  'The AppSecret is not that of the AppID: compare it with the console, where it may have been reset.';
const WINDOW_HINT =
  'Customer service messages reach a person only for a time, and only a few, after they did something: wait for that.';
const CONFIRM_HINT = 'The administrator of the account has to confirm this address: have it confirmed, then try again.';

const CODE_HINTS: ReadonlyMap<number, string> = new Map([
  [40013, 'The AppID is wrong, or not that of the token: compare it with the console.'],
  [40125, SECRET_HINT],
  [40164, 'Add the address that errmsg names to the IP whitelist in the console; until then trying again is useless.'],
  [45009, "Wait for the next day in Beijing, or clear the account's quotas with clear_quota, 10 times a month."],
  [45015, WINDOW_HINT],
  [45047, WINDOW_HINT],
  [48001, 'The account, or the scope that the person agreed to, does not cover this API: look into the console.'],
  [89501, CONFIRM_HINT],
  [89503, CONFIRM_HINT],
  [89506, 'The administrator refused this address twice: ask them, and try again after 24 hours.'],
  [89507, 'The administrator refused this address: ask them, and try again after 1 hour.'],
]);

/** Where 40001 speaks of the secret, because no token was sent. */
const SECRET_PATHS: ReadonlySet<string> = new Set([
  '/cgi-bin/token',
  '/cgi-bin/stable_token',
  '/cgi-bin/clear_quota/v2',
  '/cgi-bin/component/api_component_token',
  '/cgi-bin/component/api_start_push_ticket',
  '/cgi-bin/component/clear_quota/v2',
  '/sns/oauth2/access_token',
  '/sns/jscode2session',
]);

/** What to do about an errcode, in one sentence. `path` is that of the endpoint that answered it. */
export function hintFor(errcode: number, path?: string): string {
  if (errcode === 40001 && path !== undefined && SECRET_PATHS.has(path)) return SECRET_HINT;
  const known = errorCodes.get(errcode);
  return CODE_HINTS.get(errcode) ?? (known ? CLASS_HINTS[known.class] : UNKNOWN_HINT);
}
