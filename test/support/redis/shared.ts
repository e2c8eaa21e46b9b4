import { Cluster } from 'ioredis';
import { afterAll, beforeAll } from 'vitest';
import { RedisConnection } from '#lib/redis/redis.connection';
import { startCluster, type RedisCluster } from './cluster.js';
import { startRedis, type RedisServer } from './server.js';

/** A Redis for all tests of a `describe`, there from its first test on. */
export interface SharedRedis {
  readonly connection: RedisConnection;
}

/** A server of its own for a `describe`. */
export function useRedisServer(): SharedRedis & { readonly url: string } {
  let server: RedisServer;
  let connection: RedisConnection;
  beforeAll(async () => {
    server = await startRedis();
    connection = new RedisConnection(server.url);
  });
  afterAll(async () => {
    connection.close();
    await server.stop();
  });
  return {
    get url() {
      return server.url;
    },
    get connection() {
      return connection;
    },
  };
}

/** A Cluster of its own for a `describe`. */
export function useRedisCluster(): SharedRedis {
  let cluster: RedisCluster;
  let client: Cluster;
  let connection: RedisConnection;
  beforeAll(async () => {
    cluster = await startCluster({ replicas: 0 });
    client = new Cluster(cluster.startupNodes);
    connection = new RedisConnection(client);
  }, 60_000);
  afterAll(async () => {
    client.disconnect();
    await cluster.stop();
  });
  return {
    get connection() {
      return connection;
    },
  };
}
