import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { ended, guard, started, type Guard } from '../processes.js';
import { findRedisServer } from '../install.js';

/** How a server is started. */
export interface RedisServerOptions {
  /** Settings after the default ones, as on the command line: `['--appendonly', 'yes', '--appendfsync', 'always']`. */
  readonly args?: readonly string[];
  /** The text of a configuration file, which the server may rewrite; a Sentinel needs one. */
  readonly config?: string;
  /** A port of your own; a free one where there is none. */
  readonly port?: number;
  /** Where the server keeps its data, and left alone in the end; a temporary directory where there is none. */
  readonly directory?: string;
}

/** A Redis server in a process of its own, on 127.0.0.1. */
export interface RedisServer {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** The number of its process; undefined while it does not run. */
  readonly pid: number | undefined;
  /** False while it is killed or paused. */
  readonly running: boolean;
  /** Where its log is, and its data unless they are elsewhere by the options. */
  readonly directory: string;
  /** Ends it by SIGKILL; its data stay for `restart`. */
  kill(): Promise<void>;
  /** Stops the process where it is (SIGSTOP): its port accepts connections still and answers nothing. */
  pause(): void;
  /** Lets a paused server go on. */
  resume(): void;
  /** Starts it again with the same port and data; one that runs is shut down properly first. */
  restart(): Promise<void>;
  /** Ends it for good and removes its temporary directory. */
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const PATIENCE = 15_000;

// Below the ports that systems hand out by themselves, as is the port of the cluster bus, 10,000 higher.
const FIRST_PORT = 11_000;
const LAST_PORT = 19_999;

/**
 * Starts a server that keeps its data in memory only, unless `args` say otherwise, and waits until it answers. It does
 * not outlive this process, whatever happens to this one.
 */
export async function startRedis(options: RedisServerOptions = {}): Promise<RedisServer> {
  for (;;) {
    const { port, directory } = options.port === undefined ? reserve() : at(options.port);
    const server = new RedisProcess(port, directory, options);
    try {
      await server.start();
      return server;
    } catch (error) {
      await server.stop();
      if (options.port !== undefined || !(error instanceof PortInUseError)) throw error;
    }
  }
}

/** Asks one server something over a connection of its own. */
export async function ask<T>(server: Pick<RedisServer, 'port'>, question: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis({
    host: HOST,
    port: server.port,
    lazyConnect: true,
    connectTimeout: 1_000,
    commandTimeout: 1_000,
    retryStrategy: () => null,
    enableReadyCheck: false,
    disableClientInfo: true,
    protocol: 2,
  });
  redis.on('error', () => {});
  try {
    await redis.connect();
    return await question(redis);
  } finally {
    redis.disconnect();
  }
}

/** Waits until a probe answers with something true, and returns that. What the probe throws ends the waiting. */
export async function until<T>(what: string, probe: () => T | Promise<T>, interval = 20): Promise<T> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const answer = await probe();
    if (answer) return answer;
    if (performance.now() > deadline) throw new Error(`Waited ${PATIENCE} ms in vain until ${what}.`);
    await sleep(interval);
  }
}

class PortInUseError extends Error {}

class RedisProcess implements RedisServer {
  readonly host = HOST;
  readonly url: string;
  private readonly guard: Guard;
  private readonly command: readonly string[];
  private child: ChildProcess | undefined;
  private paused = false;
  private stopped = false;

  constructor(
    readonly port: number,
    readonly directory: string,
    { args = [], config, directory: data = directory }: RedisServerOptions,
  ) {
    this.url = `redis://${HOST}:${port}`;
    this.guard = guard(directory);
    const file = join(directory, 'redis.conf');
    if (config !== undefined) writeFileSync(file, config);
    const settings = ['--port', String(port), '--bind', HOST, '--dir', data, '--save', '', '--appendonly', 'no'];
    this.command = [...(config === undefined ? [] : [file]), ...settings, ...args];
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  get running(): boolean {
    return this.child !== undefined && !this.paused;
  }

  async start(): Promise<void> {
    if (this.stopped) throw new Error('A server that was stopped has no data to start again with.');
    const binary = findRedisServer();
    if (binary === undefined) throw new Error('There is no redis-server; the global setup should have installed it.');
    const log = join(this.directory, 'redis.log');
    const output = openSync(log, 'w');
    const child = spawn(binary, this.command, { stdio: ['ignore', output, output] });
    closeSync(output);
    const pid = started(child);
    this.child = child;
    this.paused = false;
    this.guard.watch(pid);
    child.once('exit', () => {
      this.guard.forget();
      this.child = undefined;
    });
    await until(`the server on port ${this.port} answers`, () => {
      if (this.child !== child) throw failure(readFileSync(log, 'utf8'));
      return answers(this, pid);
    });
  }

  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  pause(): void {
    this.paused = this.child?.kill('SIGSTOP') ?? false;
  }

  resume(): void {
    this.child?.kill('SIGCONT');
    this.paused = false;
  }

  async restart(): Promise<void> {
    this.resume();
    await this.end('SIGTERM');
    await this.start();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.end('SIGKILL');
    await this.guard.release();
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (child === undefined) return;
    child.kill(signal);
    await ended(child);
    this.paused = false;
  }
}

interface Place {
  readonly port: number;
  readonly directory: string;
}

function at(port: number): Place {
  return { port, directory: mkdtempSync(join(tmpdir(), 'nestjs-wechat-redis-')) };
}

/** A port that no other test of this machine has: to make its directory is to reserve it. */
function reserve(): Place {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT + 1));
    const directory = join(tmpdir(), `nestjs-wechat-redis-${port}`);
    try {
      mkdirSync(directory);
      return { port, directory };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Whether the port is answered by this process, and not by another that had it first. */
async function answers(server: RedisServer, pid: number): Promise<boolean> {
  try {
    return await ask(server, async redis => {
      await redis.ping();
      return (await redis.info('server')).includes(`process_id:${pid}\r\n`);
    });
  } catch {
    return false;
  }
}

function failure(log: string): Error {
  const why = log.trim().split('\n').slice(-5).join('\n');
  return log.includes('Address already in use') ? new PortInUseError(why) : new Error(`No Redis server: ${why}`);
}
