import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';

const BINARIES = [process.env.REDIS_SERVER, 'redis-server', 'valkey-server'].filter(Boolean);
const PATIENCE_MS = 10_000;

/**
 * @typedef {object} RedisServer
 * @property {string} url
 * @property {string} version
 * @property {() => Promise<void>} stop
 */

/**
 * A Redis on 127.0.0.1 that keeps nothing. It runs on the core of this process.
 *
 * @returns {Promise<RedisServer>}
 */
export async function startRedis() {
  const [found] = BINARIES.flatMap(binary => versionOf(binary).map(version => ({ binary, version })));
  if (found === undefined) throw new Error('there is no redis-server (REDIS_SERVER may name one)');
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn(found.binary, args, { stdio: 'ignore' });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const exit = once(child, 'exit');
  const stop = async () => {
    process.off('exit', kill);
    kill();
    await exit;
  };
  try {
    await answers(port);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `redis://127.0.0.1:${port}`, version: found.version, stop };
}

function versionOf(binary) {
  try {
    const text = execFileSync(binary, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return [text.replace(/^(\w+) server v=(\S+).*$/s, '$1 $2')];
  } catch {
    return [];
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function answers(port) {
  const redis = new Redis({ port, host: '127.0.0.1', maxRetriesPerRequest: null });
  redis.on('error', () => {});
  try {
    const late = sleep(PATIENCE_MS, undefined, { ref: false }).then(() => {
      throw new Error(`redis-server did not answer within ${PATIENCE_MS / 1000} s`);
    });
    await Promise.race([redis.ping(), late]);
  } finally {
    redis.disconnect();
  }
}
