import { isEncodingAESKey } from './callback/crypto.js';
import type { CredentialStore } from './credentials/credential.store.js';
import type { FetchFunction, WechatHosts, WechatHttpOptions } from './http/wechat-http.js';
import type { RedisOption } from './redis/redis.connection.js';
import type { HubAccess } from './token/hub-token.source.js';
import type { AccessTokenOptions, TokenHubOptions } from './token/token.options.js';
import { WechatConfigError } from './wechat.errors.js';

/** Form of the messages between WeChat and this application, as set in WeChat's console (消息加解密方式). */
export type CallbackMode = 'plain' | 'compatible' | 'safe';

/** Options of one account. Every one may be `undefined`, as if it were left out. */
export interface WechatOptions {
  /** AppID of the account: `wx` and 16 hex digits. */
  readonly appId: string | undefined;
  /** AppSecret, for calls of WeChat's API. Receiving and answering messages does without. */
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
  /**
   * Redis for what instances share: the host's own ioredis (`Redis` or `Cluster`, left open at the end), options to make
   * one, or a URL. Left out, it is kept in memory, for one process.
   */
  readonly redis?: RedisOption | undefined;
  /** Beginning of every key in Redis. Default: `wechat`. */
  readonly keyPrefix?: string | undefined;
  /** The host's own stores, instead of Redis or memory. */
  readonly stores?: { readonly credentials?: CredentialStore | undefined } | undefined;
  /** Where WeChat's servers are, for regional ones, proxies and tests. */
  readonly hosts?: { readonly [Name in keyof WechatHosts]?: string | undefined } | undefined;
  /** Used instead of the global `fetch`, for proxies and tracing. */
  readonly fetch?: FetchFunction | undefined;
  /** How long WeChat may take to answer a call, in milliseconds. Default: 10,000. */
  readonly timeoutMs?: number | undefined;
  readonly accessToken?: AccessTokenOptions | undefined;
  readonly tokenHub?: TokenHubOptions | undefined;
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
export interface ResolvedWechatOptions extends WechatHttpOptions {
  readonly redis: RedisOption | undefined;
  readonly keyPrefix: string;
  readonly credentials: CredentialStore | undefined;
  readonly accessToken: ResolvedAccessToken;
  readonly tokenHub: TokenHubOptions | undefined;
  /** `undefined` where the account has no token and so no callback. */
  readonly callback: CallbackOptions | undefined;
  readonly deadlineMs: number;
}

/** Where access tokens come from, with what the source needs. */
export type ResolvedAccessToken =
  | { readonly source: 'stable' | 'classic'; readonly leadMs: number }
  | { readonly source: 'hub'; readonly leadMs: number; readonly hub: HubAccess };

/** Refuses an option. */
type Refuse = (option: string, problem: string) => never;

const HOSTS: WechatHosts = {
  api: 'https://api.weixin.qq.com',
  mp: 'https://mp.weixin.qq.com',
  open: 'https://open.weixin.qq.com',
};
/** Looked up at every call, for applications that replace the global one. */
const globalFetch: FetchFunction = (url, init) => fetch(url, init);
const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_LEAD_SECONDS = 300;
const SHORTEST_HUB_SECRET = 16;
const MODES: readonly unknown[] = ['plain', 'compatible', 'safe'] satisfies CallbackMode[];
const DATA_FORMATS: readonly unknown[] = ['xml', 'json'];
const DEFAULT_DEADLINE_MS = 4500;
const WECHAT_TIMEOUT_MS = 5000;

/** @throws WechatConfigError that names the account, the option and the fix */
export function resolveOptions(options: WechatOptions, account: string): ResolvedWechatOptions {
  const refuse: Refuse = (option, problem) => {
    throw new WechatConfigError(`WeChat account '${account}': option ${option} ${problem}`);
  };
  const { appId, delivery = {} } = options;
  if (!appId)
    return refuse('appId', 'is missing. Set it, or the environment variable it is read from (WECHAT_APP_ID).');
  if (/\s/.test(appId)) refuse('appId', 'holds white space. Copy the AppID again.');
  const deadlineMs = delivery.deadlineMs ?? DEFAULT_DEADLINE_MS;
  if (!(deadlineMs > 0 && deadlineMs < WECHAT_TIMEOUT_MS)) {
    refuse('delivery.deadlineMs', `is ${deadlineMs}. Choose milliseconds above 0 and below ${WECHAT_TIMEOUT_MS}.`);
  }
  const { timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  if (!(timeoutMs > 0)) refuse('timeoutMs', `is ${timeoutMs}. Choose milliseconds above 0.`);
  return {
    appId,
    appSecret: options.appSecret || undefined,
    callback: resolveCallback({ ...options, appId }, refuse),
    deadlineMs,
    hosts: resolveHosts(options, refuse),
    fetch: options.fetch ?? globalFetch,
    timeoutMs,
    redis: options.redis || undefined,
    keyPrefix: options.keyPrefix ?? 'wechat',
    credentials: options.stores?.credentials,
    accessToken: resolveAccessToken(options.accessToken ?? {}, refuse),
    tokenHub: resolveTokenHub(options.tokenHub, refuse),
  };
}

function resolveHosts({ hosts = {} }: WechatOptions, refuse: Refuse): WechatHosts {
  for (const [name, url] of Object.entries(hosts)) {
    if (url !== undefined && !URL.canParse(url))
      refuse(`hosts.${name}`, `is '${url}'. Give a URL, such as ${HOSTS.api}.`);
  }
  return { api: hosts.api ?? HOSTS.api, mp: hosts.mp ?? HOSTS.mp, open: hosts.open ?? HOSTS.open };
}

function resolveAccessToken(options: AccessTokenOptions, refuse: Refuse): ResolvedAccessToken {
  const { source = 'stable', leadSeconds = DEFAULT_LEAD_SECONDS } = options;
  const leadMs = leadSeconds * 1000;
  if (!(leadSeconds >= 0 && leadSeconds < 7200)) {
    refuse('accessToken.leadSeconds', `is ${leadSeconds}. Choose seconds from 0 to below 7200.`);
  }
  if (options.source === 'hub') {
    if (!URL.canParse(options.url)) refuse('accessToken.url', "is no URL. Give the address of the hub's route.");
    if (!options.secret) refuse('accessToken.secret', "is missing. Give the hub's secret.");
    return { source: 'hub', leadMs, hub: { url: options.url, secret: options.secret } };
  }
  if (source !== 'stable' && source !== 'classic') {
    return refuse('accessToken.source', `is '${source}'. Choose 'stable', 'classic' or 'hub'.`);
  }
  return { source, leadMs };
}

function resolveTokenHub(hub: TokenHubOptions | undefined, refuse: Refuse): TokenHubOptions | undefined {
  if (hub !== undefined && !(hub.secret?.length >= SHORTEST_HUB_SECRET)) {
    refuse(
      'tokenHub.secret',
      `is shorter than ${SHORTEST_HUB_SECRET} characters. Whoever has it has the account's token.`,
    );
  }
  return hub;
}

function resolveCallback(
  options: WechatOptions & { readonly appId: string },
  refuse: Refuse,
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
    if (key && !isEncodingAESKey(key)) refuse(option, "has to be the 43 letters and digits of WeChat's console.");
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
