import { isEncodingAESKey } from './callback/crypto.js';
import { resolveConversations } from './conversations/conversations.options.js';
import { resolveDelivery } from './delivery/delivery.options.js';
import type { FetchFunction, WechatHosts } from './http/wechat-http.js';
import { resolveJssdk } from './jssdk/jssdk.options.js';
import { resolveScanLogin } from './login/scan-login.options.js';
import { resolveOAuth } from './oauth/oauth.options.js';
import { resolveQrcodePool } from './qrcode/qrcode-pool.options.js';
import type { AccessTokenOptions, TokenHubOptions } from './token/token.options.js';
import { environmentPrefix } from './wechat.environment.js';
import { WechatConfigError } from './wechat.errors.js';
import type {
  CallbackMode,
  CallbackOptions,
  ResolvedAccessToken,
  ResolvedWechatOptions,
  WechatOptions,
} from './wechat.options.js';

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

/** @throws WechatConfigError that names the account, the option and the fix */
export function resolveOptions(options: WechatOptions, account: string): ResolvedWechatOptions {
  const refuse: Refuse = (option, problem) => {
    throw new WechatConfigError(`WeChat account '${account}': option ${option} ${problem}`);
  };
  const { appId } = options;
  const prefix = environmentPrefix(account);
  if (!appId) return refuse('appId', `is missing. Set it, or where it is read from the environment ${prefix}_APP_ID.`);
  if (/\s/.test(appId)) refuse('appId', 'holds white space. Copy the AppID again.');
  if (appId.startsWith('gh_'))
    refuse('appId', `is '${appId}', the original id of the account. The AppID begins with wx.`);
  const { timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  if (!(timeoutMs > 0)) refuse('timeoutMs', `is ${timeoutMs}. Choose milliseconds above 0.`);
  const qrcodePool = resolveQrcodePool(options.qrcodePool ?? {}, timeoutMs, refuse);
  return {
    appId,
    appSecret: options.appSecret || undefined,
    callback: resolveCallback({ ...options, appId }, refuse),
    delivery: resolveDelivery(options.delivery ?? {}, refuse),
    conversations: resolveConversations(options.conversations ?? {}, refuse),
    hosts: resolveHosts(options, refuse),
    fetch: options.fetch ?? globalFetch,
    timeoutMs,
    redis: options.redis || undefined,
    keyPrefix: options.keyPrefix ?? 'wechat',
    stores: options.stores ?? {},
    accessToken: resolveAccessToken(options.accessToken ?? {}, refuse),
    tokenHub: resolveTokenHub(options.tokenHub, refuse),
    qrcodePool,
    scanLogin: resolveScanLogin(options.scanLogin ?? {}, qrcodePool, refuse),
    publicUrl: resolvePublicUrl(options.publicUrl, refuse),
    oauth: resolveOAuth(options.oauth ?? {}, { account, appId, appSecret: options.appSecret }, refuse),
    jssdk: resolveJssdk(options.jssdk ?? {}, refuse),
  };
}

function resolvePublicUrl(publicUrl: string | undefined, refuse: Refuse): string | undefined {
  if (!publicUrl) return undefined;
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : undefined;
  if (
    url === undefined ||
    !/^https?:$/.test(url.protocol) ||
    url.search !== '' ||
    url.hash !== '' ||
    url.username !== ''
  ) {
    return refuse(
      'publicUrl',
      `is '${publicUrl}'. Give the address that browsers know, such as https://www.example.com.`,
    );
  }
  return url.href.replace(/\/+$/, '');
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
