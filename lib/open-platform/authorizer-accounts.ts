import { AccountCache } from '../account/account-cache.js';
import { createWechatAccount } from '../account/account.factory.js';
import type { SharedParts } from '../account/shared.parts.js';
import type { WechatAccount } from '../account/wechat-account.js';
import type { CallbackService } from '../callback/callback.service.js';
import type { CallbackFactory } from '../callback.factory.js';
import type { ResolvedWechatOptions } from '../wechat.options.js';
import type { AuthorizationExchanger } from './authorizations/authorization.exchanger.js';
import type { Authorizers } from './authorizations/authorizers.js';
import { AuthorizerGate } from './callbacks/authorizer.gate.js';
import type { ComponentApi } from './component-api.js';
import { ComponentOAuthGateway } from './component-oauth.gateway.js';
import { RELEASE_TEST_ACCOUNTS } from './release-test/release-test-accounts.js';
import { ReleaseTestListener } from './release-test/release-test.listener.js';
import { AuthorizerTokenSource } from './tokens/authorizer-token.source.js';

/** What accounts of one platform are made with. */
export interface AuthorizerAccountsParts {
  readonly registration: string;
  readonly componentAppId: string;
  /** Stores of this platform alone: another platform of the application may serve the same accounts. */
  readonly shared: SharedParts;
  readonly callbacks: CallbackFactory;
  readonly api: ComponentApi;
  readonly authorizers: Authorizers;
  readonly exchanger: AuthorizationExchanger;
  /** The options of an account. */
  readonly optionsOf: (appId: string) => ResolvedWechatOptions;
  /** Whether WeChat's release test is answered. */
  readonly autoTest: boolean;
  readonly maxAccounts: number | undefined;
}

/** An account and what answers its callbacks. */
interface AuthorizerAccount {
  readonly account: WechatAccount;
  readonly callback: CallbackService;
}

const TOKEN_NAME = 'authorizer';
const CREDENTIALS = [`token:${TOKEN_NAME}`, 'ticket:jsapi', 'ticket:wx_card'];

/** The accounts that a platform acts for, made at their first use. */
export class AuthorizerAccounts {
  private readonly cache: AccountCache<AuthorizerAccount>;

  constructor(private readonly parts: AuthorizerAccountsParts) {
    this.cache = new AccountCache(appId => this.make(appId), parts.maxAccounts);
  }

  account(appId: string): WechatAccount {
    return this.cache.get(appId).account;
  }

  /** What answers messages to an account. */
  callback(appId: string): CallbackService {
    return this.cache.get(appId).callback;
  }

  /** Forgets tokens and tickets, in the store and here. Copies in other processes live for a minute, and WeChat refuses them. */
  async purge(appId: string): Promise<void> {
    const { credentials } = this.parts.shared.of(this.parts.optionsOf(appId));
    for (const name of CREDENTIALS) {
      const key = `{${appId}}:${name}`;
      const stored = await credentials.read(key);
      if (stored !== undefined) await credentials.invalidate(key, stored.value);
    }
    // After the store, from which it would take the old ones.
    this.cache.forget(appId);
  }

  private make(appId: string): AuthorizerAccount {
    const { registration, componentAppId, shared, callbacks, api, authorizers, exchanger, autoTest } = this.parts;
    const options = this.parts.optionsOf(appId);
    const access = {
      componentAppId,
      tokenName: TOKEN_NAME,
      createTokenSource: () => new AuthorizerTokenSource(api, authorizers, appId),
      createOAuthGateway: () => new ComponentOAuthGateway(api, componentAppId, appId),
    };
    const account = createWechatAccount({ name: appId, registration, access }, options, shared.of(options));
    const testedName = autoTest ? RELEASE_TEST_ACCOUNTS.get(appId) : undefined;
    const gate = new AuthorizerGate(authorizers, appId, testedName);
    // WeChat's test wants to see nothing where a message comes later.
    const test = testedName !== undefined && { listeners: [new ReleaseTestListener(exchanger)], acknowledgement: '' };
    return { account, callback: callbacks.create(account, options, { shared, gate, ...test }) };
  }
}
