import { setImmediate } from 'node:timers/promises';
import type { SandboxAccount } from '../../account/sandbox-account.js';
import { ApiError } from '../../api/api-error.js';
import type { SandboxFaults } from '../../faults/sandbox-faults.js';
import { SandboxError } from '../../sandbox.error.js';
import type { World } from '../../world.js';
import type { ActionResult } from '../console.types.js';
import { ActionInput } from './action-input.js';

/** What an action works with. */
export interface ActionCall {
  readonly world: World;
  readonly faults: SandboxFaults;
  /** The account that is looked at. */
  readonly account: SandboxAccount;
  readonly input: ActionInput;
}

/** What a button of the console does. */
export type ConsoleAction = (call: ActionCall) => Promise<ActionResult | void> | ActionResult | void;

/** Begins what takes as long as the account takes to answer, and waits only for a refusal at once. */
export async function begin(action: Promise<unknown>): Promise<void> {
  await Promise.race([action, setImmediate()]);
}

/** Runs an action on a JSON body; what cannot be is said in words, for people to read. */
export async function runAction(action: ConsoleAction, world: World, faults: SandboxFaults, json: string) {
  try {
    const input = ActionInput.parse(json);
    const account = world.account(input.optionalText('account'));
    return { status: 200 as const, result: (await action({ world, faults, account, input })) ?? {} };
  } catch (error) {
    if (error instanceof SandboxError) return { status: 400 as const, result: { error: error.message } };
    if (error instanceof ApiError)
      return { status: 400 as const, result: { error: `${error.errcode} ${error.errmsg}` } };
    return { status: 500 as const, result: { error: `The sandbox failed: ${String(error)}` } };
  }
}
