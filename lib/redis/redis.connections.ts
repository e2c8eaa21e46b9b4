import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { RedisConnection, type RedisOption } from './redis.connection.js';

/** The connections to Redis of one application: accounts with the same option share one. */
@Injectable()
export class RedisConnections implements OnApplicationShutdown {
  private readonly connections = new Map<RedisOption, RedisConnection>();

  open(option: RedisOption): RedisConnection {
    const connection = this.connections.get(option) ?? new RedisConnection(option);
    this.connections.set(option, connection);
    return connection;
  }

  onApplicationShutdown(): void {
    for (const connection of this.connections.values()) connection.close();
    this.connections.clear();
  }
}
