import { isEncodingAESKey } from '../callback/crypto.js';
import type { SandboxClock } from './clock.js';
import type { SandboxComponentOptions } from './component/component.options.js';
import { SandboxError } from './sandbox.error.js';

/** What pushes look like: 明文模式, 兼容模式 or 安全模式. */
export type SandboxMode = 'plain' | 'compatible' | 'safe';

/** What an AppID stands for: 公众号, 网站应用 or 小程序. Only an official account has followers, messages and menus. */
export type SandboxAccountType = 'official-account' | 'website' | 'mini-program';

/** One AppID that the sandbox knows. What is left out is made up. */
export interface SandboxAccountOptions {
  readonly appId?: string | undefined;
  readonly appSecret?: string | undefined;
  /** Signs the callbacks: 3 to 32 letters and digits. */
  readonly token?: string | undefined;
  /** 43 characters; needed for the modes `compatible` and `safe`. */
  readonly encodingAESKey?: string | undefined;
  /** Default: `safe` when there is an `encodingAESKey`, otherwise `plain`. */
  readonly mode?: SandboxMode | undefined;
  /** Form of the pushes. Default: `xml`. */
  readonly dataFormat?: 'xml' | 'json' | undefined;
  /** 原始 ID: `ToUserName` of the pushes. */
  readonly originalId?: string | undefined;
  /** What the phone calls the account. */
  readonly nickname?: string | undefined;
  /** Where pushes go. It is believed; `sandbox.setCallback()` asks first, as WeChat's console does. */
  readonly callbackUrl?: string | undefined;
  /** Default: `official-account`. */
  readonly type?: SandboxAccountType | undefined;
  /** The addresses that may ask for tokens; others get 40164. Default: all. */
  readonly ipWhitelist?: readonly string[] | undefined;
  /** 网页授权域名: the only host that OAuth may return to, without scheme. Default: any. */
  readonly oauthDomain?: string | undefined;
  /**
   * JS接口安全域名: the domains, without scheme, whose pages may use the JS-SDK and be shared; what stands below one counts as
   * well (unconfirmed). Default: any.
   */
  readonly jsDomains?: readonly string[] | undefined;
  /** Whether the account is bound to an Open Platform account, so that its users have a `unionid`. Default: no. */
  readonly openPlatform?: boolean | undefined;
  /** 主体: who the account belongs to. Only accounts of one can be bound to one Open Platform account. Default: `Sandbox`. */
  readonly principal?: string | undefined;
  /** 管理员: nicknames of those who may let a third-party platform act for the account. Default: everybody. */
  readonly administrators?: readonly string[] | undefined;
  /** Calls per day by path, in place of WeChat's numbers: `{ '/cgi-bin/token': 2 }`. */
  readonly dailyLimits?: Readonly<Record<string, number>> | undefined;
}

/** How pushes are delivered. */
export interface SandboxDeliveryOptions {
  /** How long WeChat waits for an answer, in real milliseconds. Default: 5000. */
  readonly timeoutMs?: number | undefined;
  /** Deliveries in all, the first one included. Default: 3. */
  readonly attempts?: number | undefined;
}

/** Options of `WechatSandbox.start()`. */
export interface SandboxOptions {
  /** Default: a free one. */
  readonly port?: number | undefined;
  /** The address to listen on. Default: `127.0.0.1`; anything else lets others drive the sandbox. */
  readonly host?: string | undefined;
  /** `callbackUrl` of the first account. */
  readonly callbackUrl?: string | undefined;
  /** Default: one official account in plain mode. */
  readonly accounts?: readonly SandboxAccountOptions[] | undefined;
  /** Third-party platforms (第三方平台), which accounts can authorize. Default: none. */
  readonly components?: readonly SandboxComponentOptions[] | undefined;
  /** WeChat's clock. Default: one that tells the real time. */
  readonly clock?: SandboxClock | undefined;
  readonly delivery?: SandboxDeliveryOptions | undefined;
}

/** Timers know no longer time. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** Complains about options that no WeChat account can have. */
export function checkAccountOptions(options: SandboxAccountOptions): void {
  const { appId, token, encodingAESKey, mode, jsDomains = [] } = options;
  // The page says 3 to 32 letters and digits, unconfirmed; underscores are seen in the wild.
  if (token !== undefined && !/^\w{3,32}$/.test(token))
    throw new SandboxError('The token must have 3 to 32 letters and digits.');
  if (encodingAESKey !== undefined && !isEncodingAESKey(encodingAESKey))
    throw new SandboxError('The encodingAESKey must have 43 letters and digits.');
  if (mode !== undefined && !['plain', 'compatible', 'safe'].includes(mode))
    throw new SandboxError(`The mode must be plain, compatible or safe, not ${mode}.`);
  if (mode !== undefined && mode !== 'plain' && encodingAESKey === undefined)
    throw new SandboxError(`The mode ${mode} needs an encodingAESKey of 43 letters and digits.`);
  for (const domain of jsDomains)
    if (!/^[^\s/]+$/.test(domain))
      throw new SandboxError(
        `The jsDomains have ${JSON.stringify(domain)}; it must be a domain alone: www.example.com.`,
      );
  if (appId === '') throw new SandboxError('The appId is empty.');
}

/** Fills in what WeChat does, and complains about what cannot be. */
export function readDeliveryRules({ timeoutMs = 5000, attempts = 3 }: SandboxDeliveryOptions) {
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > MAX_TIMEOUT_MS)
    throw new SandboxError(`The delivery.timeoutMs is ${timeoutMs}; it must be whole milliseconds from 1.`);
  if (!Number.isInteger(attempts) || attempts < 1)
    throw new SandboxError(`The delivery.attempts are ${attempts}; it must be a whole number from 1.`);
  return { timeoutMs, attempts };
}

/** Complains about a port that cannot be. */
export function checkPort(port: number): number {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new SandboxError(`The port is ${port}; it must be a number from 0 to 65535, where 0 is any that is free.`);
}

/** @returns the URL, as `fetch` understands it */
export function checkCallbackUrl(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new SandboxError(`The callback ${JSON.stringify(url)} is no http:// or https:// URL.`);
  return url;
}

/** Complains about a path that no call can have. */
export function checkPath(path: string): void {
  if (!path.startsWith('/'))
    throw new SandboxError(`The path ${JSON.stringify(path)} must be whole, such as /cgi-bin/menu/create.`);
}
