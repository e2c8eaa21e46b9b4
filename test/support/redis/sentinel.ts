import { ask, startRedis, until, type RedisServer } from './server.js';

/** How servers under Sentinel are started. */
export interface RedisSentinelOptions {
  /** How many Sentinels watch; a majority of them must agree. Default: 1. */
  readonly sentinels?: number;
  /** Default: 1. */
  readonly replicas?: number;
  /** After how many milliseconds without an answer a server counts as gone. Default: 500. */
  readonly downAfter?: number;
  /** Settings of the master and its replicas, as on the command line. */
  readonly args?: readonly string[];
}

/** A master and its replicas, watched by Sentinels, on 127.0.0.1. */
export interface RedisSentinel {
  /** What the Sentinels call the master. */
  readonly name: string;
  /** What `new Redis({ sentinels })` of ioredis takes. */
  readonly sentinels: { host: string; port: number }[];
  /** The processes of the Sentinels. */
  readonly watchers: readonly RedisServer[];
  /** The servers with the data, the first master in front. */
  readonly servers: readonly RedisServer[];
  /** The server that the Sentinels call master now. */
  master(): Promise<RedisServer>;
  /** Kills the master, and returns it: `restart` brings it back, and the Sentinels make it a replica. */
  killMaster(): Promise<RedisServer>;
  /**
   * Waits until the Sentinels that run agree on a master that runs, and all other servers that run are replicas of it in
   * sync. Returns at once where nothing is amiss.
   */
  waitForFailover(): Promise<void>;
  /** Ends all servers and removes their data. */
  stop(): Promise<void>;
}

const NAME = 'tests';

// In milliseconds. By itself a Sentinel says hello every two seconds and asks servers what they are every ten.
const HASTE = Object.entries({ 'info-period': 500, 'publish-period': 200, 'ask-period': 100 }).flat();

/** Starts a master, its replicas and their Sentinels, and waits until these can replace the master. */
export async function startSentinel(options: RedisSentinelOptions = {}): Promise<RedisSentinel> {
  const { sentinels = 1, replicas = 1, downAfter = 500, args = [] } = options;
  const settings = ['--repl-diskless-sync-delay', '0', ...args];
  const servers: RedisServer[] = [];
  const watchers: RedisServer[] = [];
  const group = new SentinelGroup(servers, watchers);
  try {
    const master = await startRedis({ args: settings });
    servers.push(master);
    for (let index = 0; index < replicas; index++) {
      servers.push(await startRedis({ args: [...settings, '--replicaof', master.host, String(master.port)] }));
    }
    // A Sentinel asks replicas only every ten seconds, so they are in sync before it does.
    await until('the replicas are in sync', () => group.inSync(master));
    const config = [
      `sentinel monitor ${NAME} ${master.host} ${master.port} ${Math.floor(sentinels / 2) + 1}`,
      `sentinel down-after-milliseconds ${NAME} ${downAfter}`,
      `sentinel failover-timeout ${NAME} 2000`,
    ].join('\n');
    for (let index = 0; index < sentinels; index++) {
      const watcher = await startRedis({ args: ['--sentinel'], config });
      watchers.push(watcher);
      await ask(watcher, redis => redis.call('SENTINEL', 'DEBUG', ...HASTE));
    }
    await until('the Sentinels know each other and the replicas', () => group.complete());
    return group;
  } catch (error) {
    await group.stop();
    throw error;
  }
}

class SentinelGroup implements RedisSentinel {
  readonly name = NAME;

  constructor(
    readonly servers: readonly RedisServer[],
    readonly watchers: readonly RedisServer[],
  ) {}

  get sentinels(): { host: string; port: number }[] {
    return this.watchers.map(({ host, port }) => ({ host, port }));
  }

  async master(): Promise<RedisServer> {
    const watcher = this.watchers.find(({ running }) => running);
    if (watcher === undefined) throw new Error('No Sentinel runs.');
    const { port } = await masterSeenBy(watcher);
    const master = this.servers.find(server => String(server.port) === port);
    if (master === undefined) throw new Error(`The Sentinels call ${port} their master.`);
    return master;
  }

  async killMaster(): Promise<RedisServer> {
    const master = await this.master();
    await master.kill();
    return master;
  }

  async waitForFailover(): Promise<void> {
    await until('the Sentinels have a master that runs', () => this.agree().catch(() => false), 50);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.watchers, ...this.servers].map(server => server.stop()));
  }

  /** Whether all servers that run follow this master. */
  async inSync(master: RedisServer): Promise<boolean> {
    const states = await Promise.all(
      this.servers.filter(({ running }) => running).map(server => ask(server, redis => redis.info('replication'))),
    );
    const following = states.filter(
      state => state.includes(`master_port:${master.port}\r\n`) && state.includes('master_link_status:up'),
    );
    return master.running && following.length === states.length - 1;
  }

  /** Whether every Sentinel knows all servers and all Sentinels. */
  async complete(): Promise<boolean> {
    const views = await Promise.all(this.watchers.map(watcher => masterSeenBy(watcher)));
    return views.every(
      view =>
        view['num-slaves'] === String(this.servers.length - 1) &&
        view['num-other-sentinels'] === String(this.watchers.length - 1),
    );
  }

  private async agree(): Promise<boolean> {
    const views = await Promise.all(this.watchers.filter(({ running }) => running).map(masterSeenBy));
    const master = this.servers.find(({ port }) => String(port) === views[0]?.['port']);
    return (
      master !== undefined &&
      views.every(view => view['port'] === String(master.port) && view['flags'] === 'master') &&
      (await ask(master, redis => redis.info('replication'))).includes('role:master') &&
      (await this.inSync(master))
    );
  }
}

async function masterSeenBy(watcher: RedisServer): Promise<Record<string, string | undefined>> {
  const fields = await ask(watcher, redis => redis.call('SENTINEL', 'MASTER', NAME) as Promise<string[]>);
  return Object.fromEntries(fields.flatMap((field, index) => (index % 2 === 0 ? [[field, fields[index + 1]]] : [])));
}
