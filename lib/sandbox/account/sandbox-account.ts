import { randomBytes } from 'node:crypto';
import { AesKey } from '../../callback/aes-key.js';
import type { SandboxClock } from '../clock.js';
import { OPEN_APPID } from '../component/open-accounts.js';
import { MediaStore } from '../media/media-store.js';
import { AuthorizationCodes } from '../oauth/authorization-codes.js';
import { UserTokens } from '../oauth/user-tokens.js';
import { Menus } from '../menus/menus.js';
import { Contacts } from '../people/contacts.js';
import { QrCodes } from '../qrcode/qr-codes.js';
import {
  checkAccountOptions,
  checkCallbackUrl,
  type SandboxAccountOptions,
  type SandboxAccountType,
  type SandboxMode,
} from '../sandbox.options.js';
import { AccessTokens } from './access-tokens.js';
import { KefuAccounts } from './kefu-accounts.js';
import { MassMessages } from './mass-messages.js';
import { Quotas } from './quotas.js';
import { ShortKeys } from './short-keys.js';
import { RecentSends } from './recent-sends.js';
import { Templates } from './templates.js';
import { Tags } from './tags.js';
import { Tickets } from './tickets.js';

/** What an application needs to know of an account: options of `WechatModule`, and the names of most other SDKs. */
export interface AccountCredentials {
  readonly appId: string;
  readonly appSecret: string;
  readonly token: string;
  readonly encodingAESKey: string | undefined;
  readonly mode: SandboxMode;
  readonly dataFormat: 'xml' | 'json';
}

/** One AppID and all that WeChat knows of it. */
export class SandboxAccount implements AccountCredentials {
  readonly appId: string;
  readonly appSecret: string;
  readonly token: string;
  readonly encodingAESKey: string | undefined;
  readonly mode: SandboxMode;
  readonly dataFormat: 'xml' | 'json';
  readonly originalId: string;
  readonly nickname: string;
  readonly type: SandboxAccountType;
  readonly oauthDomain: string | undefined;
  readonly jsDomains: readonly string[] | undefined;
  readonly dailyLimits: Readonly<Record<string, number>>;
  /** 主体: who the account belongs to. */
  readonly principal: string;
  /** Nicknames of those who may let platforms act for the account; everybody, if `undefined`. */
  readonly administrators: readonly string[] | undefined;
  /** The 开放平台账号 that the account is bound to, so that its users have a `unionid`. */
  openAppId: string | undefined;
  /** What platforms set, by name. */
  readonly authorizerOptions = new Map<string, string>();
  /** The addresses that may ask for tokens; all, if `undefined`. */
  ipWhitelist: readonly string[] | undefined;

  readonly accessTokens: AccessTokens;
  readonly tickets: Tickets;
  readonly quotas: Quotas;
  readonly media: MediaStore;
  /** Pictures of articles, which the library does not list. */
  readonly articleImages: MediaStore;
  readonly qrCodes: QrCodes;
  readonly shortKeys: ShortKeys;
  /** Of web OAuth, or of `wx.login()`. */
  readonly authorizationCodes: AuthorizationCodes;
  readonly userTokens: UserTokens;
  readonly contacts = new Contacts();
  readonly menus = new Menus();
  readonly tags = new Tags(this.contacts);
  readonly kefuAccounts = new KefuAccounts();
  /** For template messages. */
  readonly templates = new Templates();
  /** For subscribe messages and one-time subscribe messages. */
  readonly subscribeTemplates = new Templates();
  /** 所属行业: the ids of the first and the second. */
  industries: readonly [number, number] | undefined;
  /** Template messages by `client_msg_id`. */
  readonly templateSends: RecentSends;
  readonly massMessages: MassMessages;
  /** Encrypts pushes and decrypts answers; none in plain mode. */
  readonly aesKey: AesKey | undefined;
  #callbackUrl: string | undefined;
  #lastMessageId: bigint;
  #lastJobId: number;

  constructor(options: SandboxAccountOptions, clock: SandboxClock) {
    checkAccountOptions(options);
    this.appId = options.appId ?? `wx${randomBytes(8).toString('hex')}`;
    this.appSecret = options.appSecret ?? randomBytes(16).toString('hex');
    this.token = options.token ?? randomBytes(8).toString('hex');
    this.encodingAESKey = options.encodingAESKey;
    this.mode = options.mode ?? (options.encodingAESKey === undefined ? 'plain' : 'safe');
    this.dataFormat = options.dataFormat ?? 'xml';
    this.originalId = options.originalId ?? `gh_${randomBytes(6).toString('hex')}`;
    this.nickname = options.nickname ?? 'Sandbox';
    this.type = options.type ?? 'official-account';
    this.oauthDomain = options.oauthDomain;
    this.jsDomains = options.jsDomains;
    this.openAppId = options.openPlatform ? OPEN_APPID : undefined;
    this.principal = options.principal ?? 'Sandbox';
    this.administrators = options.administrators;
    this.dailyLimits = options.dailyLimits ?? {};
    this.callbackUrl = options.callbackUrl;
    this.ipWhitelist = options.ipWhitelist;
    this.accessTokens = new AccessTokens(clock);
    this.tickets = new Tickets(clock);
    this.quotas = new Quotas(clock);
    this.media = new MediaStore(clock);
    this.authorizationCodes = new AuthorizationCodes(clock);
    this.userTokens = new UserTokens(clock);
    this.templateSends = new RecentSends(clock, 10 * 60_000);
    this.massMessages = new MassMessages(clock);
    this.articleImages = new MediaStore(clock);
    this.qrCodes = new QrCodes(clock);
    this.shortKeys = new ShortKeys(clock);
    this.aesKey =
      this.mode === 'plain' || this.encodingAESKey === undefined ? undefined : new AesKey(this.encodingAESKey);
    // 19 digits, as WeChat's have.
    this.#lastMessageId = BigInt(clock.now()) * 1_000_000n;
    this.#lastJobId = clock.seconds() * 1000;
  }

  /** Where pushes go. It is believed; `sandbox.setCallback()` asks first, as WeChat's console does. */
  get callbackUrl(): string | undefined {
    return this.#callbackUrl;
  }

  /** Throws SandboxError for what is no URL. */
  set callbackUrl(url: string | undefined) {
    this.#callbackUrl = url === undefined ? undefined : checkCallbackUrl(url);
  }

  /** A `MsgId`: 64 bits, unique for the account. */
  nextMessageId(): bigint {
    return ++this.#lastMessageId;
  }

  /** The id of a template or mass message, unique for the account: a number that JSON can hold. */
  nextJobId(): number {
    return ++this.#lastJobId;
  }
}
