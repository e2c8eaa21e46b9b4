import { isEncodingAESKey } from './callback/crypto.js';
import { environmentPrefix } from './wechat.environment.js';
import { WechatConfigError } from './wechat.errors.js';

/** Form of the messages between WeChat and this application, as set in WeChat's console (消息加解密方式). */
export type CallbackMode = 'plain' | 'compatible' | 'safe';

/** Options of one account. Every one may be `undefined`, as if it were left out. */
export interface WechatOptions {
  /** AppID of the account: `wx` and 16 hex digits. */
  readonly appId: string | undefined;
  /** AppSecret, for services that call WeChat. Receiving and answering messages does without. */
  readonly appSecret?: string | undefined;
  /** Token of the server configuration. Left out, the account has no callback route. */
  readonly token?: string | undefined;
  /** EncodingAESKey of the server configuration: 43 characters. */
  readonly encodingAESKey?: string | undefined;
  /** The key before the last change; WeChat may go on using it for a while. */
  readonly previousEncodingAESKey?: string | undefined;
  /** Default: `safe` where there is an `encodingAESKey`, else `plain`. In compatible mode only the encrypted part is believed. */
  readonly mode?: CallbackMode | undefined;
  /** Data format of the server configuration. Default: `xml`. */
  readonly dataFormat?: 'xml' | 'json' | undefined;
  /** Refuses callbacks whose `timestamp` is further than this from now, in seconds. Default: any time is accepted. */
  readonly timestampToleranceSeconds?: number | undefined;
  /** URL of a Redis server, for state that instances share. Receiving and answering messages keeps none. */
  readonly redis?: string | undefined;
  /** How messages are answered. */
  readonly delivery?: DeliveryOptions | undefined;
}

/** How messages are answered. */
export interface DeliveryOptions {
  /** How long WeChat's request waits for a handler, in milliseconds. Default: 4,500; WeChat hangs up after 5,000. */
  readonly deadlineMs?: number | undefined;
}

/** What the callback of an account has to know. */
export interface CallbackOptions {
  readonly appId: string;
  readonly token: string;
  /** Keys to try in order; none in plain mode. */
  readonly encodingAESKeys: readonly string[];
  readonly dataFormat: 'xml' | 'json';
  readonly timestampToleranceSeconds: number | undefined;
}

/** Options of an account, checked, with their defaults. */
export interface ResolvedWechatOptions {
  readonly appId: string;
  /** `undefined` where the account has no token and so no callback. */
  readonly callback: CallbackOptions | undefined;
  readonly deadlineMs: number;
}

const MODES: readonly unknown[] = ['plain', 'compatible', 'safe'] satisfies CallbackMode[];
const DATA_FORMATS: readonly unknown[] = ['xml', 'json'];
const DEFAULT_DEADLINE_MS = 4500;
const WECHAT_TIMEOUT_MS = 5000;

/** @throws WechatConfigError that names the account, the option and the fix */
export function resolveOptions(options: WechatOptions, account: string): ResolvedWechatOptions {
  const refuse = (option: string, problem: string): never => {
    throw new WechatConfigError(`WeChat account '${account}': option ${option} ${problem}`);
  };
  const { appId, delivery = {} } = options;
  const prefix = environmentPrefix(account);
  if (!appId) return refuse('appId', `is missing. Set it, or where it is read from the environment ${prefix}_APP_ID.`);
  if (/\s/.test(appId)) refuse('appId', 'holds white space. Copy the AppID again.');
  if (appId.startsWith('gh_'))
    refuse('appId', `is '${appId}', the original id of the account. The AppID begins with wx.`);
  const deadlineMs = delivery.deadlineMs ?? DEFAULT_DEADLINE_MS;
  if (!(deadlineMs > 0 && deadlineMs < WECHAT_TIMEOUT_MS)) {
    refuse('delivery.deadlineMs', `is ${deadlineMs}. Choose milliseconds above 0 and below ${WECHAT_TIMEOUT_MS}.`);
  }
  return { appId, callback: resolveCallback({ ...options, appId }, refuse), deadlineMs };
}

function resolveCallback(
  options: WechatOptions & { readonly appId: string },
  refuse: (option: string, problem: string) => never,
): CallbackOptions | undefined {
  const { appId, token, encodingAESKey, previousEncodingAESKey, timestampToleranceSeconds } = options;
  const mode = options.mode ?? (encodingAESKey ? 'safe' : 'plain');
  const dataFormat = options.dataFormat ?? 'xml';
  if (!MODES.includes(mode)) refuse('mode', `is '${mode}'. Choose 'plain', 'compatible' or 'safe'.`);
  if (!DATA_FORMATS.includes(dataFormat)) refuse('dataFormat', `is '${dataFormat}'. Choose 'xml' or 'json'.`);
  if (mode !== 'plain' && !encodingAESKey) {
    refuse('encodingAESKey', `is missing, and mode '${mode}' needs it. Copy it from WeChat's console.`);
  }
  for (const [option, key] of Object.entries({ encodingAESKey, previousEncodingAESKey })) {
    if (key && !isEncodingAESKey(key)) {
      refuse(option, `has ${key.length} characters; it has to be the 43 letters and digits of WeChat's console.`);
    }
  }
  if (timestampToleranceSeconds !== undefined && !(timestampToleranceSeconds > 0)) {
    refuse('timestampToleranceSeconds', `is ${timestampToleranceSeconds}. Choose seconds above 0, for example 600.`);
  }
  if (!token) {
    if (encodingAESKey)
      refuse('token', "is missing although there is an encodingAESKey. Copy it from WeChat's console.");
    return undefined;
  }
  if (/\s/.test(token)) refuse('token', 'holds white space. Copy it again.');
  const keys = mode === 'plain' ? [] : [encodingAESKey, previousEncodingAESKey];
  return {
    appId,
    token,
    encodingAESKeys: keys.filter((key): key is string => Boolean(key)),
    dataFormat,
    timestampToleranceSeconds,
  };
}
