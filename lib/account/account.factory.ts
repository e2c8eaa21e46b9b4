import { WechatApi } from '../api/wechat-api.js';
import { CredentialCache, type CredentialCacheOptions } from '../credentials/credential-cache.js';
import type { CredentialSource } from '../credentials/credential.source.js';
import type { CredentialStore } from '../credentials/credential.store.js';
import type { RefreshScheduler } from '../credentials/refresh-scheduler.js';
import { ApiCalls } from '../http/api-calls.js';
import { WechatHttp, type RequestSender } from '../http/wechat-http.js';
import { JssdkService } from '../jssdk/jssdk.service.js';
import type { LoginAttemptStore } from '../login/login-attempt.store.js';
import { LoginAttempts } from '../login/login-attempts.js';
import type { LoginWatcher } from '../login/login-watcher.js';
import { ScanLoginService } from '../login/scan-login.service.js';
import type { OAuthExchangeStore } from '../oauth/oauth-exchange.store.js';
import { AccountOAuthGateway, type OAuthGateway } from '../oauth/oauth-gateway.js';
import { OAuthService } from '../oauth/oauth.service.js';
import type { UserTokenStore } from '../oauth/user-token.store.js';
import type { QrcodePoolStore } from '../qrcode/pool/qrcode-pool.store.js';
import { QrcodePoolService } from '../qrcode/qrcode-pool.service.js';
import { QrcodeService } from '../qrcode/qrcode.service.js';
import { AccountTelemetry } from '../telemetry/account-telemetry.js';
import type { Telemetry } from '../telemetry/telemetry.js';
import { HubTokenSource } from '../token/hub-token.source.js';
import { MissingSecretSource, TicketSource } from '../token/ticket.source.js';
import { TokenService, type TicketType } from '../token/token.service.js';
import { ClassicTokenSource, StableTokenSource } from '../token/token.sources.js';
import type { ResolvedWechatOptions } from '../wechat.options.js';
import type { CredentialEvents } from './credential-events.js';
import { WechatAccount } from './wechat-account.js';

/** What an account is built upon. */
export interface AccountParts {
  readonly credentials: CredentialStore;
  readonly qrcodePool: QrcodePoolStore;
  readonly loginAttempts: LoginAttemptStore;
  readonly loginWatcher: LoginWatcher;
  readonly userTokens: UserTokenStore;
  readonly oauthExchanges: OAuthExchangeStore;
  readonly scheduler?: RefreshScheduler | undefined;
  readonly telemetry: Telemetry;
  readonly credentialEvents?: Pick<CredentialEvents, 'tell'> | undefined;
}

/** How an account is called, and how it gets at WeChat. */
export interface AccountIdentity {
  readonly name: string;
  /** The registration it belongs to. Default: the name. */
  readonly registration?: string | undefined;
  /** Where it has no secret of its own, for a third-party platform acts for it. */
  readonly access?: AccountAccess | undefined;
}

/** How a third-party platform gets at WeChat. */
export interface AccountAccess {
  readonly componentAppId: string;
  /** Part of the key under which the access token is kept. */
  readonly tokenName: string;
  readonly createTokenSource: (http: RequestSender) => CredentialSource;
  readonly createOAuthGateway?: ((http: RequestSender) => OAuthGateway) | undefined;
}

/** Builds an account and its services: the one place where they are put together. */
export function createWechatAccount(
  identity: AccountIdentity,
  options: ResolvedWechatOptions,
  parts: AccountParts,
): WechatAccount {
  const { name, registration = name, access } = identity;
  const title = titleOf(identity);
  const { credentials: store, qrcodePool: poolStore, loginAttempts, loginWatcher, scheduler } = parts;
  const { appId, timeoutMs, accessToken, hosts, qrcodePool: settings } = options;
  const telemetry = new AccountTelemetry(parts.telemetry, { account: name, appId });
  const http = new ApiCalls(new WechatHttp(options), telemetry, hosts.api);
  const cache = (key: string, source: CredentialSource, leadMs: number): CredentialCache => {
    const made: CredentialCacheOptions = {
      key: `{${appId}}:${key}`,
      store,
      source,
      leadMs,
      timeoutMs,
      account: title,
      scheduler,
      // An account that nobody uses any more is left alone.
      aheadOnlyIfUsed: registration !== name,
      telemetry,
      listener: news => parts.credentialEvents?.tell(account, news),
    };
    return new CredentialCache(made);
  };
  const source = access?.createTokenSource(http) ?? createTokenSource(http, options);
  const { leadMs } = accessToken;
  const ticket = (type: TicketType): CredentialCache =>
    cache(`ticket:${type}`, new TicketSource(type, () => api), leadMs);
  const tokens = new TokenService({
    accessToken: cache(`token:${access?.tokenName ?? accessToken.source}`, source, leadMs),
    tickets: { jsapi: ticket('jsapi'), wx_card: ticket('wx_card') },
    fetchAccessToken: () =>
      source.fetch({ refused: undefined, replace: false, mayForce: () => Promise.resolve(false) }),
  });
  const api = new WechatApi(http, tokens);
  const qrcodes = new QrcodeService(api, hosts.mp);
  const pool = new QrcodePoolService({
    appId,
    account: title,
    qrcodes,
    store: poolStore,
    settings,
    scheduler,
    telemetry,
  });
  const attempts = new LoginAttempts({ appId, store: loginAttempts, watcher: loginWatcher, pool });
  const scanLogin = new ScanLoginService({ appId, attempts, pool, settings: options.scanLogin });
  const { userTokens, oauthExchanges } = parts;
  const gateway = access?.createOAuthGateway?.(http) ?? new AccountOAuthGateway(http, options);
  const oauth = new OAuthService({ account: name, options, http, gateway, userTokens, exchanges: oauthExchanges });
  const jssdk = new JssdkService({ appId, tokens });
  const services = { tokens, api, qrcodes, qrcodePool: pool, scanLogin, oauth, jssdk };
  const account = new WechatAccount({
    name,
    registration,
    appId,
    componentAppId: access?.componentAppId,
    ...services,
  });
  return account;
}

/** How logs and timers call an account: two registrations may have one of the same name, and two platforms the same account. */
function titleOf({ name, registration = name, access }: AccountIdentity): string {
  const owner = access?.componentAppId ?? registration;
  return owner === name ? name : `${name} of ${owner}`;
}

function createTokenSource(http: RequestSender, options: ResolvedWechatOptions): CredentialSource {
  const { appId, appSecret, accessToken, fetch, timeoutMs } = options;
  if (accessToken.source === 'hub') return new HubTokenSource(accessToken.hub, fetch, timeoutMs, appId);
  if (appSecret === undefined) return new MissingSecretSource(appId);
  const account = { appId, appSecret };
  return accessToken.source === 'classic'
    ? new ClassicTokenSource(http, account)
    : new StableTokenSource(http, account);
}
