import { SandboxError } from '../sandbox.error.js';
import { checkCallbackUrl } from '../sandbox.options.js';

/** Stands for the AppID of the authorizer in a platform's URL for messages. */
const PLACEHOLDER = '$APPID$';

/** @returns the URL */
export function checkMessageUrl(url: string): string {
  if (!url.includes(PLACEHOLDER))
    throw new SandboxError(
      `The messageUrl ${JSON.stringify(url)} has no ${PLACEHOLDER}, which stands for the authorizer's AppID.`,
    );
  return checkCallbackUrl(url);
}

/** The URL for the messages of one authorizer. */
export function messageUrlOf(url: string, appId: string): string {
  return url.replaceAll(PLACEHOLDER, appId);
}
