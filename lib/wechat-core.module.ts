import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { DiscoveryModule, HttpAdapterHost } from '@nestjs/core';
import { AccountRegistry } from './account/account.registry.js';
import { SharedParts } from './account/shared.parts.js';
import { registerFastifyParser } from './callback/raw-body.js';
import { RunningMessages } from './delivery/running-messages.js';
import { LoginWatcher } from './login/login-watcher.js';
import { HandlerBinder } from './messages/handler.binder.js';
import { HandlerExplorer } from './messages/handler.explorer.js';
import { HandlerRegistry } from './messages/handler.registry.js';
import { MessageDispatcher } from './messages/message.dispatcher.js';
import { RedisConnections } from './redis/redis.connections.js';
import { Telemetry } from './telemetry/telemetry.js';
import { WechatEvents } from './telemetry/wechat-events.js';
import { RefreshAheadService } from './token/refresh-ahead.service.js';

/** What all accounts of an application share. Every registration of `WechatModule` imports it; Nest makes one of it. */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [
    AccountRegistry,
    HandlerBinder,
    HandlerExplorer,
    HandlerRegistry,
    LoginWatcher,
    MessageDispatcher,
    RedisConnections,
    RefreshAheadService,
    RunningMessages,
    SharedParts,
    Telemetry,
    WechatEvents,
  ],
  exports: [AccountRegistry, MessageDispatcher, RunningMessages, SharedParts, Telemetry, WechatEvents],
})
export class WechatCoreModule implements OnModuleInit {
  constructor(
    private readonly accounts: AccountRegistry,
    private readonly explorer: HandlerExplorer,
    private readonly handlers: HandlerRegistry,
    private readonly http: HttpAdapterHost,
  ) {}

  /** By now every provider exists and every account is registered. */
  onModuleInit(): void {
    const accounts = this.accounts.all().map(({ account, globalEnhancers, hasCallback }) => ({
      name: account.name,
      globalEnhancers,
      hasCallback,
    }));
    this.handlers.register(this.explorer.explore(), accounts);
    // An application without HTTP, such as a worker, has no adapter.
    if (this.http.httpAdapter) registerFastifyParser(this.http.httpAdapter);
  }
}
