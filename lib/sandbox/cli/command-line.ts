import { parseArgs } from 'node:util';
import { HELP, REHEARSAL_HELP } from './help.js';
import { readRehearsalOptions, REHEARSAL, REHEARSAL_OPTIONS, type RehearsalOptions } from './rehearsal-options.js';
import { readSandboxOptions, SANDBOX_OPTIONS, type SandboxCommandOptions } from './sandbox-options.js';
import { quote, UsageError } from './usage.error.js';

/** What the command line asks for. */
export type Command =
  | { readonly name: 'help'; readonly text: string }
  | { readonly name: 'version' }
  | { readonly name: 'sandbox'; readonly options: SandboxCommandOptions }
  | { readonly name: 'rehearse'; readonly options: RehearsalOptions };

const COMMON_OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

/**
 * Reads a command line and checks it.
 *
 * @param args what follows `nestjs-wechat`
 * @throws UsageError
 */
export function readCommandLine(args: readonly string[], environment: NodeJS.ProcessEnv = process.env): Command {
  const { values, positionals } = parse(args);
  if (values.version) return { name: 'version' };
  const [command, action, ...others] = positionals;
  if (values.help || args.length === 0)
    return { name: 'help', text: command === 'open-platform' ? REHEARSAL_HELP : HELP };
  switch (command) {
    case undefined:
      throw new UsageError('The command is missing: npx nestjs-wechat sandbox.');
    case 'sandbox':
      refuseRest(command, [action], values, SANDBOX_OPTIONS);
      return { name: 'sandbox', options: readSandboxOptions(values) };
    case 'open-platform':
      if (action !== 'rehearse')
        throw new UsageError(`What is to be done? There is npx nestjs-wechat ${REHEARSAL}.`, REHEARSAL);
      refuseRest(REHEARSAL, others, values, REHEARSAL_OPTIONS);
      return { name: 'rehearse', options: readRehearsalOptions(values, environment) };
    default:
      throw new UsageError(`There is no command ${quote(command)}; there are sandbox and ${REHEARSAL}.`);
  }
}

function parse(args: readonly string[]) {
  try {
    const options = { ...SANDBOX_OPTIONS, ...REHEARSAL_OPTIONS, ...COMMON_OPTIONS };
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // Node goes on with advice on dashes; the first sentence says it all.
    const [problem = ''] = (error as Error).message.split(/\.\s/);
    throw new UsageError(`${problem.replace(/argument (missing|is ambiguous)$/, 'needs a value')}.`);
  }
}

/** What is of another command, or of none. */
function refuseRest(
  command: string,
  [word]: readonly (string | undefined)[],
  values: Readonly<Record<string, unknown>>,
  options: Readonly<Record<string, unknown>>,
): void {
  const refuse = (problem: string): never => {
    throw new UsageError(problem, command === 'sandbox' ? '' : command);
  };
  if (word !== undefined) refuse(`What is ${quote(word)}? ${command} takes options only.`);
  const foreign = Object.keys(values).find(option => !(option in options));
  if (foreign !== undefined) refuse(`--${foreign} is no option of ${command}.`);
}
