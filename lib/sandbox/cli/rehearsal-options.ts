import { checkComponentOptions } from '../component/component.options.js';
import type { ReleaseTestTarget } from '../release-test/release-test.types.js';
import { SandboxError } from '../sandbox.error.js';
import { readPort } from './read-port.js';
import { quote, UsageError } from './usage.error.js';

/** The options of `nestjs-wechat open-platform rehearse`. */
export interface RehearsalOptions {
  readonly target: ReleaseTestTarget;
  /** The base URL of the platform's routes, as it was given. */
  readonly url: string;
  /** WeChat's API, which is played beside the test; `undefined` where the tested server calls another one. */
  readonly api: { readonly port: number; readonly componentAppSecret: string } | undefined;
  readonly groups: readonly number[] | undefined;
  readonly timeoutMs: number;
}

export const REHEARSAL = 'open-platform rehearse';

export const REHEARSAL_OPTIONS = {
  url: { type: 'string' },
  'component-app-id': { type: 'string' },
  'component-app-secret': { type: 'string' },
  token: { type: 'string' },
  'encoding-aes-key': { type: 'string' },
  'api-port': { type: 'string' },
  group: { type: 'string' },
  timeout: { type: 'string' },
} as const;

/** Where secrets come from that are not to be in a shell's history: what `openPlatformConfig` reads. */
const VARIABLES = {
  'component-app-id': 'WECHAT_COMPONENT_APP_ID',
  'component-app-secret': 'WECHAT_COMPONENT_APP_SECRET',
  token: 'WECHAT_COMPONENT_TOKEN',
  'encoding-aes-key': 'WECHAT_COMPONENT_ENCODING_AES_KEY',
} as const;

/** As WeChat waits. */
const TIMEOUT_SECONDS = '5';
const MOST_SECONDS = 600;

type Values = { readonly [Option in keyof typeof REHEARSAL_OPTIONS]?: string | undefined };
type Environment = Readonly<Record<string, string | undefined>>;

/** @throws UsageError */
export function readRehearsalOptions(values: Values, environment: Environment): RehearsalOptions {
  const read = (option: keyof typeof VARIABLES): string => {
    const value = values[option] ?? environment[VARIABLES[option]]?.trim();
    if (value) return value;
    return refuse(`--${option} is missing, and so is the environment variable ${VARIABLES[option]}.`);
  };
  const url = readUrl(values.url);
  const componentAppId = read('component-app-id');
  const [token, encodingAESKey] = [read('token'), read('encoding-aes-key')];
  try {
    checkComponentOptions({ componentAppId, token, encodingAESKey });
  } catch (error) {
    throw error instanceof SandboxError ? new UsageError(error.message, REHEARSAL) : error;
  }
  if (!/^\w+$/.test(componentAppId)) refuse(`--component-app-id is ${quote(componentAppId)}; it has to be an AppID.`);
  const routes = `${url}/${componentAppId}`;
  const apiPort = values['api-port'];
  return {
    target: {
      componentAppId,
      token,
      encodingAESKey,
      eventsUrl: `${routes}/events`,
      messageUrl: `${routes}/$APPID$`,
    },
    url,
    api: apiPort === undefined ? undefined : readApi(apiPort, read('component-app-secret')),
    groups: readGroups(values.group),
    timeoutMs: readTimeout(values.timeout),
  };
}

function readUrl(url: string | undefined): string {
  const what = "the address of OpenPlatformModule's routes, such as http://localhost:3000/wechat/open.";
  if (url === undefined) return refuse(`--url is missing: ${what}`);
  const isUrl = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  if (!isUrl || /[?#]/.test(url)) refuse(`--url is ${quote(url)}; it has to be ${what}`);
  return url.replace(/\/+$/, '');
}

function readApi(port: string, componentAppSecret: string): RehearsalOptions['api'] {
  return { port: readPort('api-port', port, REHEARSAL), componentAppSecret };
}

function readGroups(group: string | undefined): readonly number[] | undefined {
  if (group === undefined) return undefined;
  if (!/^[1-5]$/.test(group)) refuse(`--group is ${quote(group)}; it has to be a number from 1 to 5.`);
  return [Number(group)];
}

function readTimeout(timeout = TIMEOUT_SECONDS): number {
  const seconds = /^\d+(\.\d+)?$/.test(timeout) ? Number(timeout) : 0;
  if (seconds > 0 && seconds <= MOST_SECONDS) return seconds * 1000;
  return refuse(`--timeout is ${quote(timeout)}; it has to be seconds, up to ${MOST_SECONDS}.`);
}

function refuse(problem: string): never {
  throw new UsageError(problem, REHEARSAL);
}
