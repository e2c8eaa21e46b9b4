import { SandboxError } from '../sandbox.error.js';
import { checkAccountOptions, checkCallbackUrl, type SandboxAccountOptions } from '../sandbox.options.js';
import { DEFAULTS } from './defaults.js';
import { readPort } from './read-port.js';
import { quote, UsageError } from './usage.error.js';

/** The options of `nestjs-wechat sandbox`. */
export interface SandboxCommandOptions {
  readonly port: number;
  readonly host: string;
  readonly account: SandboxAccountOptions;
}

export const SANDBOX_OPTIONS = {
  port: { type: 'string', short: 'p' },
  host: { type: 'string' },
  callback: { type: 'string' },
  'app-id': { type: 'string' },
  secret: { type: 'string' },
  token: { type: 'string' },
  'aes-key': { type: 'string' },
  mode: { type: 'string' },
  'data-format': { type: 'string' },
} as const;

const MODES = ['plain', 'compatible', 'safe'] as const;
const DATA_FORMATS = ['xml', 'json'] as const;

type Values = { readonly [Option in keyof typeof SANDBOX_OPTIONS]?: string | undefined };

/** @throws UsageError */
export function readSandboxOptions(values: Values): SandboxCommandOptions {
  const { host = DEFAULTS.host, port = String(DEFAULTS.port) } = values;
  if (host === '') throw new UsageError('--host is empty.');
  return { port: readPort('port', port), host, account: readAccount(values) };
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
