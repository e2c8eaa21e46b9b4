import { ask, startRedis, until, type RedisServer } from './server.js';

/** How a cluster is started. */
export interface RedisClusterOptions {
  /** Default: 3, the fewest that can agree that one of them is gone. */
  readonly masters?: number;
  /** How many replicas each master has. Default: 1. */
  readonly replicas?: number;
  /** After how many milliseconds without an answer a node counts as gone. Default: 1000. */
  readonly nodeTimeout?: number;
  /** Settings of every node, as on the command line. */
  readonly args?: readonly string[];
}

/** A Redis Cluster on 127.0.0.1. */
export interface RedisCluster {
  /** All nodes, those that were masters at first in front. */
  readonly nodes: readonly RedisServer[];
  /** What `new Cluster(…)` of ioredis takes. */
  readonly startupNodes: { host: string; port: number }[];
  /** The node that is the master of a key now. */
  masterOf(key: string): Promise<RedisServer>;
  /** Kills the master of a key, and returns it: `restart` brings it back as a replica. */
  killMasterOf(key: string): Promise<RedisServer>;
  /**
   * Waits until the nodes that run agree that nodes that run serve all slots, with replicas in sync. Returns at once
   * where nothing is amiss.
   */
  waitForFailover(): Promise<void>;
  /** Ends all nodes and removes their data. */
  stop(): Promise<void>;
}

const SLOTS = 16_384;

const SETTINGS = Object.entries({
  '--cluster-enabled': 'yes',
  '--cluster-config-file': 'nodes.conf',
  '--cluster-replica-validity-factor': '0',
  // Replicas stay with their masters, so that tests can tell who takes over.
  '--cluster-allow-replica-migration': 'no',
  '--repl-diskless-sync-delay': '0',
}).flat();

/** Starts a cluster and waits until it serves all slots and its replicas are in sync. */
export async function startCluster(options: RedisClusterOptions = {}): Promise<RedisCluster> {
  const { masters = 3, replicas = 1, nodeTimeout = 1_000, args = [] } = options;
  const settings = [...SETTINGS, '--cluster-node-timeout', String(nodeTimeout), ...args];
  const starts = Array.from({ length: masters * (1 + replicas) }, () => startRedis({ args: settings }));
  const started = await Promise.allSettled(starts);
  const cluster = new Cluster(started.flatMap(start => (start.status === 'fulfilled' ? [start.value] : [])));
  try {
    await Promise.all(starts);
    await cluster.create(masters);
    await cluster.waitForFailover();
    return cluster;
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

class Cluster implements RedisCluster {
  readonly startupNodes: { host: string; port: number }[];

  constructor(readonly nodes: readonly RedisServer[]) {
    this.startupNodes = nodes.map(({ host, port }) => ({ host, port }));
  }

  async create(masters: number): Promise<void> {
    const ids = await Promise.all(this.nodes.map(node => ask<string>(node, redis => redis.cluster('MYID'))));
    await Promise.all(
      this.nodes.map((node, index) =>
        ask(node, async redis => {
          await redis.cluster('SET-CONFIG-EPOCH', index + 1);
          // Everyone meets everyone, for gossip takes seconds.
          for (const { host, port } of this.nodes.slice(0, index)) await redis.cluster('MEET', host, port);
          if (index >= masters) return;
          const [first, next] = [index, index + 1].map(share => Math.floor((share * SLOTS) / masters)) as [
            number,
            number,
          ];
          await redis.cluster('ADDSLOTSRANGE', first, next - 1);
        }),
      ),
    );
    await Promise.all(
      this.nodes.slice(masters).map(async (replica, index) => {
        const id = ids[index % masters] ?? '';
        await until(`node ${replica.port} knows its master`, async () =>
          (await nodesSeenBy(replica)).some(node => node.id === id && !node.flags.includes('handshake')),
        );
        await ask(replica, redis => redis.cluster('REPLICATE', id));
      }),
    );
  }

  async masterOf(key: string): Promise<RedisServer> {
    const witness = this.nodes.find(node => node.running);
    if (witness === undefined) throw new Error('No node of the cluster runs.');
    const slot = await ask(witness, redis => redis.cluster('KEYSLOT', key));
    const owner = (await nodesSeenBy(witness)).find(({ slots }) =>
      slots.some(([first, last]) => first <= slot && slot <= last),
    );
    const master = this.nodes.find(node => node.port === owner?.port);
    if (master === undefined) throw new Error(`No node serves slot ${slot}.`);
    return master;
  }

  async killMasterOf(key: string): Promise<RedisServer> {
    const master = await this.masterOf(key);
    await master.kill();
    return master;
  }

  async waitForFailover(): Promise<void> {
    await until('the cluster serves all slots', () => this.serves().catch(() => false), 50);
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map(node => node.stop()));
  }

  private async serves(): Promise<boolean> {
    const running = this.nodes.filter(node => node.running);
    const views = await Promise.all(running.map(node => viewOf(node, running)));
    return views.every(({ healthy, nodes }) => healthy && nodes === views[0]?.nodes);
  }
}

interface ClusterNode {
  readonly id: string;
  readonly port: number;
  readonly flags: readonly string[];
  readonly master: string;
  readonly slots: readonly (readonly [first: number, last: number])[];
}

/** What a node says of itself and of the nodes that run. */
async function viewOf(server: RedisServer, running: readonly RedisServer[]) {
  const [state, replication] = await ask(server, redis =>
    Promise.all([redis.cluster('INFO'), redis.info('replication')]),
  );
  const seen = await nodesSeenBy(server);
  const nodes = running.map(({ port }) => seen.find(node => node.port === port));
  const slots = nodes.flatMap(node => node?.slots ?? []);
  const healthy =
    state.includes('cluster_state:ok') &&
    /role:master|master_link_status:up/.test(replication) &&
    nodes.every(node => node !== undefined && !node.flags.some(flag => SICK.has(flag))) &&
    slots.reduce((count, [first, last]) => count + last - first + 1, 0) === SLOTS;
  return { healthy, nodes: JSON.stringify(nodes.map(node => [node?.port, node?.master, node?.slots])) };
}

const SICK: ReadonlySet<string> = new Set(['fail?', 'fail', 'handshake', 'noaddr']);

// <id> <ip:port@bus> <flags> <master or -> <ping> <pong> <epoch> <link> <first-last or slot>...
async function nodesSeenBy(server: RedisServer): Promise<ClusterNode[]> {
  const table = await ask(server, redis => redis.cluster('NODES') as Promise<string>);
  return table
    .trim()
    .split('\n')
    .map(line => {
      const [id = '', address = '', flags = '', master = '', , , , , ...slots] = line.split(' ');
      return {
        id,
        port: Number(/:(\d+)@/.exec(address)?.[1]),
        flags: flags.split(','),
        master,
        slots: slots.filter(slot => !slot.startsWith('[')).map(slot => slotRange(slot)),
      };
    });
}

function slotRange(text: string): readonly [number, number] {
  const [first, last = first] = text.split('-').map(Number);
  return [first ?? NaN, last ?? NaN];
}
