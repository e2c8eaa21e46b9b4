import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findFaketime } from './install.js';

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A test worker in a process of its own. */
export interface Worker {
  readonly pid: number;
  /** Fulfilled when the process has ended. */
  readonly exit: Promise<ProcessEnd>;
  /** Hands the worker a message and does not wait. */
  send(message: unknown): void;
  /** Hands the worker a message and waits for what it makes of it; rejected if it throws or ends. */
  request<Reply = unknown>(message: unknown): Promise<Reply>;
  /** Stops the process where it is (SIGSTOP); its sockets stay open. */
  pause(): void;
  /** Lets a paused process go on. */
  resume(): void;
  /** Ends the process, by SIGKILL unless told otherwise, and waits for its end. */
  kill(signal?: NodeJS.Signals): Promise<ProcessEnd>;
}

/** What a worker may be given besides its arguments. */
export interface WorkerOptions {
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What `worker.mjs` sends. */
type FromWorker = { readonly id: number; readonly reply: unknown } | { readonly id: number; readonly error: Error };

/**
 * Runs a test worker: a plain `.mjs` file inside the package, because Node.js 20 runs no TypeScript. It imports
 * `nestjs-wechat` or `#lib/…` and gets `dist`, which `npm test` builds before the tests run. Its default export is a
 * function that is called with each message and answers requests with what it returns; `process.argv` holds `args` from
 * index 2 on. Messages are cloned, so that dates, maps and errors survive. Whatever happens to this process, the worker
 * does not outlive it.
 *
 * @example
 * // some.worker.mjs
 * import { Redis } from 'ioredis';
 * const redis = new Redis(process.argv[2]);
 * export default message => redis.get(message.key);
 *
 * // the test
 * const worker = await startWorker(new URL('some.worker.mjs', import.meta.url), [server.url]);
 * onTestFinished(async () => void (await worker.kill()));
 * await worker.request({ key: 'a' });
 */
export async function startWorker(
  script: string | URL,
  args: readonly string[] = [],
  options: WorkerOptions = {},
): Promise<Worker> {
  const file = typeof script === 'string' && !script.startsWith('file:') ? script : fileURLToPath(script);
  const child = fork(new URL('worker.mjs', import.meta.url), [file, ...args], {
    // Vitest's own arguments would make the worker import sources.
    execArgv: [],
    env: { ...process.env, ...options.env },
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const worker = new WorkerProcess(child);
  try {
    await worker.loaded();
  } catch (error) {
    await worker.kill();
    throw error;
  }
  return worker;
}

/**
 * The environment of a process whose clock is off, by `-30s`, `+5m` or `+2h`, or starts at a time, local time:
 * `@2030-01-01 00:00:00`. Only the clock that tells the date is: timers run as ever.
 */
export function fakeTime(offset: string): Record<string, string> {
  const library = findFaketime();
  if (library === undefined) throw new Error('There is no libfaketime; the global setup should have installed it.');
  const preload: Record<string, string> =
    process.platform === 'darwin'
      ? { DYLD_INSERT_LIBRARIES: library, DYLD_FORCE_FLAT_NAMESPACE: '1' }
      : { LD_PRELOAD: library };
  return { ...preload, FAKETIME: offset, FAKETIME_DONT_FAKE_MONOTONIC: '1' };
}

class WorkerProcess implements Worker {
  readonly pid: number;
  readonly exit: Promise<ProcessEnd>;
  private readonly requests = new Map<number, (answer: FromWorker) => void>();
  private lastId = 0;

  constructor(private readonly child: ChildProcess) {
    this.pid = started(child);
    this.exit = this.end(guard());
    child.on('message', (answer: FromWorker) => {
      this.requests.get(answer.id)?.(answer);
      this.requests.delete(answer.id);
    });
  }

  async loaded(): Promise<void> {
    await this.call({});
  }

  send(message: unknown): void {
    if (!this.child.connected) throw new Error('The worker has ended.');
    this.child.send({ message }, () => {});
  }

  async request<Reply>(message: unknown): Promise<Reply> {
    return (await this.call({ message })) as Reply;
  }

  pause(): void {
    this.child.kill('SIGSTOP');
  }

  resume(): void {
    this.child.kill('SIGCONT');
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<ProcessEnd> {
    this.child.kill(signal);
    return this.exit;
  }

  private async call(envelope: { readonly message?: unknown }): Promise<unknown> {
    const id = ++this.lastId;
    const answered = new Promise<FromWorker>(resolve => this.requests.set(id, resolve));
    // A worker that has ended can be sent nothing; its end is the answer.
    this.child.send({ id, ...envelope }, () => {});
    const answer = await Promise.race([answered, this.exit]);
    if ('reply' in answer) return answer.reply;
    if ('error' in answer) throw answer.error;
    throw new Error(`The worker ended (${answer.signal ?? answer.code}) before it answered.`);
  }

  private async end(guarding: Guard): Promise<ProcessEnd> {
    guarding.watch(this.pid);
    const end = await ended(this.child);
    guarding.forget();
    await guarding.release();
    // What libfaketime leaves of a killed process makes the next process with this number fail.
    for (const name of ['faketime_shm', 'sem.faketime_sem']) rmSync(`/dev/shm/${name}_${this.pid}`, { force: true });
    return end;
  }
}

/** Sees to it that a process does not outlive this one. */
export interface Guard {
  /** Kills this process when the test process is gone. */
  watch(pid: number): void;
  /** The watched process has ended by itself. */
  forget(): void;
  /** Ends the guard: kills a process that is watched still, and removes the directory. */
  release(): Promise<void>;
}

// The end of its input tells a shell that this process is gone, even when it was killed.
const GUARD = `
while read -r line; do pid=$line; done
[ -z "$pid" ] || kill -9 "$pid"
[ -z "$1" ] || rm -rf "$1"
`;

// A killed Vitest leaves its forks behind until their tests end, and there `process.exit` only throws.
process.once('disconnect', () => process.kill(process.pid));

/** Starts a guard, which may also be given a directory to remove in the end. */
export function guard(directory = ''): Guard {
  // In a process group of its own, for Ctrl+C reaches all of the terminal's.
  const shell = spawn('sh', ['-c', GUARD, 'guard', directory], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  shell.stdin.on('error', () => {});
  shell.unref();
  const gone = ended(shell);
  return {
    watch: pid => void shell.stdin.write(`${pid}\n`),
    forget: () => void shell.stdin.write('\n'),
    release: async () => {
      shell.ref();
      shell.stdin.end();
      await gone;
    },
  };
}

/** The number of a process that was just started. */
export function started(child: ChildProcess): number {
  child.on('error', () => {});
  if (child.pid === undefined) throw new Error(`${child.spawnfile} could not be started.`);
  return child.pid;
}

/** Waits for the end of a process. */
export async function ended(child: ChildProcess): Promise<ProcessEnd> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return { code: child.exitCode, signal: child.signalCode };
}
