import { randomInt } from 'node:crypto';
import type { SandboxAccount } from '../account/sandbox-account.js';
import { SandboxError } from '../sandbox.error.js';
import { checkCallbackUrl } from '../sandbox.options.js';
import type { Verdict } from './delivery.js';
import { request } from './http-post.js';
import { signUrl } from './push-codec.js';

const TIMEOUT_MS = 5000;

/** Why a callback is refused. */
export interface CallbackProblem {
  readonly verdict: Extract<Verdict, 'timeout' | 'connection-failed' | 'bad-status' | 'bad-answer'>;
  readonly reason: string;
}

/**
 * Asks a callback for the `echostr`, as WeChat's console does when a URL is set. Official document: 接入指南.
 *
 * @throws SandboxError with the reason, where it does not answer with it
 */
export async function verifyCallback(account: SandboxAccount, callbackUrl: string, seconds: number): Promise<void> {
  const problem = await findCallbackProblem(account, checkCallbackUrl(callbackUrl), seconds);
  if (problem) throw new SandboxError(`The callback ${callbackUrl} was refused: ${problem.reason}`);
}

/** Asks a callback for the `echostr`; `undefined` where it answers with it. */
export async function findCallbackProblem(
  account: SandboxAccount,
  callbackUrl: string,
  seconds: number,
): Promise<CallbackProblem | undefined> {
  const url = signUrl(account, callbackUrl, seconds);
  const echostr = String(randomInt(1e12)).padStart(19, '5');
  url.searchParams.set('echostr', echostr);
  const result = await request(url.href, { method: 'GET' }, TIMEOUT_MS, new AbortController().signal);
  if ('failure' in result) return { verdict: result.failure, reason: result.reason };
  const { status, body } = result;
  if (status === 200 && body === echostr) return undefined;
  const found = status === 200 ? `${quote(body)} in place of the echostr, ${quote(echostr)}` : `with status ${status}`;
  const reason = `It answered ${found}. Check that the path is right and that both sides have the same token.`;
  return { verdict: status === 200 ? 'bad-answer' : 'bad-status', reason };
}

function quote(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}
