import { Redis, type RedisOptions } from 'ioredis';
import { WechatStoreError } from '../wechat.errors.js';

/** What is used of ioredis: its `Redis` and its `Cluster` have it, of this and other versions. */
export interface RedisClient {
  evalsha(digest: string, keyCount: number, ...parameters: (string | number)[]): Promise<unknown>;
  eval(source: string, keyCount: number, ...parameters: (string | number)[]): Promise<unknown>;
  ping(): Promise<unknown>;
}

/** A Redis server, Sentinel or Cluster: the host's own ioredis, options to make one, or a URL. */
export type RedisOption = RedisClient | RedisOptions | string;

/** A host's ioredis may wait for ever (`maxRetriesPerRequest: null`), so every call has a limit of our own. */
const TIMEOUT_MS = 1000;

/** One connection to Redis. Those we make we close; those we are given we leave open. */
export class RedisConnection {
  private readonly client: RedisClient;
  /** The connection that is ours to close. */
  private readonly own: Redis | undefined;

  constructor(option: RedisOption) {
    this.own = isClient(option) ? undefined : connect(option);
    this.client = this.own ?? (option as RedisClient);
  }

  /**
   * Runs a script, by its digest where the server knows it.
   *
   * @throws WechatStoreError where Redis does not answer in time, or answers an error
   */
  async run(script: RedisScript, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    try {
      return await withTimeout(
        this.client.evalsha(script.digest, keys.length, ...keys, ...args).catch((error: unknown) => {
          if (error instanceof Error && error.message.startsWith('NOSCRIPT')) {
            return this.client.eval(script.source, keys.length, ...keys, ...args);
          }
          throw error;
        }),
      );
    } catch (error) {
      throw error instanceof WechatStoreError
        ? error
        : new WechatStoreError(`Redis failed: ${messageOf(error)}`, error);
    }
  }

  /** Asks the server whether it is there. */
  async ping(): Promise<void> {
    try {
      await withTimeout(this.client.ping());
    } catch (error) {
      throw error instanceof WechatStoreError
        ? error
        : new WechatStoreError(`Redis failed: ${messageOf(error)}`, error);
    }
  }

  /** Closes the connection where it is ours. */
  close(): void {
    this.own?.disconnect();
  }
}

/** A script and the digest that Redis knows it by. */
export interface RedisScript {
  readonly source: string;
  readonly digest: string;
}

function isClient(option: RedisOption): option is RedisClient {
  // A host may have an ioredis of its own, so its class says nothing.
  return typeof option === 'object' && 'evalsha' in option;
}

function connect(option: RedisOptions | string): Redis {
  const client = typeof option === 'string' ? new Redis(option) : new Redis({ ...option, replyMapping: 'legacy' });
  // ioredis reconnects by itself; what fails meanwhile is reported where it was called.
  client.on('error', () => {});
  return client;
}

function withTimeout<T>(call: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new WechatStoreError(`Redis did not answer within ${TIMEOUT_MS} ms.`));
    }, TIMEOUT_MS).unref();
    call.finally(() => clearTimeout(timer)).then(resolve, reject);
  });
}

/** Messages of ioredis name hosts and commands, never arguments. */
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown error';
}
