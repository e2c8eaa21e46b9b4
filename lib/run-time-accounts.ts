import { inspect } from 'node:util';
import { Logger } from '@nestjs/common';
import { AccountCache } from './account/account-cache.js';
import { createWechatAccount } from './account/account.factory.js';
import type { SharedParts } from './account/shared.parts.js';
import { WechatAccounts } from './account/wechat-accounts.js';
import type { WechatAccount } from './account/wechat-account.js';
import type { CallbackRequest, CallbackResponse, CallbackService } from './callback/callback.service.js';
import { respondText } from './callback/raw-response.js';
import { refuseCallback } from './callback/refusal.js';
import { WechatConfigError, WechatStoreError } from './wechat.errors.js';
import { resolveOptions } from './wechat.options-resolver.js';
import type { ResolvedWechatOptions, WechatAccountsOptions } from './wechat.options.js';

/** What accounts of a registration are made with. */
export interface RunTimeAccountsParts {
  readonly registration: string;
  readonly options: WechatAccountsOptions;
  readonly shared: SharedParts;
  readonly createCallback: (account: WechatAccount, options: ResolvedWechatOptions) => CallbackService;
}

/** An account and what answers its callbacks. */
interface RunTimeAccount {
  readonly account: WechatAccount;
  readonly callback: CallbackService;
}

/** A key is part of an address, of keys in Redis and of logs. */
const KEY = /^[\w.@-]{1,128}$/;
/** As long as WeChat waits for the answer to a message. */
const RESOLVE_MS = 5000;

/** The accounts of one registration with `resolveAccount`, made at their first use. */
export class RunTimeAccounts extends WechatAccounts {
  private readonly logger = new Logger(WechatAccounts.name);
  private readonly cache: AccountCache<Promise<RunTimeAccount | undefined>>;

  constructor(private readonly parts: RunTimeAccountsParts) {
    super();
    this.cache = new AccountCache(key => this.begin(key), parts.options.maxAccounts);
  }

  async find(key: string): Promise<WechatAccount | undefined> {
    return KEY.test(key) ? (await this.cache.get(key))?.account : undefined;
  }

  forget(key: string): void {
    this.cache.forget(key);
  }

  /** Answers a callback of the account with a key; never rejects. */
  async handle(key: string, request: CallbackRequest): Promise<CallbackResponse> {
    let found: RunTimeAccount | undefined;
    try {
      found = KEY.test(key) ? await this.cache.get(key) : undefined;
    } catch (error) {
      this.logger.error(
        `The account '${key}' of '${this.parts.registration}' cannot be made, so WeChat is to try again: ${inspect(error)}`,
      );
      return respondText(503, 'unavailable');
    }
    if (found !== undefined) return found.callback.handle(request);
    this.logger.warn(
      `A callback came to an account of '${this.parts.registration}' that resolveAccount does not know.`,
    );
    return respondText(404, 'not found');
  }

  /** The answer to a request that cannot be read; logs why. */
  refuse(error: unknown): CallbackResponse {
    return refuseCallback(error, `accounts '${this.parts.registration}'`, this.logger);
  }

  /** One that is not known, or fails, is asked for again next time. */
  private begin(key: string): Promise<RunTimeAccount | undefined> {
    const made = this.make(key);
    const forget = (): void => this.cache.forget(key, made);
    made.then(account => account ?? forget(), forget);
    return made;
  }

  private async make(key: string): Promise<RunTimeAccount | undefined> {
    const { registration, options, shared, createCallback } = this.parts;
    const { resolveAccount, maxAccounts: _, ...common } = options;
    const own = await this.limit(resolveAccount(key), key);
    if (own === undefined || own === null) return undefined;
    if (typeof own !== 'object') {
      throw new WechatConfigError(
        `resolveAccount of '${registration}' returned no options for '${key}'. Return an object.`,
      );
    }
    const resolved = resolveOptions({ ...common, ...own }, key);
    const account = createWechatAccount({ name: key, registration }, resolved, shared.of(resolved));
    return { account, callback: createCallback(account, resolved) };
  }

  /** Whoever waits for a database that hangs is told, and the next one has it asked anew. */
  private async limit<Value>(answer: Value | Promise<Value>, key: string): Promise<Value> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      const { registration } = this.parts;
      const message = `resolveAccount of '${registration}' did not answer within ${RESOLVE_MS} ms for '${key}'.`;
      timer = setTimeout(() => reject(new WechatStoreError(message)), RESOLVE_MS);
    });
    return Promise.race([answer, tooLate]).finally(() => clearTimeout(timer));
  }
}
