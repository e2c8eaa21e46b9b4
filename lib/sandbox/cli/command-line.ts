import { parseArgs } from 'node:util';
import { SandboxError } from '../sandbox.error.js';
import { checkAccountOptions, checkCallbackUrl, type SandboxAccountOptions } from '../sandbox.options.js';
import { DEFAULTS } from './defaults.js';

/** A command line that cannot be followed; the message says what is wrong with it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(problem: string) {
    super(`${problem} See npx nestjs-wechat --help.`);
  }
}

/** The options of `nestjs-wechat sandbox`. */
export interface SandboxCommandOptions {
  readonly port: number;
  readonly host: string;
  readonly account: SandboxAccountOptions;
}

/** What the command line asks for. */
export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'version' }
  | { readonly name: 'sandbox'; readonly options: SandboxCommandOptions };

const OPTIONS = {
  port: { type: 'string', short: 'p' },
  host: { type: 'string' },
  callback: { type: 'string' },
  'app-id': { type: 'string' },
  secret: { type: 'string' },
  token: { type: 'string' },
  'aes-key': { type: 'string' },
  mode: { type: 'string' },
  'data-format': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

const MODES = ['plain', 'compatible', 'safe'] as const;
const DATA_FORMATS = ['xml', 'json'] as const;

type Values = ReturnType<typeof parse>['values'];

/**
 * Reads a command line and checks it.
 *
 * @param args what follows `nestjs-wechat`
 * @throws UsageError
 */
export function readCommandLine(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  if (values.version) return { name: 'version' };
  const [command, ...others] = positionals;
  if (values.help || args.length === 0) return { name: 'help' };
  if (command === undefined) throw new UsageError('The command is missing: npx nestjs-wechat sandbox.');
  if (command !== 'sandbox') throw new UsageError(`There is no command ${quote(command)}; there is sandbox.`);
  if (others[0] !== undefined) throw new UsageError(`What is ${quote(others[0])}? sandbox takes options only.`);
  const { host = DEFAULTS.host } = values;
  if (host === '') throw new UsageError('--host is empty.');
  return { name: 'sandbox', options: { port: readPort(values), host, account: readAccount(values) } };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    // Node goes on with advice on dashes; the first sentence says it all.
    const [problem = ''] = (error as Error).message.split(/\.\s/);
    throw new UsageError(`${problem.replace(/argument (missing|is ambiguous)$/, 'needs a value')}.`);
  }
}

function readPort({ port = String(DEFAULTS.port) }: Values): number {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new UsageError(`--port is ${quote(port)}; it has to be a number from 0 to 65535.`);
  return Number(port);
}

function readAccount(values: Values): SandboxAccountOptions {
  const { callback: callbackUrl, token = DEFAULTS.token, 'aes-key': encodingAESKey } = values;
  const mode = readChoice(values, 'mode', MODES);
  if ((mode === 'safe' || mode === 'compatible') && encodingAESKey === undefined)
    throw new UsageError(`--mode ${mode} needs --aes-key, 43 letters and digits.`);
  const appId = readWord(values, 'app-id') ?? DEFAULTS.appId;
  const appSecret = readWord(values, 'secret') ?? DEFAULTS.appSecret;
  const dataFormat = readChoice(values, 'data-format', DATA_FORMATS);
  const account = { appId, appSecret, token, encodingAESKey, mode, dataFormat, callbackUrl };
  try {
    checkAccountOptions(account);
    if (callbackUrl !== undefined) checkCallbackUrl(callbackUrl);
  } catch (error) {
    throw error instanceof SandboxError ? new UsageError(error.message) : error;
  }
  return account;
}

function readWord(values: Values, option: 'app-id' | 'secret'): string | undefined {
  const value = values[option];
  if (value === undefined || /^[\w-]+$/.test(value)) return value;
  throw new UsageError(`--${option} is ${quote(value)}; it has to be letters and digits.`);
}

function readChoice<Choice extends string>(
  values: Values,
  option: 'mode' | 'data-format',
  choices: readonly Choice[],
): Choice | undefined {
  const value = values[option];
  const choice = choices.find(candidate => candidate === value);
  if (value === choice) return choice;
  throw new UsageError(`--${option} is ${quote(String(value))}; it has to be ${choices.join(' or ')}.`);
}

function quote(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}
