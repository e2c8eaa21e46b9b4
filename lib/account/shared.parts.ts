import { Injectable } from '@nestjs/common';
import { Conversations } from '../conversations/conversations.js';
import { MemoryConversationStore } from '../conversations/memory-conversation.store.js';
import { RedisConversationStore } from '../conversations/redis-conversation.store.js';
import { MemoryCredentialStore } from '../credentials/memory-credential.store.js';
import { RedisCredentialStore } from '../credentials/redis-credential.store.js';
import { DeliveryReporter } from '../delivery/delivery.reporter.js';
import { MemoryDeliveryStore } from '../delivery/memory-delivery.store.js';
import type { MessageDeliveryParts } from '../delivery/message-delivery.js';
import { RedisDeliveryStore } from '../delivery/redis-delivery.store.js';
import { SteadyDeliveryStore } from '../delivery/steady-delivery.store.js';
import { LoginWatcher } from '../login/login-watcher.js';
import { MemoryLoginAttemptStore } from '../login/memory-login-attempt.store.js';
import { RedisLoginAttemptStore } from '../login/redis-login-attempt.store.js';
import { MemoryOAuthExchangeStore } from '../oauth/memory-oauth-exchange.store.js';
import { MemoryUserTokenStore } from '../oauth/memory-user-token.store.js';
import { RedisOAuthExchangeStore } from '../oauth/redis-oauth-exchange.store.js';
import { RedisUserTokenStore } from '../oauth/redis-user-token.store.js';
import { MemoryQrcodePoolStore } from '../qrcode/pool/memory-qrcode-pool.store.js';
import { RedisQrcodePoolStore } from '../qrcode/pool/redis-qrcode-pool.store.js';
import { RedisConnections } from '../redis/redis.connections.js';
import { AccountTelemetry } from '../telemetry/account-telemetry.js';
import { Telemetry } from '../telemetry/telemetry.js';
import { RefreshAheadService } from '../token/refresh-ahead.service.js';
import type { ResolvedWechatOptions } from '../wechat.options.js';
import type { AccountParts } from './account.factory.js';

/** What the messages of an account are handled with. */
type MessageParts = Pick<MessageDeliveryParts, 'store' | 'conversations' | 'reporter'>;

/** Stores and timers that the accounts of one application share, so that an account has none of its own. */
@Injectable()
export class SharedParts {
  private readonly credentials = new MemoryCredentialStore();
  private readonly qrcodePool = new MemoryQrcodePoolStore();
  private readonly loginAttempts = new MemoryLoginAttemptStore();
  private readonly userTokens = new MemoryUserTokenStore();
  private readonly oauthExchanges = new MemoryOAuthExchangeStore();
  private readonly deliveries = new MemoryDeliveryStore();
  private readonly conversations = new MemoryConversationStore();

  constructor(
    private readonly connections: RedisConnections,
    private readonly scheduler: RefreshAheadService,
    private readonly loginWatcher: LoginWatcher,
    private readonly telemetry: Telemetry,
  ) {}

  /** For one account: the host's own stores, else Redis, else memory. */
  of({ stores, redis, keyPrefix }: ResolvedWechatOptions): AccountParts {
    const connection = redis === undefined ? undefined : this.connections.open(redis);
    const ours: Omit<AccountParts, 'loginWatcher' | 'scheduler' | 'telemetry'> =
      connection === undefined
        ? {
            credentials: this.credentials,
            qrcodePool: this.qrcodePool,
            loginAttempts: this.loginAttempts,
            userTokens: this.userTokens,
            oauthExchanges: this.oauthExchanges,
          }
        : {
            credentials: new RedisCredentialStore(connection, keyPrefix),
            qrcodePool: new RedisQrcodePoolStore(connection, keyPrefix),
            loginAttempts: new RedisLoginAttemptStore(connection, keyPrefix),
            userTokens: new RedisUserTokenStore(connection, keyPrefix),
            oauthExchanges: new RedisOAuthExchangeStore(connection, keyPrefix),
          };
    return {
      credentials: stores.credentials ?? ours.credentials,
      qrcodePool: stores.qrcodePool ?? ours.qrcodePool,
      loginAttempts: stores.loginAttempts ?? ours.loginAttempts,
      userTokens: stores.userTokens ?? ours.userTokens,
      oauthExchanges: stores.oauthExchanges ?? ours.oauthExchanges,
      loginWatcher: this.loginWatcher,
      scheduler: this.scheduler,
      telemetry: this.telemetry,
    };
  }

  /**
   * For the messages of one account: a shared store of deliveries with this process's memory beside it, else memory; what it
   * remembers of people; and who tells what becomes of messages.
   */
  messagesOf(account: string, options: ResolvedWechatOptions): MessageParts {
    const { appId, stores, redis, keyPrefix, conversations: settings } = options;
    const connection = redis === undefined ? undefined : this.connections.open(redis);
    const deliveries = stores.deliveries ?? (connection && new RedisDeliveryStore(connection, keyPrefix));
    const conversations =
      stores.conversations ??
      (connection === undefined ? this.conversations : new RedisConversationStore(connection, keyPrefix));
    return {
      store: deliveries === undefined ? this.deliveries : new SteadyDeliveryStore(deliveries, this.deliveries),
      conversations: new Conversations({ appId, store: conversations, settings }),
      reporter: new DeliveryReporter(new AccountTelemetry(this.telemetry, { account, appId })),
    };
  }
}
