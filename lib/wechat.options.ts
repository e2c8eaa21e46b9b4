import type { ConversationStore } from './conversations/conversation.store.js';
import type { ConversationsOptions, ConversationsSettings } from './conversations/conversations.options.js';
import type { CredentialStore } from './credentials/credential.store.js';
import type { DeliveryOptions, DeliverySettings } from './delivery/delivery.options.js';
import type { DeliveryStore } from './delivery/delivery.store.js';
import type { FetchFunction, WechatHosts, WechatHttpOptions } from './http/wechat-http.js';
import type { LoginAttemptStore } from './login/login-attempt.store.js';
import type { ScanLoginOptions, ScanLoginSettings } from './login/scan-login.options.js';
import type { JssdkOptions, JssdkSettings } from './jssdk/jssdk.options.js';
import type { OAuthExchangeStore } from './oauth/oauth-exchange.store.js';
import type { OAuthOptions, OAuthSettings } from './oauth/oauth.options.js';
import type { UserTokenStore } from './oauth/user-token.store.js';
import type { QrcodePoolStore } from './qrcode/pool/qrcode-pool.store.js';
import type { QrcodePoolOptions, QrcodePoolSettings } from './qrcode/qrcode-pool.options.js';
import type { RedisOption } from './redis/redis.connection.js';
import type { HubAccess } from './token/hub-token.source.js';
import type { AccessTokenOptions, TokenHubOptions } from './token/token.options.js';

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
  readonly stores?: WechatStores | undefined;
  /** Where WeChat's servers are, for regional ones, proxies and tests. */
  readonly hosts?: { readonly [Name in keyof WechatHosts]?: string | undefined } | undefined;
  /** Used instead of the global `fetch`, for proxies and tracing. */
  readonly fetch?: FetchFunction | undefined;
  /** How long WeChat may take to answer a call, in milliseconds. Default: 10,000. */
  readonly timeoutMs?: number | undefined;
  /** Where access tokens come from. */
  readonly accessToken?: AccessTokenOptions | undefined;
  /** Publishes the access token to other applications. */
  readonly tokenHub?: TokenHubOptions | undefined;
  /** How messages are answered. */
  readonly delivery?: DeliveryOptions | undefined;
  /** What is remembered of people between their messages. */
  readonly conversations?: ConversationsOptions | undefined;
  /** How many QR codes there are to be leased, and for how long. */
  readonly qrcodePool?: QrcodePoolOptions | undefined;
  /** How people log in by a scan. */
  readonly scanLogin?: ScanLoginOptions | undefined;
  /**
   * Outside address of the application, as browsers have it: `https://www.example.com`, with a path where a proxy takes one
   * away. `OAuthGuard` needs it; it is never guessed from headers, which anybody can send.
   */
  readonly publicUrl?: string | undefined;
  /** How people log in by web OAuth. */
  readonly oauth?: OAuthOptions | undefined;
  /** Which pages may use the JS-SDK. */
  readonly jssdk?: JssdkOptions | undefined;
}

/** Stores of the host's own. */
export interface WechatStores {
  /** For tokens and tickets. */
  readonly credentials?: CredentialStore | undefined;
  /** For the pool of QR codes. */
  readonly qrcodePool?: QrcodePoolStore | undefined;
  /** For messages, each of which runs once. */
  readonly deliveries?: DeliveryStore | undefined;
  /** For what is remembered of people between their messages. */
  readonly conversations?: ConversationStore | undefined;
  /** For logins by scan. */
  readonly loginAttempts?: LoginAttemptStore | undefined;
  /** For the tokens that people gave by web OAuth. */
  readonly userTokens?: UserTokenStore | undefined;
  /** For codes of web OAuth, each of which is exchanged once. */
  readonly oauthExchanges?: OAuthExchangeStore | undefined;
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
  readonly stores: WechatStores;
  readonly accessToken: ResolvedAccessToken;
  readonly tokenHub: TokenHubOptions | undefined;
  /** `undefined` where the account has no token and so no callback. */
  readonly callback: CallbackOptions | undefined;
  readonly delivery: DeliverySettings;
  readonly conversations: ConversationsSettings;
  readonly qrcodePool: QrcodePoolSettings;
  readonly scanLogin: ScanLoginSettings;
  /** Without a slash at its end. */
  readonly publicUrl: string | undefined;
  readonly oauth: OAuthSettings;
  readonly jssdk: JssdkSettings;
}

/** Where access tokens come from, with what the source needs. */
export type ResolvedAccessToken =
  | { readonly source: 'stable' | 'classic'; readonly leadMs: number }
  | { readonly source: 'hub'; readonly leadMs: number; readonly hub: HubAccess };
