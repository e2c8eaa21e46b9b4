import { createWechatAccount } from '../account/account.factory.js';
import type { SharedParts } from '../account/shared.parts.js';
import type { CallbackFactory } from '../callback.factory.js';
import { ApiCalls } from '../http/api-calls.js';
import { WechatHttp } from '../http/wechat-http.js';
import { cookieSigning } from '../oauth/guard/signed-cookies.js';
import { ClusterOnce } from '../oauth/cluster-once.js';
import { AccountTelemetry } from '../telemetry/account-telemetry.js';
import { AuthorizationExchanger } from './authorizations/authorization.exchanger.js';
import { AuthorizationPageService } from './authorizations/authorization-page.service.js';
import { Authorizers } from './authorizations/authorizers.js';
import { AuthorizerAccounts } from './authorizer-accounts.js';
import { ComponentEventsGate } from './callbacks/component-events.gate.js';
import { ComponentApi } from './component-api.js';
import type { Component } from './component.js';
import type { ResolvedComponent } from './open-platform.options-resolver.js';
import { MemoryAuthorizerStore } from './stores/memory-authorizer.store.js';
import { MemoryVerifyTicketStore } from './stores/memory-verify-ticket.store.js';
import { RedisAuthorizerStore } from './stores/redis-authorizer.store.js';
import { RedisVerifyTicketStore } from './stores/redis-verify-ticket.store.js';
import { TicketWatchdog } from './ticket-watchdog.js';
import { ComponentTokenSource } from './tokens/component-token.source.js';
import { VerifyTickets } from './tokens/verify-tickets.js';

/** What a platform is built upon. */
export interface ComponentParts {
  readonly registration: string;
  readonly shared: SharedParts;
  readonly callbacks: CallbackFactory;
}

/** Builds a platform and its parts: the one place where they are put together. */
export function createComponent(resolved: ResolvedComponent, { registration, ...parts }: ComponentParts): Component {
  const { options, access, stores, optionsOf } = resolved;
  const { componentAppId } = access;
  // Another platform may serve the same accounts: in memory they must not meet either.
  const shared = parts.shared.separate();
  const connection = shared.connectionOf(options.redis);
  const accountParts = shared.of(options);
  const { telemetry, oauthExchanges: exchanges } = accountParts;
  const own = new AccountTelemetry(telemetry, { account: componentAppId, appId: componentAppId });
  const http = new ApiCalls(new WechatHttp(options), own, options.hosts.api);
  const ticketStore =
    stores.verifyTickets ??
    (connection === undefined
      ? new MemoryVerifyTicketStore()
      : new RedisVerifyTicketStore(connection, options.keyPrefix));
  const tickets = new VerifyTickets(http, access, ticketStore);
  const account = createWechatAccount(
    {
      name: componentAppId,
      registration,
      access: {
        componentAppId,
        tokenName: 'component',
        createTokenSource: () => new ComponentTokenSource(http, access, tickets),
      },
    },
    options,
    accountParts,
  );
  const api = new ComponentApi(http, account.tokens);
  const authorizerStore =
    stores.authorizers ??
    (connection === undefined ? new MemoryAuthorizerStore() : new RedisAuthorizerStore(connection, options.keyPrefix));
  const authorizers: Authorizers = new Authorizers({
    componentAppId,
    store: authorizerStore,
    api,
    purge: appId => accounts.purge(appId),
  });
  const once = new ClusterOnce({ appId: componentAppId, store: exchanges, timeoutMs: options.timeoutMs });
  const exchanger = new AuthorizationExchanger({ authorizers, api, once });
  const accounts: AuthorizerAccounts = new AuthorizerAccounts({
    registration,
    componentAppId,
    shared,
    callbacks: parts.callbacks,
    api,
    authorizers,
    exchanger,
    optionsOf,
    autoTest: resolved.autoTest,
    maxAccounts: resolved.maxAccounts,
  });
  const pages = new AuthorizationPageService({
    componentAppId,
    hosts: options.hosts,
    publicUrl: options.publicUrl,
    authorizedUrl: resolved.authorizedUrl,
    signing: cookieSigning(componentAppId, options),
    api,
    exchanger,
    exchanges,
  });
  const gate = new ComponentEventsGate(tickets, authorizers, exchanger);
  const events = parts.callbacks.create(account, options, { shared, gate });
  const watchdog = new TicketWatchdog(componentAppId, tickets);
  const { publicUrl } = options;
  return {
    componentAppId,
    publicUrl,
    account,
    api,
    tickets,
    watchdog,
    authorizers,
    exchanger,
    accounts,
    pages,
    events,
  };
}
