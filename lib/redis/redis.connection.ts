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
  run(script: RedisScript, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    const { client } = this;
    return limit(
      client.evalsha(script.digest, keys.length, ...keys, ...args),
      // The server has forgotten the script, or never had it.
      error => isNoScript(error) && client.eval(script.source, keys.length, ...keys, ...args),
    );
  }

  /** Asks the server whether it is there. */
  async ping(): Promise<void> {
    await limit(this.client.ping());
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

/** With as few promises as possible, because every read of a store comes through here. */
function limit(
  call: Promise<unknown>,
  again: (error: unknown) => Promise<unknown> | false = () => false,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(new WechatStoreError(`Redis did not answer within ${TIMEOUT_MS} ms.`));
    // Where it is this process that was busy for so long, the answer is there already: it is read before this.
    const timer = setTimeout(() => setImmediate(giveUp), TIMEOUT_MS).unref();
    const succeed = (answer: unknown): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    const fail = (error: unknown): void => {
      clearTimeout(timer);
      // Messages of ioredis name hosts and commands, never arguments.
      const reason = error instanceof Error ? error.message : 'unknown error';
      reject(new WechatStoreError(`Redis failed: ${reason}`, error));
    };
    call.then(succeed, (error: unknown) => {
      const second = again(error);
      if (second === false) fail(error);
      else second.then(succeed, fail);
    });
  });
}

function isNoScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}
