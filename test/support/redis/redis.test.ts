import { existsSync } from 'node:fs';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fakeTime, startWorker, type Worker } from '../processes.js';
import { startCluster } from './cluster.js';
import { startSentinel } from './sentinel.js';
import { startRedis, until, type RedisServer, type RedisServerOptions } from './server.js';

describe('a server', () => {
  test('forgets when it is killed, and keeps what it is told to keep', async () => {
    const [forgetful, careful] = await Promise.all([
      server(),
      server({ args: ['--appendonly', 'yes', '--appendfsync', 'always'] }),
    ]);
    for (const redis of [forgetful, careful]) {
      const { url, port } = redis;
      const client = connect(url);
      await client.set('key', 'value');
      const pid = pidOf(redis);
      await redis.kill();
      expect([redis.running, redis.pid, alive(pid)]).toEqual([false, undefined, false]);
      await redis.restart();
      expect([redis.running, redis.url, redis.port]).toEqual([true, url, port]);
      expect(await client.get('key')).toBe(redis === careful ? 'value' : null);
    }
    await careful.restart();
    expect(await connect(careful.url).get('key')).toBe('value');
  });

  test('answers nothing while it is paused', async () => {
    const redis = await server();
    const client = connect(redis.url, { commandTimeout: 200 });
    await client.set('key', 'value');
    redis.pause();
    expect(redis.running).toBe(false);
    await expect(client.get('key')).rejects.toThrow('timed out');
    redis.resume();
    expect(redis.running).toBe(true);
    expect(await client.get('key')).toBe('value');
  });

  test('does not start on a port that is taken', async () => {
    const { port } = await server();
    await expect(startRedis({ port })).rejects.toThrow('Address already in use');
  });

  test('says why it does not start', async () => {
    await expect(startRedis({ args: ['--no-such-setting', '1'] })).rejects.toThrow('no-such-setting');
  });

  test('leaves nothing behind', async () => {
    const redis = await startRedis();
    const pid = pidOf(redis);
    expect(existsSync(redis.directory)).toBe(true);
    redis.pause();
    await redis.stop();
    await redis.stop();
    expect([alive(pid), existsSync(redis.directory)]).toEqual([false, false]);
    await expect(redis.restart()).rejects.toThrow('stopped');
  });
});

test('in a cluster, a replica takes over', { timeout: 30_000 }, async () => {
  const cluster = await startCluster();
  onTestFinished(() => cluster.stop());
  // The default of 16 redirections lasts for one second, the failover for more than two.
  const client = new Cluster(cluster.startupNodes, { maxRedirections: 100 });
  onTestFinished(() => client.disconnect());
  const keys = ['a', 'b', 'c'];
  const masters = await Promise.all(keys.map(key => cluster.masterOf(key)));
  expect(new Set(masters)).toEqual(new Set(cluster.nodes.slice(0, 3)));
  for (const key of keys) await client.set(key, 'before');

  const killed = await cluster.killMasterOf('a');
  expect(killed).toBe(masters[0]);
  const written = client.set('a', 'after');
  await cluster.waitForFailover();
  expect(cluster.nodes.slice(3)).toContain(await cluster.masterOf('a'));
  expect(await written).toBe('OK');
  expect(await Promise.all(keys.map(key => client.get(key)))).toEqual(['after', 'before', 'before']);

  await killed.restart();
  await cluster.waitForFailover();
  expect(await connect(killed.url).info('replication')).toContain('role:slave');
  const pids = cluster.nodes.map(pidOf);
  await cluster.stop();
  expect(pids.filter(alive)).toEqual([]);
});

test.each([1, 3])('with %i Sentinels, a replica takes over', { timeout: 30_000 }, async count => {
  const group = await startSentinel({ sentinels: count });
  onTestFinished(() => group.stop());
  const client = new Redis({ sentinels: group.sentinels, name: group.name });
  client.on('error', () => {});
  onTestFinished(() => client.disconnect());
  expect(await group.master()).toBe(group.servers[0]);
  await client.set('key', 'before');

  const killed = await group.killMaster();
  expect(killed).toBe(group.servers[0]);
  const written = client.set('key', 'after');
  await group.waitForFailover();
  expect(await group.master()).toBe(group.servers[1]);
  expect(await written).toBe('OK');
  expect(await client.get('key')).toBe('after');

  await killed.restart();
  await group.waitForFailover();
  expect(await connect(killed.url).info('replication')).toContain('role:slave');
  const pids = [...group.servers, ...group.watchers].map(pidOf);
  await group.stop();
  expect(pids.filter(alive)).toEqual([]);
});

describe('a worker', () => {
  test('imports the package, gets its arguments and answers', async () => {
    const worker = await start(['one', 'two']);
    expect(await worker.request('imports')).toEqual(['one', 'two']);
    await expect(worker.request('failure')).rejects.toThrow(new RangeError('as asked'));
  });

  test('that does not load says why', async () => {
    await expect(startWorker(new URL('no-such.worker.mjs', import.meta.url))).rejects.toThrow('no-such.worker.mjs');
  });

  test('waits while it is paused, and ends when it is killed', async () => {
    const worker = await start();
    worker.pause();
    let answered = false;
    const clock = worker.request('clock').then(date => {
      answered = true;
      return date;
    });
    await new Promise(resolve => setTimeout(resolve, 200));
    expect(answered).toBe(false);
    worker.resume();
    expect(await clock).toBeInstanceOf(Date);

    worker.pause();
    const last = worker.request('clock');
    const [, end] = await Promise.all([expect(last).rejects.toThrow('SIGKILL'), worker.kill()]);
    expect(end).toEqual({ code: null, signal: 'SIGKILL' });
    expect(alive(worker.pid)).toBe(false);
    await expect(worker.request('clock')).rejects.toThrow('SIGKILL');
    expect(() => worker.send('clock')).toThrow('ended');
  });

  test.each(['-2h', '+5m'])('has a clock that is off by %s', async offset => {
    const worker = await start([], fakeTime(offset));
    const minutes = ((await worker.request<Date>('clock')).getTime() - Date.now()) / 60_000;
    expect(Math.round(minutes)).toBe(offset === '-2h' ? -120 : 5);
    await worker.kill();
    expect(existsSync(`/dev/shm/faketime_shm_${worker.pid}`)).toBe(false);
  });

  test('takes its servers along when it is killed', { timeout: 15_000 }, async () => {
    const worker = await start();
    const redis = await worker.request<{ pid: number; directory: string }>('redis');
    expect([alive(redis.pid), existsSync(redis.directory)]).toEqual([true, true]);
    await worker.kill();
    await until('the server is gone', () => !alive(redis.pid) && !existsSync(redis.directory));
  });
});

async function server(options?: RedisServerOptions): Promise<RedisServer> {
  const redis = await startRedis(options);
  onTestFinished(() => redis.stop());
  return redis;
}

function connect(url: string, options: Pick<RedisOptions, 'commandTimeout'> = {}): Redis {
  const client = new Redis(url, { retryStrategy: () => 20, ...options });
  client.on('error', () => {});
  onTestFinished(() => client.disconnect());
  return client;
}

async function start(args: readonly string[] = [], env: Record<string, string> = {}): Promise<Worker> {
  const worker = await startWorker(new URL('redis.worker.mjs', import.meta.url), args, { env });
  onTestFinished(async () => void (await worker.kill()));
  return worker;
}

function pidOf({ pid }: RedisServer): number {
  if (pid === undefined) throw new Error('The server does not run.');
  return pid;
}

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
