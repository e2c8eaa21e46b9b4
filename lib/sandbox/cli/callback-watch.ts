import type { SandboxAccount } from '../account/sandbox-account.js';
import { sleep, type SandboxClock } from '../clock.js';
import { findCallbackProblem } from '../delivery/callback-verifier.js';

const RETRY_MS = 2000;

/**
 * Asks a callback until it answers, and says so, or until the account has another one. Why it does not answer is said
 * once, and again when the reason is another.
 *
 * @param say takes one line
 */
export async function watchCallback(
  account: SandboxAccount,
  callbackUrl: string,
  clock: SandboxClock,
  say: (line: string) => void,
): Promise<void> {
  let said = '';
  for (; account.callbackUrl === callbackUrl; await sleep(RETRY_MS)) {
    const problem = await findCallbackProblem(account, callbackUrl, clock.seconds());
    if (!problem) return say(`${callbackUrl} answers.`);
    if (problem.verdict !== said)
      say(`${callbackUrl} does not answer yet, but gets all pushes; it is asked until it does. ${problem.reason}`);
    said = problem.verdict;
  }
}
