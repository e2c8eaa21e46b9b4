import { Injectable } from '@nestjs/common';
import type { CredentialStore } from '../credentials/credential.store.js';
import { MemoryCredentialStore } from '../credentials/memory-credential.store.js';
import { RedisCredentialStore } from '../credentials/redis-credential.store.js';
import { RedisConnections } from '../redis/redis.connections.js';
import { RefreshAheadService } from '../token/refresh-ahead.service.js';
import type { ResolvedWechatOptions } from '../wechat.options.js';

/** Stores and timers that the accounts of one application share, so that an account has none of its own. */
@Injectable()
export class SharedParts {
  private readonly memory = new MemoryCredentialStore();

  constructor(
    private readonly connections: RedisConnections,
    readonly scheduler: RefreshAheadService,
  ) {}

  /** The host's own store, else Redis, else memory. */
  credentialsOf({ credentials, redis, keyPrefix }: ResolvedWechatOptions): CredentialStore {
    if (credentials !== undefined) return credentials;
    return redis === undefined ? this.memory : new RedisCredentialStore(this.connections.open(redis), keyPrefix);
  }
}
